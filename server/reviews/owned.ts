import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import { type Colleague, registerOwned } from '../team/index.ts'
import { type ReviewRow, readParts, waitingFor } from './queries.ts'
import { tellWaiting } from './tell.ts'

/** Open reviews in which something waits for this person's answer. */
async function waitingOn(tx: Tx, partnerId: string, who: Pick<Colleague, 'accountId'>): Promise<ReviewRow[]> {
  const { rows } = await sql<{ review_id: string; role: string | null; sponsors: boolean }>`
    select c.review_id, m.role, m.sponsors from access_review c
    join membership m on m.partner_id = c.partner_id and m.account_id = ${who.accountId}
    where c.partner_id = ${partnerId} and c.state = 'open' and c.due_at > now() order by c.due_at`.execute(tx)
  const waiting: ReviewRow[] = []
  for (const { review_id, role, sponsors } of rows) {
    const [part] = await readParts(tx, review_id, partnerId)
    if (!part || !answersAsRole({ role, sponsors }, part)) continue
    if ((await waitingFor(tx, part, { accountId: who.accountId, role })) > 0) waiting.push(part)
  }
  return waiting
}

function answersAsRole(
  { role, sponsors }: { role: string | null; sponsors: boolean },
  { audience }: ReviewRow,
): boolean {
  return audience === 'customer_users' ? sponsors : role === 'super_admin' || role === 'admin'
}

/**
 * Answers that wait for who is removed: everybody else who may answer them still may, so nothing ends; the colleague chosen is told
 * that they are theirs to see to.
 */
registerOwned({
  kind: 'accessReviews',
  list: async (tx, partnerId, accountId) => (await waitingOn(tx, partnerId, { accountId })).map(({ title }) => title),
  takes: async (tx, partnerId, accountId, colleague) =>
    (await waitingOn(tx, partnerId, { accountId })).every((part) => answersAsRole(colleague, part)),
  handOver: async ({ tx, config, partner }, from, to) => {
    if (to) await tellWaiting(tx, config, await waitingOn(tx, partner.partnerId, from), to.accountId)
    return []
  },
})
