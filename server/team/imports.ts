import { sql } from 'kysely'
import { z } from 'zod'
import { audit, auditCall } from '../audit/index.ts'
import { rightOf } from '../partners/index.ts'
import { inTransaction, personBehind, type Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { newId } from '../platform/ids.ts'
import { enqueue } from '../platform/jobs/enqueue.ts'
import { defineJob, type JobContext } from '../platform/jobs/job.ts'
import { checkList, type Defaults } from './check-list.ts'
import { errors } from './errors.ts'
import {
  beginImport,
  endImport,
  type ImportHead,
  type ImportRow,
  insertImport,
  nextRows,
  readImport,
  setResult,
} from './import-queries.ts'
import { knownAddresses, presentCustomers } from './invitation-queries.ts'
import { invitationFacts, invitationOf, type MemberCall, sendInvitation } from './invitations.ts'
import { readPeopleList } from './people-list.ts'
import { mayGrant } from './policy.ts'
import { readMember } from './queries.ts'

export const mostRows = 2000
const batchRows = 25

/** Checks a list without inviting anybody; answers under which id it can be applied. */
export async function checkImport(call: MemberCall, text: string, defaults: Defaults): Promise<ImportHead> {
  const { tx, principal } = call
  const { partner } = principal
  const list = await readPeopleList(text)
  if ('unreadable' in list) throw unreadable(list.unreadable)
  if (list.people.length > mostRows) throw unreadable('too_many_rows')
  if (defaults.customers !== 'all' && defaults.customers.length > 0) {
    const present = await presentCustomers(tx, partner.partnerId, defaults.customers)
    if (present.length < new Set(defaults.customers).size) throw unreadable('unknown_customer', 'customers')
  }
  const { languages } = await tx.selectFrom('vendor_settings').select('languages').executeTakeFirstOrThrow()
  const rows = await checkList(tx, partner.partnerId, list.people, { actor: partner.role, defaults, languages })
  const importId = newId()
  await insertImport(tx, {
    partnerId: partner.partnerId,
    importId,
    createdBy: personBehind(principal),
    createdByName: `${principal.firstName} ${principal.lastName}`.trim(),
    rows,
  })
  return (await readImport(tx, partner.partnerId, importId)) as ImportHead
}

function unreadable(code: string, path = 'text') {
  return errors.list_unreadable({
    params: { most: mostRows },
    fields: [{ path, code, message: 'This list cannot be read' }],
  })
}

/**
 * Begins to send what was checked; only by who checked it, for the rights are theirs. With `goodRowsOnly` what is wrong is
 * left out, otherwise nothing is sent while anything is wrong.
 */
export async function applyImport(call: MemberCall, importId: string, goodRowsOnly: boolean): Promise<ImportHead> {
  const { tx, principal } = call
  const { partnerId } = principal.partner
  const before = await readImport(tx, partnerId, importId)
  if (before?.createdBy !== personBehind(principal)) throw problems.not_found()
  if (before.invite === 0) throw errors.import_empty()
  if (before.invalid > 0 && !goodRowsOnly) throw errors.import_has_errors({ params: { count: before.invalid } })
  if (!(await beginImport(tx, partnerId, importId))) throw errors.import_applied()
  await enqueue(tx, importJob, { partnerId, importId })
  await auditCall(call, {
    partnerId,
    action: 'team_import.applied',
    objectType: 'team_import',
    objectId: importId,
    objectLabel: String(before.invite),
    why: rightOf(principal),
    detail: { rows: before.total, invite: before.invite, leftOut: before.total - before.invite, goodRowsOnly },
  })
  return { ...before, state: 'applying' }
}

/**
 * Sends a list's invitations, some at a time, each batch in one transaction: what was sent stays sent when the process ends,
 * and the next one goes on behind it. Whether its sender may still invite is looked at in every batch.
 */
export const importJob = defineJob(
  'team.import',
  z.object({ partnerId: z.uuid(), importId: z.uuid() }),
  async ({ partnerId, importId }, context) => {
    while (await sendBatch(context, partnerId, importId))
      if (context.signal.aborted) throw new Error('stopped before every invitation was sent')
  },
  { timeoutSeconds: 1800 },
)

/** False when nothing is left. */
function sendBatch(context: JobContext, partnerId: string, importId: string): Promise<boolean> {
  return inTransaction(context.db, { kind: 'system', partnerId }, async (tx) => {
    const head = await readImport(tx, partnerId, importId)
    if (head?.state !== 'applying') return false
    const rows = await nextRows(tx, partnerId, importId, batchRows)
    if (rows.length === 0) {
      await endImport(tx, partnerId, importId)
      return false
    }
    const sender = await readMember(tx, partnerId, head.createdBy)
    const refusal = await cannotSend(tx, partnerId, sender?.state === 'active')
    const sent = []
    for (const row of rows) {
      const verdict = refusal ?? (sender ? await sendRow(tx, context, partnerId, sender, row) : 'inviter_lost_right')
      if (typeof verdict === 'object') sent.push(verdict)
      const result = typeof verdict === 'object' ? 'sent' : verdict === 'known' ? 'skipped' : 'refused'
      const why = typeof verdict === 'object' ? null : verdict
      await setResult(tx, { partnerId, importId, position: row.position }, result, why)
    }
    for (const invitation of sent)
      await audit(
        tx,
        context.config.secret,
        { person: sender },
        { ...invitationFacts(invitation), action: 'team_invitation.sent', why: `list ${importId}` },
      )
    return true
  })
}

async function cannotSend(tx: Tx, partnerId: string, senderIsActive: boolean): Promise<string | null> {
  const { rows } = await sql<{ state: string; service: string }>`
    select state, app.service_of(partner_id) as service from partner where partner_id = ${partnerId}`.execute(tx)
  if (rows[0]?.state !== 'active') return 'partner_suspended'
  if (rows[0].service !== 'in_force') return 'service_missing'
  return senderIsActive ? null : 'inviter_lost_right'
}

type Sender = NonNullable<Awaited<ReturnType<typeof readMember>>>

/** The invitation that was sent, or why not: what was true when the list was checked may not be true any more. */
async function sendRow(tx: Tx, context: JobContext, partnerId: string, sender: Sender, row: ImportRow) {
  if (!row.role || !mayGrant(sender.role, row.role)) return 'inviter_lost_right'
  if (['member', 'suspended'].includes((await knownAddresses(tx, partnerId, [row.email])).get(row.email) ?? ''))
    return 'known'
  const present = await presentCustomers(tx, partnerId, row.customerIds)
  if (row.customerIds.length > 0 && present.length === 0) return 'customers_gone'
  const customerIds = present.map(({ customerId }) => customerId)
  const { name } = await tx
    .selectFrom('partner')
    .select('name')
    .where('partner_id', '=', partnerId)
    .executeTakeFirstOrThrow()
  const wanted = { ...row, role: row.role, note: '' }
  const invitation = invitationOf(wanted, { allCustomers: row.allCustomers, customerIds }, partnerId, sender)
  const expiresAt = await sendInvitation({ tx, deps: context }, invitation, name)
  return expiresAt ? invitation : 'known'
}
