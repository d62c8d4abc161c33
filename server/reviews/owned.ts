import { sql } from 'kysely'
import { type MemberKey, membersIn } from '../partners/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { registerOwned } from '../team/index.ts'
import { type ReviewRow, reviewColumns, rowsNow, waitsForMember } from './queries.ts'
import { tellWaiting } from './tell.ts'

/** Open reviews in which something waits for these people's answers, once for each of them. */
async function waitingOn(tx: Tx, members: MemberKey[]): Promise<ReviewRow[]> {
  const { rows } = await sql<ReviewRow & { role: string | null; sponsors: boolean }>`
    select ${reviewColumns}, w.role, w.sponsors from membership w
    join access_review c on c.partner_id = w.partner_id and c.state = 'open' and c.due_at > now()
    join partner p on p.partner_id = c.partner_id
    where (w.partner_id, w.account_id) in ${membersIn(members)} and exists (select from ${rowsNow}
      where r.partner_id = c.partner_id and r.review_id = c.review_id
        and ${waitsForMember(sql`w.account_id`, sql`w.role is distinct from 'admin'`)})
    order by c.due_at`.execute(tx)
  return rows.filter((row) => answersAsRole(row, row))
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
  list: async (tx, members) =>
    (await waitingOn(tx, members)).map(({ partner_id: partnerId, title: name }) => ({ partnerId, name })),
  takes: async (tx, partnerId, accountId, colleague) =>
    (await waitingOn(tx, [{ partnerId, accountId }])).every((part) => answersAsRole(colleague, part)),
  handOver: async ({ tx, config, partner }, from, to) => {
    const waiting = to ? await waitingOn(tx, [{ ...partner, accountId: from.accountId }]) : []
    if (to) await tellWaiting(tx, config, waiting, to.accountId)
    return []
  },
})
