import { sql } from 'kysely'

/** A registration's state as it is shown: with 'suspended', which is computed (R18). Expects `r` and `v`, the vendor's settings. */
export const registrationStateSql = sql<string>`case
  when r.state = 'active' and coalesce(r.attested_at + make_interval(days => v.attestation_days + v.attestation_grace_days) <= now(), true)
  then 'suspended' else r.state end`
