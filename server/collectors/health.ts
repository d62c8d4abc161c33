import { type RawBuilder, sql } from 'kysely'

export const healths = ['on_time', 'overdue', 'never_uploaded', 'licence_ending', 'licence_ended'] as const
export type Health = (typeof healths)[number]

/** A licence that ends within this many days is announced; a collector that lives renews it long before. */
const licenceEndingDays = 14

const dueAt = sql`c.last_upload_at + make_interval(hours => c.interval_hours)`
/** Bound to the machine, and neither revoked nor replaced by another. */
const bound = sql`from collector_licence l where l.partner_id = c.partner_id and l.collector_id = c.collector_id
  and l.kind = 'bound' and l.revoked_at is null and l.superseded_at is null`
const live = sql`(l.expires_at > now() and l.key_id = any ((select app.licence_keys())::text[]))`

/**
 * What is true of a registration `c`: by its last upload (R32), or by its machine's licence. `licence_ended`: nobody revoked it; it was
 * not renewed in time, or its signing key is no longer accepted.
 */
export const isInHealth: Record<Health, RawBuilder<boolean>> = {
  on_time: sql`${dueAt} >= now()`,
  overdue: sql`${dueAt} < now()`,
  never_uploaded: sql`c.last_upload_at is null`,
  licence_ending: sql`(select max(l.expires_at) ${bound} and ${live}) <= now() + make_interval(days => ${sql.lit(licenceEndingDays)})`,
  licence_ended: sql`(exists (select ${bound}) and not exists (select ${bound} and ${live}))`,
}
