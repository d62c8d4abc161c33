import type { Client as Owner } from 'pg'
import type { AnyJob } from '../platform/jobs/job.ts'
import { families, products } from './cast-lifecycle.ts'
import type { Client, Person } from './client.ts'
import type { Partner, Partners } from './seed-partners.ts'
import type { Vendor } from './seed-vendor.ts'

/** What the vendor published of its own products, before anybody's devices are collected. */
export async function seedLifecycle({ call }: Client, { administrator }: Vendor): Promise<void> {
  const path = '/vendor/lifecycle/import?mode=apply'
  await call(administrator, 'post', `${path}&name=eox.json`, products())
  for (const { family, file } of families())
    await call(administrator, 'post', `${path}&name=${family}.json&family=${family}`, file)
}

/** Alerts as they stand once uploads have the times they say; some of them known to somebody. */
export async function seedAlerts(
  client: Client,
  partners: Partners,
  lead: Person,
  jobs: readonly AnyJob[],
  owner: Owner,
): Promise<void> {
  await client.work(jobs, 'alerts.reconcile', {})
  // They opened when what they are about became so, not as this world was made.
  await owner.query(`update alert a set
      starts_at = least(a.starts_at, greatest(coalesce(case when a.due_at < now() then a.due_at end, d.first_seen_at), d.first_seen_at)),
      resolved_at = case when a.resolved_at is not null then greatest(d.seen_at, d.first_seen_at + interval '1 day') end
    from device d where d.partner_id = a.partner_id and d.device_id = a.subject_id and a.starts_at <= now()`)
  await owner.query(
    `update alert a set starts_at = a.due_at where a.kind in ('collector_overdue', 'collection_blocked') and a.due_at < a.starts_at`,
  )
  const { partnerId } = partners.byKey.get('northbridge') as Partner
  const base = `/partners/${partnerId}`
  const notes = {
    device_vanished: 'Sent in for repair, back next week',
    coverage_missing: 'Spare from the store room, not to be covered',
  }
  for (const [kind, note] of Object.entries(notes)) {
    const { items } = await client.call(lead, 'get', `${base}/alerts?kind=${kind}&limit=2`)
    const alertIds = items.map(({ alertId }: { alertId: string }) => alertId)
    if (alertIds.length > 0) await client.call(lead, 'post', `${base}/alerts/acknowledge`, { alertIds, note })
  }
  await client.call(lead, 'put', `${base}/alert-digest`, { every: 'weekly' })
}
