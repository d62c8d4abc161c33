import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'

type At = { partnerId: string; registrationId: string; by: string | null }

/** Verified and, with that, attested: the administrator vouches now (R8, R18). */
export async function setVerified(tx: Tx, { partnerId, registrationId, by }: At): Promise<void> {
  await sql`update registration set state = 'active', verified_at = now(), verified_by = ${by},
      attested_at = now(), attested_by = ${by}, attestation_warned_at = null, attestation_suspended_told_at = null
    where partner_id = ${partnerId} and registration_id = ${registrationId}`.execute(tx)
}

/** Disabled: the seat is free, and every session of the person ends with this transaction (attack 21). */
export async function setDisabled(tx: Tx, { partnerId, registrationId }: At, reason: string): Promise<number> {
  const { rows } = await sql<{ ended: number }>`
    with gone as (
      update registration set state = 'disabled', disabled_at = now(), disabled_reason = ${reason}, seat_held_until = null
      where partner_id = ${partnerId} and registration_id = ${registrationId} returning account_id)
    select app.end_sessions(account_id) as ended from gone`.execute(tx)
  return rows[0]?.ended ?? 0
}

/** Enabled again, which the administrator vouches for now. The caller has taken a seat. */
export async function setEnabled(tx: Tx, { partnerId, registrationId, by }: At, state: string): Promise<void> {
  await sql`update registration set state = ${state}, disabled_at = null, disabled_reason = null,
      attested_at = now(), attested_by = ${by}, attestation_warned_at = null, attestation_suspended_told_at = null
    where partner_id = ${partnerId} and registration_id = ${registrationId}`.execute(tx)
}

/** Still works there (R18): the next period begins now. */
export async function setAttested(tx: Tx, { partnerId, registrationId, by }: At): Promise<void> {
  await sql`update registration set attested_at = now(), attested_by = ${by}, attestation_warned_at = null,
      attestation_suspended_told_at = null
    where partner_id = ${partnerId} and registration_id = ${registrationId}`.execute(tx)
}

/** Nobody vouches for them any more: suspended from this moment (R18), until somebody attests again. The caller tells them. */
export async function setUnattested(tx: Tx, { partnerId, registrationId, by }: At): Promise<void> {
  await sql`update registration set attested_at = null, attested_by = ${by}, attestation_warned_at = null,
      attestation_suspended_told_at = now()
    where partner_id = ${partnerId} and registration_id = ${registrationId}`.execute(tx)
}
