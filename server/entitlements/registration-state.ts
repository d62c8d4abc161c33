import { sql } from 'kysely'

/** Nobody attested in time (R18). Expects `r`, a registration whose stored state is active, and `v`, the vendor's settings. */
export const unattestedSql = sql<boolean>`coalesce(
  r.attested_at + make_interval(days => v.attestation_days + v.attestation_grace_days) <= now(), true)`

/** Something of the registration `r` holds at this moment. */
export const holdsSomethingSql = sql<boolean>`exists (select from effective_access a
  where a.partner_id = r.partner_id and a.registration_id = r.registration_id and a.holds)`

/**
 * A registration's state as lists and figures show it to those who look after people. Computed besides what is stored: `suspended`
 * (R18), and `without_access`, active but with nothing that holds at this moment (R7, R35), whichever link of the chain is broken.
 * Expects `r` and `v`, the vendor's settings.
 */
export const registrationStateSql = sql<string>`case
  when r.state <> 'active' then r.state
  when ${unattestedSql} then 'suspended'
  when not ${holdsSomethingSql} then 'without_access'
  else 'active' end`
