import { catalogue, sendMail } from '../messages/index.ts'
import { inTransaction, type Tx } from '../platform/db/transaction.ts'
import type { JobContext } from '../platform/jobs/job.ts'
import { addresseeOf, type DigestId, dueDigests, newByCustomer, readAsMember, takeDigest } from './digest-queries.ts'
import type { AlertKind } from './kinds.ts'
import { type AlertRow, listAlerts } from './queries.ts'

/** Nothing opened for this person: their mark stays where it was. */
class NothingNew extends Error {}

/** Writes to every member who is due, each in a transaction of their own. */
export async function sendDigests(context: JobContext): Promise<void> {
  const due = await inTransaction(context.db, { kind: 'system' }, dueDigests, { readOnly: true })
  for (const id of due) {
    if (context.signal.aborted) throw new Error('stopped before everybody was written to')
    await sendDigest(context, id)
  }
}

/** One mail about what opened since the last, exactly once; none where nothing did. */
async function sendDigest({ db, config }: JobContext, id: DigestId): Promise<void> {
  try {
    await inTransaction(db, { kind: 'system' }, async (tx) => {
      const span = await takeDigest(tx, id)
      if (!span) return
      const person = await addresseeOf(tx, id)
      if (!person || !(await readAsMember(tx, id))) throw new NothingNew()
      const { language, firstName, email, partner } = person
      const said = await contentOf(tx, id.partnerId, span, language)
      if (said.count === 0) throw new NothingNew()
      await sendMail(tx, config, {
        to: email,
        language,
        partnerId: id.partnerId,
        template: 'alerts_digest',
        params: { firstName, partner, ...said, link: `${config.origin}/partner/${id.partnerId}/alerts` },
      })
    })
  } catch (error) {
    if (!(error instanceof NothingNew)) throw error
  }
}

const words: Record<AlertKind, string> = {
  coverage_ending: 'coverageEnding',
  coverage_missing: 'coverageMissing',
  collector_overdue: 'collectorOverdue',
  collection_blocked: 'collectionBlocked',
  device_vanished: 'deviceVanished',
  hardware_milestone: 'hardwareMilestone',
  software_milestone: 'softwareMilestone',
}

const CUSTOMERS = 30
const NEWEST = 10

async function contentOf(tx: Tx, partnerId: string, span: { since: Date; until: Date }, language: string) {
  const rows = await newByCustomer(tx, partnerId, span)
  const kindIn = (kind: AlertKind, count: number) =>
    catalogue.text(language, `alerts_digest.kinds.${words[kind]}`, { count })
  const customers = new Map<string, string[]>()
  for (const { customer, kind, n } of rows)
    customers.set(customer, [...(customers.get(customer) ?? []), kindIn(kind, n)])
  const lines = [...customers].map(([customer, kinds]) => `${customer}: ${kinds.join(', ')}`)
  const found = await listAlerts(tx, { partnerId, state: ['open'] }, { sort: '-opened', limit: 100, cursor: undefined })
  const newest = found.filter(({ openedAt }) => openedAt > span.since && openedAt <= span.until).slice(0, NEWEST)
  return {
    count: rows.reduce((all, { n }) => all + n, 0),
    customers: lines.length > CUSTOMERS ? [...lines.slice(0, CUSTOMERS), '…'] : lines,
    alerts: newest.map((row) => lineOf(row, kindIn(row.kind, 1))),
  }
}

/** With the serial number, by which members of a stack are told apart. */
const lineOf = ({ customerName, subjectName, serial }: AlertRow, kind: string) =>
  [customerName, subjectName, serial !== subjectName && serial, kind].filter(Boolean).join(' · ')
