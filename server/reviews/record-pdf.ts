import { catalogue } from '../messages/index.ts'
import { type ReportSection, reportPdf } from '../platform/files/pdf-report.ts'
import type { Letterhead } from '../platform/mail/index.ts'
import type { RecordContent } from './record.ts'
import { ruleReason } from './rule-reason.ts'

export type PrintedRecord = {
  content: RecordContent
  /** Detached JWS. */
  signature: string
  /** SHA-256 of the text that was signed, hexadecimal. */
  fingerprint: string
}

type Facts = {
  language: string
  letterhead: Letterhead
  /** Where the public keys are. */
  keys: string
  /** The signed records as one file, as `review:verify` takes it. */
  attached: string
}

/** How wide each column is. */
const columns = { person: 0.19, what: 0.2, since: 0.13, used: 0.13, result: 0.1, decided: 0.13, reason: 0.12 } as const

/**
 * Signed records to read and to file on paper. What is printed comes from what was signed, never from the rows of today; the
 * signed text itself is inside, because a printed table cannot be checked.
 */
export function recordPdf(records: PrintedRecord[], facts: Facts): Promise<Uint8Array<ArrayBuffer>> {
  const { language, letterhead } = facts
  const say = sayIn(language)
  const [first] = records
  const review = first?.content.review
  return reportPdf({
    language: catalogue.resolve(language),
    sender: { name: letterhead.name, colour: letterhead.colour },
    title: `${say('title')}: ${review?.title ?? ''}`,
    sections: [
      ...records.flatMap((record) => sectionsOf(record, facts)),
      { heading: say('pdf.verify'), paragraphs: [1, 2, 3].map((n) => say(`pdf.verify_${n}`, { keys: facts.keys })) },
    ],
    attachments: [
      {
        name: 'access-review.json',
        text: facts.attached,
        type: 'application/json',
        description: say('pdf.attached'),
      },
    ],
    footer: say('pdf.footer', { vendor: letterhead.name, helpEmail: letterhead.helpEmail }),
  })
}

type Say = (key: string, values?: Record<string, unknown>) => string

const sayIn =
  (language: string): Say =>
  (key, values) =>
    catalogue.text(language, `access_review_file.${key}`, values)

function sectionsOf({ content, signature, fingerprint }: PrintedRecord, { language }: Facts): ReportSection[] {
  const say = sayIn(language)
  const { partner, review, totals, reviewers } = content
  const fact = (key: string, value: string) => ({ label: say(`pdf.${key}`), value })
  const given = (key: string, value: string | null) => (value ? [fact(key, value)] : [])
  const ruleSaid = ruleReason(language, { ...review, early: review.closedEarlyBy !== null })
  const { memberships, associations, roles, customers } = review.scope
  const about =
    review.audience === 'customer_users'
      ? [say('pdf.customerUsers')]
      : [...(memberships ? [say('pdf.memberships')] : []), ...(associations ? [say('pdf.associations')] : [])]
  return [
    {
      heading: partner.name,
      facts: [
        fact('about', about.join(', ')),
        ...given('roles', roles.map((role) => say(`roles.${role}`)).join(', ')),
        ...given('customers', customers.map(({ name }) => name).join(', ')),
        ...given('note', review.note),
        fact('runBy', say(`pdf.runBy_${review.runBy}`)),
        fact('started', `${moment(review.startedAt)}, ${review.startedBy.name}`),
        ...given('usageAsOf', review.rowsFixedAt && moment(review.rowsFixedAt)),
        fact('due', moment(review.dueAt)),
        fact('closed', moment(review.closedAt)),
        ...given('early', review.closedEarlyBy && `${review.closedEarlyBy}: ${review.closedEarlyBecause}`),
        fact('unanswered', catalogue.text(language, `access_review.rules.${review.rule}`)),
        ...given('reviewers', reviewers.map(({ name, answers }) => `${name} (${answers})`).join(', ')),
        fact('totals', say('pdf.totals_text', totals)),
      ],
      table: {
        columns: Object.entries(columns).map(([key, share]) => ({ label: say(`pdf.columns.${key}`), share })),
        rows: content.rows.map((row) => cellsOf(row, say, ruleSaid)),
      },
    },
    {
      heading: say('pdf.signature', { partner: partner.name }),
      facts: [fact('fingerprint', fingerprint)],
      code: signature,
    },
  ]
}

function cellsOf(row: RecordContent['rows'][number], say: Say, ruleSaid: string): string[] {
  const customer = typeof row.customer === 'object' ? row.customer?.name : say('everyCustomer')
  const lines = (...parts: (string | false | null | undefined)[]) => parts.filter(Boolean).join('\n')
  return [
    lines(row.person.name, row.person.email),
    lines(
      say(`kinds.${row.kind}`),
      row.kind === 'membership' ? row.role && say(`roles.${row.role}`) : customer,
      row.sponsors && say('sponsors'),
    ),
    lines(moment(row.since), row.givenBy),
    lines(
      row.lastSignInAt ? moment(row.lastSignInAt) : say('pdf.never'),
      say('pdf.days', { count: row.activeDaysOfNinety }),
    ),
    say(`results.${row.result}`),
    lines(row.answeredBy === 'rule' ? say('rule') : row.reviewer?.name, row.decidedAt && moment(row.decidedAt)),
    lines(row.answeredBy === 'rule' ? ruleSaid : row.reason, row.notCarriedOut && say(`refusals.${row.notCarriedOut}`)),
  ]
}

/** As it stands in the record, in UTC, so that paper and record can be laid side by side. */
function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`
}
