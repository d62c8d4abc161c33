import { sql } from 'kysely'
import { catalogue, sendMail } from '../messages/index.ts'
import type { Config } from '../platform/config.ts'
import type { Tx } from '../platform/db/transaction.ts'
import type { Reviewer } from './policy.ts'
import { countRows, type ReviewerRow, type ReviewRow, reviewersOf, waitingFor } from './queries.ts'

/** Tells each reviewer of a part that has begun, and for whom something is in it. */
export async function tellBegun(tx: Tx, config: Config, part: ReviewRow): Promise<void> {
  for (const to of await reviewersOf(tx, part.partner_id, part.audience)) {
    const count = await waitingFor(tx, part, to)
    if (count > 0)
      await sendMail(tx, config, {
        ...addressed(to, part),
        template: 'access_review_begun',
        params: {
          firstName: to.firstName,
          partner: part.partner_name,
          review: part.title,
          startedBy: part.started_by_name,
          count,
          dueAt: part.due_at,
          link: linkTo(config, part),
        },
      })
  }
}

/** One message to each reviewer of a partner, or to one of them, with all these reviews in which something waits for them. */
export async function tellWaiting(tx: Tx, config: Config, parts: ReviewRow[], only?: string): Promise<void> {
  const [first] = parts
  if (!first) return
  const waiting = new Map<string, { to: ReviewerRow; lines: string[] }>()
  for (const part of parts)
    for (const to of await reviewersOf(tx, part.partner_id, part.audience)) {
      const count = only === undefined || to.accountId === only ? await waitingFor(tx, part, to) : 0
      if (count === 0) continue
      const known = waiting.get(to.accountId) ?? { to, lines: [] }
      known.lines.push(lineOf(to.language, part, count))
      waiting.set(to.accountId, known)
    }
  for (const { to, lines } of waiting.values())
    await sendMail(tx, config, {
      ...addressed(to, first),
      template: 'access_review_reminder',
      params: {
        firstName: to.firstName,
        partner: first.partner_name,
        reviews: lines,
        link: `${config.origin}/partner/${first.partner_id}/access-reviews`,
      },
    })
}

/** The same to the vendor's administrators, about what nobody at a partner can answer. `tx` reaches all tenants. */
export async function tellVendor(tx: Tx, config: Config, parts: ReviewRow[]): Promise<void> {
  const { rows: staff } = await sql<{ account_id: string; first_name: string; email: string; language: string }>`
    select * from app.staff_to_tell('administrator')`.execute(tx)
  for (const to of staff) {
    const lines: string[] = []
    for (const part of parts) {
      const reviewer: Reviewer = { kind: 'vendor', accountId: to.account_id, mayWrite: true }
      const count = (await countRows(tx, part.review_id, part.partner_id, reviewer))[0]?.mine ?? 0
      if (count > 0) lines.push(`${part.partner_name}: ${lineOf(to.language, part, count)}`)
    }
    if (lines.length > 0)
      await sendMail(tx, config, {
        to: to.email,
        language: to.language,
        template: 'access_review_reminder_vendor',
        params: { firstName: to.first_name, reviews: lines, link: `${config.origin}/vendor/access-reviews` },
      })
  }
}

/** Tells the reviewers that nothing waits for them any more. */
export async function tellWithdrawn(tx: Tx, config: Config, part: ReviewRow, reason: string): Promise<void> {
  for (const to of await reviewersOf(tx, part.partner_id, part.audience))
    await sendMail(tx, config, {
      ...addressed(to, part),
      template: 'access_review_withdrawn',
      params: { firstName: to.firstName, partner: part.partner_name, review: part.title, reason },
    })
}

/** Tells the reviewers that they have more time, or less. `part` is as it was. */
export async function tellDueChanged(
  tx: Tx,
  config: Config,
  part: ReviewRow,
  { dueAt, reason }: { dueAt: Date; reason: string },
): Promise<void> {
  for (const to of await reviewersOf(tx, part.partner_id, part.audience)) {
    const { firstName } = to
    const names = { firstName, partner: part.partner_name, review: part.title }
    await sendMail(tx, config, {
      ...addressed(to, part),
      template: 'access_review_due_changed',
      params: { ...names, before: part.due_at, dueAt, reason, link: linkTo(config, part) },
    })
  }
}

/**
 * Tells the vendor's administrators, whoever of them started it, that all parts of their review are closed. Once: the parts are
 * locked, and marked in the same transaction. `tx` reaches all tenants.
 */
export async function tellVendorClosed(tx: Tx, config: Config, reviewId: string): Promise<void> {
  const { rows: parts } = await sql<{ title: string; state: string; run_by: string; vendor_told_at: Date | null }>`
    select title, state, run_by, vendor_told_at from access_review where review_id = ${reviewId}
    order by partner_id for update`.execute(tx)
  const [first] = parts
  const goesOn = parts.some(({ state }) => ['preparing', 'open', 'closing'].includes(state))
  const closed = parts.filter(({ state }) => state === 'closed')
  if (first?.run_by !== 'vendor' || goesOn || closed.every(({ vendor_told_at }) => vendor_told_at !== null)) return
  const { rows: counted } = await sql<{ rows: number; unanswered: number }>`
    select count(*)::int as rows, count(*) filter (where decided_by_rule)::int as unanswered
    from access_review_row where review_id = ${reviewId}`.execute(tx)
  const { rows: staff } = await sql<{ first_name: string; email: string; language: string }>`
    select * from app.staff_to_tell('administrator')`.execute(tx)
  for (const { first_name: firstName, email: to, language } of staff)
    await sendMail(tx, config, {
      ...{ to, language, template: 'access_review_closed_vendor' },
      params: {
        ...{ firstName, review: first.title, count: closed.length },
        ...{ rows: counted[0]?.rows ?? 0, unanswered: counted[0]?.unanswered ?? 0 },
        link: `${config.origin}/vendor/access-reviews/${reviewId}`,
      },
    })
  await sql`update access_review set vendor_told_at = now() where review_id = ${reviewId} and state = 'closed'`.execute(
    tx,
  )
}

/** Tells the reviewers that a part is closed, and what its rule did to what nobody answered. */
export async function tellClosed(tx: Tx, config: Config, part: ReviewRow, unanswered: number): Promise<void> {
  for (const to of await reviewersOf(tx, part.partner_id, part.audience)) {
    const params = {
      firstName: to.firstName,
      partner: part.partner_name,
      review: part.title,
      link: linkTo(config, part),
    }
    if (unanswered === 0)
      await sendMail(tx, config, { ...addressed(to, part), template: 'access_review_closed', params })
    else {
      const rule = catalogue.text(to.language, `access_review.rules.${part.rule}`)
      await sendMail(tx, config, {
        ...addressed(to, part),
        template: 'access_review_overdue',
        params: { ...params, count: unanswered, rule },
      })
    }
  }
}

function lineOf(language: string, part: ReviewRow, count: number): string {
  return catalogue.text(language, 'access_review.line', { review: part.title, count, dueAt: part.due_at })
}

function addressed(to: ReviewerRow, part: ReviewRow) {
  return { to: to.email, language: to.language, partnerId: part.partner_id }
}

function linkTo(config: Config, part: ReviewRow): string {
  return `${config.origin}/partner/${part.partner_id}/access-reviews/${part.review_id}`
}
