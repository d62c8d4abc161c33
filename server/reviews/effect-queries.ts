import { sql } from 'kysely'
import type { Hand } from '../people/index.ts'
import type { Row } from './list-queries.ts'
import type { RowRefusal } from './policy.ts'

type Refusal = RowRefusal | null

/** Takes the role away: nothing of the support service is reached from the next request on. The last SA stays. */
export async function removeMember(hand: Hand, row: Row, reason: string): Promise<Refusal> {
  if (await isLastSuperAdmin(hand, row)) return 'last_super_admin'
  const { tx, partner } = hand
  const { numAffectedRows } = await sql`
    update membership set role = null, all_customers = false, updated_at = now(),
      state = case when sponsors and state = 'active' then state else 'removed' end
    where partner_id = ${partner.partnerId} and account_id = ${row.accountId} and state <> 'removed' and role is not null`.execute(
    tx,
  )
  if (!numAffectedRows) return 'gone'
  await sql`delete from association where partner_id = ${partner.partnerId} and account_id = ${row.accountId}`.execute(
    tx,
  )
  await endSessions(hand, row)
  await record(hand, row, 'membership.removed', reason)
  return null
}

export async function suspendMember(hand: Hand, row: Row, reason: string): Promise<Refusal> {
  if (await isLastSuperAdmin(hand, row)) return 'last_super_admin'
  const { tx, partner } = hand
  await sql`update membership set state = 'suspended', suspended_at = now(), suspended_reason = ${reason}, updated_at = now()
    where partner_id = ${partner.partnerId} and account_id = ${row.accountId} and state = 'active'`.execute(tx)
  await endSessions(hand, row)
  await record(hand, row, 'membership.suspended', reason)
  return null
}

/** Takes one customer, or the reach of all of them, away from a PU. */
export async function removeAssociation(hand: Hand, row: Row, reason: string): Promise<Refusal> {
  const { tx, partner } = hand
  const { numAffectedRows } = row.customerId
    ? await sql`delete from association where partner_id = ${partner.partnerId} and account_id = ${row.accountId}
        and customer_id = ${row.customerId}`.execute(tx)
    : await sql`update membership set all_customers = false, all_customers_since = null, all_customers_by_name = null,
        all_customers_until = null, updated_at = now()
        where partner_id = ${partner.partnerId} and account_id = ${row.accountId} and all_customers`.execute(tx)
  if (!numAffectedRows) return 'gone'
  await record(hand, row, 'association.removed', reason)
  return null
}

/** The SAs are locked, so that two removals count each other. */
async function isLastSuperAdmin({ tx, partner }: Hand, row: Row): Promise<boolean> {
  const { rows } = await sql<{ account_id: string }>`select account_id from membership
    where partner_id = ${partner.partnerId} and role = 'super_admin' and state = 'active'
    order by account_id for update`.execute(tx)
  return rows.length === 1 && rows[0]?.account_id === row.accountId
}

async function endSessions({ tx }: Hand, row: Row): Promise<void> {
  await sql`select app.end_sessions(${row.accountId})`.execute(tx)
}

async function record(hand: Hand, row: Row, action: string, reason: string): Promise<void> {
  await hand.record({
    partnerId: hand.partner.partnerId,
    action,
    objectType: 'membership',
    objectId: row.accountId,
    objectLabel: row.name,
    why: hand.why,
    detail: { role: row.roleNow, customer: row.customerName || null, reason },
  })
}
