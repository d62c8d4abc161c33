import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'

type Customer = { partnerId: string; customerId: string; customerName: string; partnerName: string }
/**
 * A customer whose support service stops being in force, read-only until it closes or closed at once, or is not even read any more
 * (R25), and the partner's people who see that customer: how many, and up to ten names.
 */
export type ServiceStop = Customer & {
  after: 'grace' | 'closed'
  closesAt: Date | null
  memberCount: number
  members: string[]
}
/** A customer that stays read-only, but not for as long as it would have. */
export type ReadingEarlier = Customer & { closesAt: Date }

type Service = {
  partnerId: string
  customerId: string
  state: 'in_force' | 'grace' | 'closed'
  endsAt: Date
  closesAt: Date
}
type MemberRow = { key: string; name: string }
/** The collectors of one customer of an active partner, and some of their names. */
type CollectorRow = { key: string; customer: string; collectors: number; names: string[] }
export type ServiceSnapshot = {
  services: Map<string, Service>
  members: Map<string, string>
  collectors: Map<string, CollectorRow>
}

/** Which member `m` sees every customer, by role or by "all", and which associations `a` are theirs and hold. */
const seesAll = sql`(m.role <> 'user' or (m.all_customers and coalesce(m.all_customers_until > now(), true)))`
const ofMember = sql`a.partner_id = m.partner_id and a.account_id = m.account_id and coalesce(a.ends_at > now(), true)`

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
      and (${seesAll} or exists (select from association a join in_force f using (partner_id, customer_id) where ${ofMember}))
    order by m.last_name, m.first_name`.execute(tx)
  return {
    services: new Map(services.rows.map((row) => [keyOf(row), row])),
    members: new Map(members.rows.map((row) => [row.key, row.name])),
    collectors: await takeCollectors(tx, partnerIds),
  }
}

async function takeCollectors(tx: Tx, partnerIds: string[]): Promise<Map<string, CollectorRow>> {
  const { rows } = await sql<CollectorRow>`
    select c.partner_id || '/' || c.customer_id as key, cu.name as customer, count(*)::int as collectors,
      (array_agg(c.name order by c.name_norm))[1:10] as names
    from collector c
    join partner p on p.partner_id = c.partner_id and p.state = 'active'
    join customer cu on cu.partner_id = c.partner_id and cu.customer_id = c.customer_id
    where c.partner_id = any(${partnerIds}::uuid[]) and c.deleted_at is null
    group by 1, cu.name order by cu.name`.execute(tx)
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
  /** Customers that are read-only already and stay so for less long; `at`: when the first of them closes. */
  readingEarlier: { customers: number; at: Date; services: ReadingEarlier[] } | null
}

const shown = 50

/** For who does not administer the support service: how many colleagues and collectors, not which. */
export function withoutColleagues<Stops extends ServiceStops>(stops: Stops): Stops {
  const services = stops.services.map((one) => ({ ...one, members: [] }))
  return { ...stops, services, members: [], collectors: [] }
}

export async function serviceStops(tx: Tx, before: ServiceSnapshot, after: ServiceSnapshot): Promise<ServiceStops> {
  const left = { in_force: 2, grace: 1, closed: 0 }
  const ended = [...before.services].filter(
    ([key, { state }]) => left[after.services.get(key)?.state ?? 'closed'] < left[state],
  )
  const earlier = (state: Service['state'], when: 'endsAt' | 'closesAt') =>
    [...before.services].flatMap(([key, was]) => {
      const now = after.services.get(key)
      return was.state === state && now?.state === state && now[when] < was[when] ? [now] : []
    })
  const first = (services: Service[], when: 'endsAt' | 'closesAt') =>
    new Date(Math.min(...services.map((service) => service[when].getTime())))
  const shortened = earlier('in_force', 'endsAt')
  const readShorter = earlier('grace', 'closesAt')
  const lost = [...before.members].filter(([key]) => !after.members.has(key)).map(([, name]) => name)
  const uploading = ({ services, collectors }: ServiceSnapshot, key: string) =>
    collectors.has(key) && services.get(key)?.state === 'in_force'
  const silent = [...before.collectors.values()].filter(({ key }) => uploading(before, key) && !uploading(after, key))
  return {
    serviceCount: ended.length,
    services: await stopsOf(tx, ended, after),
    memberCount: lost.length,
    members: lost.slice(0, 10),
    collectorCount: silent.reduce((sum, { collectors }) => sum + collectors, 0),
    collectors: silent.flatMap(({ customer, names }) => names.map((name) => `${name} (${customer})`)).slice(0, 10),
    servicesEarlier: shortened.length > 0 ? { customers: shortened.length, at: first(shortened, 'endsAt') } : null,
    readingEarlier:
      readShorter.length > 0
        ? {
            customers: readShorter.length,
            at: first(readShorter, 'closesAt'),
            services: (await named(tx, readShorter)).map(([customer, { closesAt }]) => ({ ...customer, closesAt })),
          }
        : null,
  }
}

export type ServicesBegin = { customers: number; names: string[] }

/** Whose support service is in force after, and was not before: the counterpart of what ends. */
export async function servicesBegin(tx: Tx, before: ServiceSnapshot, after: ServiceSnapshot): Promise<ServicesBegin> {
  const begun = [...after.services].flatMap(([key, service]) =>
    service.state === 'in_force' && before.services.get(key)?.state !== 'in_force' ? [service] : [],
  )
  const names = (await named(tx, begun)).map(([{ customerName, partnerName }]) => `${customerName} (${partnerName})`)
  return { customers: begun.length, names: names.slice(0, 10) }
}

async function stopsOf(tx: Tx, ended: [string, Service][], after: ServiceSnapshot): Promise<ServiceStop[]> {
  const customers = await named(
    tx,
    ended.map(([, service]) => service),
  )
  const losing = await membersOf(
    tx,
    customers.map(([customer]) => customer),
  )
  return customers.map(([customer]) => {
    const key = keyOf(customer)
    const now = after.services.get(key)
    const grace = now?.state === 'grace'
    const { members = 0, names = [] } = losing.get(key) ?? {}
    return {
      ...customer,
      after: grace ? ('grace' as const) : ('closed' as const),
      closesAt: grace ? now.closesAt : null,
      memberCount: members,
      members: names,
    }
  })
}

const keyOf = ({ partnerId, customerId }: { partnerId: string; customerId: string }) => `${partnerId}/${customerId}`

/** The first of these services with their customers' names, by name. */
async function named(tx: Tx, services: Service[]): Promise<[Customer, Service][]> {
  if (services.length === 0) return []
  const { rows } = await sql<Customer>`
    select c.partner_id as "partnerId", c.customer_id as "customerId", c.name as "customerName", p.name as "partnerName"
    from customer c join partner p on p.partner_id = c.partner_id
    where (c.partner_id, c.customer_id) in (select * from unnest(${services.map((one) => one.partnerId)}::uuid[],
      ${services.map((one) => one.customerId)}::uuid[]))
    order by p.name, c.name, c.customer_id limit ${shown}`.execute(tx)
  const byKey = new Map(services.map((one) => [keyOf(one), one]))
  return rows.flatMap((customer) => {
    const service = byKey.get(keyOf(customer))
    return service ? [[customer, service] as [Customer, Service]] : []
  })
}

/** Of each customer, the members who see it by role, by "all" or by association: how many, and the first ten. */
async function membersOf(tx: Tx, customers: Customer[]) {
  if (customers.length === 0) return new Map<string, { members: number; names: string[] }>()
  const { rows } = await sql<{ key: string; members: number; names: string[] }>`
    select x.partner_id || '/' || x.customer_id as key, count(*)::int as members,
      (array_agg(m.first_name || ' ' || m.last_name order by m.name_norm, m.account_id))[1:10] as names
    from unnest(${customers.map((one) => one.partnerId)}::uuid[], ${customers.map((one) => one.customerId)}::uuid[])
      as x (partner_id, customer_id)
    join membership m on m.partner_id = x.partner_id and m.state = 'active' and m.role is not null
    where ${seesAll} or exists (select from association a where a.customer_id = x.customer_id and ${ofMember})
    group by 1`.execute(tx)
  return new Map(rows.map((row) => [row.key, row]))
}
