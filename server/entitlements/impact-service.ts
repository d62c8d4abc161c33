import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'

/** A customer whose support service stops being in force, read-only until it closes or closed at once, or is not even read any more (R25). */
export type ServiceStop = {
  partnerId: string
  customerId: string
  customerName: string
  partnerName: string
  after: 'grace' | 'closed'
  closesAt: Date | null
}

type Service = {
  partnerId: string
  customerId: string
  state: 'in_force' | 'grace' | 'closed'
  endsAt: Date
  closesAt: Date
}
type MemberRow = { key: string; name: string }
/** The collectors of one customer of an active partner, and the names of those that the reader sees. */
type CollectorRow = { key: string; customer: string; collectors: number; names: string[] }
export type ServiceSnapshot = {
  services: Map<string, Service>
  members: Map<string, string>
  collectors: Map<string, CollectorRow>
}

/** Customers' support service, the members who see at least one customer in force, and collectors, at these partners. */
export async function takeService(tx: Tx, partnerIds: string[]): Promise<ServiceSnapshot> {
  const services =
    await sql<Service>`select s.partner_id as "partnerId", s.customer_id as "customerId", s.state, s.ends_at as "endsAt",
      s.closes_at as "closesAt"
    from customer_service s where s.partner_id = any(${partnerIds}::uuid[])`.execute(tx)
  const members = await sql<MemberRow>`
    with in_force as materialized (select partner_id, customer_id from customer_service s
      where s.state = 'in_force' and s.partner_id = any(${partnerIds}::uuid[]))
    select m.partner_id || '/' || m.account_id as key, m.first_name || ' ' || m.last_name as name
    from membership m
    where m.state = 'active' and m.role is not null and m.partner_id in (select partner_id from in_force)
      and (m.role <> 'user' or (m.all_customers and coalesce(m.all_customers_until > now(), true))
        or exists (select from association a join in_force f using (partner_id, customer_id)
          where a.partner_id = m.partner_id and a.account_id = m.account_id and coalesce(a.ends_at > now(), true)))
    order by m.last_name, m.first_name`.execute(tx)
  return {
    services: new Map(services.rows.map((row) => [`${row.partnerId}/${row.customerId}`, row])),
    members: new Map(members.rows.map((row) => [row.key, row.name])),
    collectors: await takeCollectors(tx, partnerIds),
  }
}

/** Who sponsors is told how many there are, too, of collectors whose registrations they do not see. */
async function takeCollectors(tx: Tx, partnerIds: string[]): Promise<Map<string, CollectorRow>> {
  const { rows } = await sql<CollectorRow>`
    select cu.partner_id || '/' || cu.customer_id as key, cu.name as customer,
      greatest(s.collectors, h.collectors) as collectors, coalesce(s.names, '{}') as names
    from (select c.partner_id, c.customer_id, count(*)::int as collectors, (array_agg(c.name order by c.name_norm))[1:10] as names
      from collector c where c.partner_id = any(${partnerIds}::uuid[]) and c.deleted_at is null group by 1, 2) s
    full join app.sponsors_collectors(${partnerIds}::uuid[]) h using (partner_id, customer_id)
    join partner p on p.partner_id = coalesce(s.partner_id, h.partner_id) and p.state = 'active'
    join customer cu on cu.partner_id = p.partner_id and cu.customer_id = coalesce(s.customer_id, h.customer_id)
    order by cu.name`.execute(tx)
  return new Map(rows.map((row) => [row.key, row]))
}

/** What of the support service ends between two moments, and what lasts, but not for as long. */
export type ServiceStops = {
  serviceCount: number
  services: ServiceStop[]
  memberCount: number
  members: string[]
  /** Collectors whose uploads are taken now and would not be then, and some of their names. */
  collectorCount: number
  collectors: string[]
  servicesEarlier: { customers: number; at: Date } | null
}

const shown = 50

export async function serviceStops(tx: Tx, before: ServiceSnapshot, after: ServiceSnapshot): Promise<ServiceStops> {
  const left = { in_force: 2, grace: 1, closed: 0 }
  const ended = [...before.services].filter(
    ([key, { state }]) => left[after.services.get(key)?.state ?? 'closed'] < left[state],
  )
  const shortened = [...before.services].flatMap(([key, { state, endsAt }]) => {
    const later = after.services.get(key)
    return state === 'in_force' && later?.state === 'in_force' && later.endsAt < endsAt ? [later.endsAt.getTime()] : []
  })
  const lost = [...before.members].filter(([key]) => !after.members.has(key)).map(([, name]) => name)
  const uploading = ({ services, collectors }: ServiceSnapshot, key: string) =>
    collectors.has(key) && services.get(key)?.state === 'in_force'
  const silent = [...before.collectors.values()].filter(({ key }) => uploading(before, key) && !uploading(after, key))
  return {
    serviceCount: ended.length,
    services: await named(tx, ended.slice(0, shown), after),
    memberCount: lost.length,
    members: lost.slice(0, 10),
    collectorCount: silent.reduce((sum, { collectors }) => sum + collectors, 0),
    collectors: silent.flatMap(({ customer, names }) => names.map((name) => `${name} (${customer})`)).slice(0, 10),
    servicesEarlier:
      shortened.length > 0 ? { customers: shortened.length, at: new Date(Math.min(...shortened)) } : null,
  }
}

async function named(tx: Tx, ended: [string, Service][], after: ServiceSnapshot): Promise<ServiceStop[]> {
  if (ended.length === 0) return []
  const { rows } = await sql<{ key: string; customer: string; partner: string }>`
    select c.partner_id || '/' || c.customer_id as key, c.name as customer, p.name as partner
    from customer c join partner p on p.partner_id = c.partner_id
    where (c.partner_id, c.customer_id) in (select * from unnest(${ended.map(([, one]) => one.partnerId)}::uuid[],
      ${ended.map(([, one]) => one.customerId)}::uuid[]))
    order by p.name, c.name`.execute(tx)
  const byKey = new Map(ended)
  return rows.flatMap(({ key, customer, partner }) => {
    const was = byKey.get(key)
    if (!was) return []
    const now = after.services.get(key)
    const grace = now?.state === 'grace'
    return [
      {
        partnerId: was.partnerId,
        customerId: was.customerId,
        customerName: customer,
        partnerName: partner,
        after: grace ? ('grace' as const) : ('closed' as const),
        closesAt: grace ? now.closesAt : null,
      },
    ]
  })
}
