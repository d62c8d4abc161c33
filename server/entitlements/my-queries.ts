import { sql } from 'kysely'
import { narrowToPartner, type Tx } from '../platform/db/transaction.ts'

export type OwnRegistration = {
  partner_id: string
  registration_id: string
  sponsorship_id: string
  customer_id: string
  state: string
  first_name: string
  last_name: string
  customer_name: string
  partner_name: string
}

/** `registrationId entitlementId` of the person's open requests. */
export async function openRequestsOf(tx: Tx, accountId: string): Promise<Set<string>> {
  const rows = await tx
    .selectFrom('access_request')
    .select(['registration_id', 'entitlement_id'])
    .where('account_id', '=', accountId)
    .where('state', '=', 'open')
    .execute()
  return new Set(rows.map((row) => `${row.registration_id} ${row.entitlement_id}`))
}

/**
 * A person's own registration, locked; the transaction acts in its partner from here on. Null when it is not theirs: the
 * tenant comes from the row that is readable as one's own, never from the request.
 */
export async function lockOwnRegistration(
  tx: Tx,
  accountId: string,
  registrationId: string,
): Promise<OwnRegistration | null> {
  const own = await tx
    .selectFrom('registration')
    .select('partner_id')
    .where('account_id', '=', accountId)
    .where('registration_id', '=', registrationId)
    .executeTakeFirst()
  if (!own) return null
  narrowToPartner(tx, own.partner_id)
  const { rows } = await sql<OwnRegistration>`
    select r.partner_id, r.registration_id, r.sponsorship_id, r.customer_id, r.state, r.first_name, r.last_name,
      cu.name as customer_name, p.name as partner_name
    from registration r
    join customer cu on cu.partner_id = r.partner_id and cu.customer_id = r.customer_id
    join partner p on p.partner_id = r.partner_id
    where r.partner_id = ${own.partner_id} and r.registration_id = ${registrationId} and r.account_id = ${accountId}
    for update of r`.execute(tx)
  return rows[0] ?? null
}

/** Whether the registration's sponsorship grants the entitlement. */
export async function isGranted(tx: Tx, own: OwnRegistration, entitlementId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('sponsorship_entitlement')
    .select('entitlement_id')
    .where('partner_id', '=', own.partner_id)
    .where('sponsorship_id', '=', own.sponsorship_id)
    .where('entitlement_id', '=', entitlementId)
    .executeTakeFirst()
  return row !== undefined
}

/** Switches for oneself. False when it was so already. */
export async function setSwitch(tx: Tx, own: OwnRegistration, entitlementId: string, on: boolean): Promise<boolean> {
  const key = { partner_id: own.partner_id, registration_id: own.registration_id, entitlement_id: entitlementId }
  if (on) {
    const gone = await tx
      .deleteFrom('entitlement_switch')
      .where('partner_id', '=', key.partner_id)
      .where('registration_id', '=', key.registration_id)
      .where('entitlement_id', '=', key.entitlement_id)
      .executeTakeFirst()
    return gone.numDeletedRows > 0n
  }
  const made = await tx
    .insertInto('entitlement_switch')
    .values(key)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return (made.numInsertedOrUpdatedRows ?? 0n) > 0n
}

export type Administrator = { account_id: string; first_name: string; email: string; language: string }

/** Those who administrate a partner's sponsorships now. */
export async function sponsorshipAdministrators(tx: Tx, partnerId: string): Promise<Administrator[]> {
  return tx
    .selectFrom('membership')
    .select(['account_id', 'first_name', 'email', 'language'])
    .where('partner_id', '=', partnerId)
    .where('state', '=', 'active')
    .where('sponsors', '=', true)
    .orderBy('account_id')
    .execute()
}

export type OwnRequestRow = {
  partner_id: string
  request_id: string
  registration_id: string
  entitlement_id: string
  note: string
  state: string
  reason: string | null
  created_at: Date
  decided_at: Date | null
}

/** A person's requests, newest first, at most 200. */
export async function requestsOf(tx: Tx, accountId: string): Promise<OwnRequestRow[]> {
  return tx
    .selectFrom('access_request')
    .select([
      'partner_id',
      'request_id',
      'registration_id',
      'entitlement_id',
      'note',
      'state',
      'reason',
      'created_at',
      'decided_at',
    ])
    .where('account_id', '=', accountId)
    .orderBy('created_at', 'desc')
    .limit(200)
    .execute()
}

/** Withdraws an open request of one's own; false when it was decided meanwhile. */
export async function withdrawRequest(tx: Tx, partnerId: string, requestId: string): Promise<boolean> {
  const row = await tx
    .updateTable('access_request')
    .set({ state: 'withdrawn', decided_at: new Date() })
    .where('partner_id', '=', partnerId)
    .where('request_id', '=', requestId)
    .where('state', '=', 'open')
    .returning('request_id')
    .executeTakeFirst()
  return row !== undefined
}
