import { sql } from 'kysely'
import type { Principal, Tx } from '../platform/db/transaction.ts'

type Reader = Principal & { partner: NonNullable<Principal['partner']> }
type ServiceState = 'in_force' | 'grace' | 'closed' | 'none'

/** What of the reader's own, or of what they gave, ends within this many days is announced. */
const endingDays = 30
const shownCustomers = 8

/** What waits for a member of the support service and what there is; everything as far as they reach. */
export async function readServiceOverview(tx: Tx, { partner, accountId }: Reader) {
  const { partnerId, allCustomers } = partner
  const role = partner.role as 'super_admin' | 'admin' | 'user'
  const administers = role !== 'user'
  // A PU with some: the list said explicitly, so that the index is used, beside the policy that holds it.
  const reached =
    administers || allCustomers
      ? sql`true`
      : sql`cu.customer_id = any (nullif(current_setting('app.customers', true), '')::uuid[])`
  return {
    role,
    allCustomers,
    service: await readService(tx),
    whomToAsk: await readWhomToAsk(tx),
    customers: await countCustomers(tx, partnerId, reached),
    contractsEnding: await countEnding(tx, partnerId),
    nextContracts: await listNextContracts(tx, partnerId),
    associationsEndingDays: endingDays,
    administers: administers ? await readAdministered(tx, partnerId) : null,
    mine: administers ? null : await readMine(tx, partnerId, accountId, reached),
  }
}

async function readService(tx: Tx) {
  const { rows } = await sql<{ state: ServiceState; endsAt: Date | null; closesAt: Date | null }>`
    select state, ends_at as "endsAt", closes_at as "closesAt" from app.own_service()`.execute(tx)
  return rows[0] ?? { state: 'none' as const, endsAt: null, closesAt: null }
}

async function readWhomToAsk(tx: Tx) {
  const { rows } = await sql<{ name: string; role: 'super_admin' | 'admin' }>`
    select first_name || ' ' || last_name as name, role from app.whom_to_ask()`.execute(tx)
  return rows
}

async function countCustomers(tx: Tx, partnerId: string, reached: ReturnType<typeof sql>) {
  const { rows } = await sql<{ state: ServiceState; n: number }>`
    select coalesce(s.state, 'none') as state, count(*)::int as n from customer cu
    left join (select x.customer_id, x.state from customer_service x where x.partner_id = ${partnerId}) s
      on s.customer_id = cu.customer_id
    where cu.partner_id = ${partnerId} and cu.state = 'active' and ${reached} group by 1`.execute(tx)
  const of = (state: ServiceState) => rows.find((row) => row.state === state)?.n ?? 0
  return { inForce: of('in_force'), grace: of('grace'), closed: of('closed'), none: of('none') }
}

async function countEnding(tx: Tx, partnerId: string) {
  const within = (days: number) => sql`count(*) filter (where c.ends_at <= now() + make_interval(days => ${days}))::int`
  const { rows } = await sql<{ in7: number; in30: number; in60: number; in90: number }>`
    select ${within(7)} as in7, ${within(30)} as in30, ${within(60)} as in60, ${within(90)} as in90
    from contract c where c.partner_id = ${partnerId} and c.state = 'active' and c.starts_at <= now() and c.ends_at > now()`.execute(
    tx,
  )
  return rows[0] ?? { in7: 0, in30: 0, in60: 0, in90: 0 }
}

async function listNextContracts(tx: Tx, partnerId: string) {
  const { rows } = await sql<{ contractId: string; number: string; customerName: string | null; endsAt: Date }>`
    select c.contract_id as "contractId", c.number, cu.name as "customerName", c.ends_at as "endsAt" from contract c
    left join customer cu on cu.partner_id = c.partner_id and cu.customer_id = c.customer_id
    where c.partner_id = ${partnerId} and c.state = 'active' and c.starts_at <= now() and c.ends_at > now()
      and c.ends_at <= now() + interval '90 days'
    order by c.ends_at, c.contract_id limit 5`.execute(tx)
  return rows
}

const holds = (ends: string) => sql<boolean>`coalesce(${sql.ref(ends)} > now(), true)`
const ending = (ends: string) =>
  sql<boolean>`(${sql.ref(ends)} > now() and ${sql.ref(ends)} <= now() + make_interval(days => ${endingDays}))`

type Administered = {
  peopleWithout: number
  customersUnseen: number
  associationsEnding: number
  superAdministrators: number
  administrators: number
  users: number
  associations: number
  contractsInForce: number
  reviewsToAnswer: number
  invitationsOpen: number
  invitationsExpired: number
}

/** Unseen are customers with a service to look after that no partner user sees. */
async function readAdministered(tx: Tx, partnerId: string): Promise<Administered> {
  const { rows } = await sql<Administered>`
    with member as (
      select m.account_id, m.role, m.all_customers and ${holds('m.all_customers_until')} as every,
        m.all_customers and coalesce(${ending('m.all_customers_until')}, false) as every_ending
      from membership m where m.partner_id = ${partnerId} and m.state = 'active' and m.role is not null
    ), given as (
      select a.account_id, a.customer_id, coalesce(${ending('a.ends_at')}, false) as is_ending from association a
      join member on member.account_id = a.account_id and member.role = 'user'
      where a.partner_id = ${partnerId} and ${holds('a.ends_at')}
    )
    select
      (select count(*)::int from member where role = 'user' and not every
        and not exists (select from given g where g.account_id = member.account_id)) as "peopleWithout",
      (select count(*)::int from customer_service s where s.partner_id = ${partnerId} and s.state in ('in_force', 'grace')
        and not exists (select from member where role = 'user' and every)
        and not exists (select from given g where g.customer_id = s.customer_id)) as "customersUnseen",
      ((select count(*) from given where is_ending) + (select count(*) from member where role = 'user' and every_ending))::int
        as "associationsEnding",
      (select count(*)::int from member where role = 'super_admin') as "superAdministrators",
      (select count(*)::int from member where role = 'admin') as administrators,
      (select count(*)::int from member where role = 'user') as users,
      (select count(*)::int from given) as associations,
      (select count(*)::int from contract c where c.partner_id = ${partnerId} and c.state = 'active'
        and c.starts_at <= now() and c.ends_at > now()) as "contractsInForce",
      (select count(*)::int from access_review v where v.partner_id = ${partnerId} and v.audience = 'team' and v.state = 'open'
        and exists (select from access_review_row o where o.partner_id = v.partner_id and o.review_id = v.review_id
          and o.state = 'open')) as "reviewsToAnswer",
      (select count(*)::int from team_invitation i where i.partner_id = ${partnerId} and i.accepted_at is null
        and i.withdrawn_at is null and i.expires_at > now()) as "invitationsOpen",
      (select count(*)::int from team_invitation i where i.partner_id = ${partnerId} and i.accepted_at is null
        and i.withdrawn_at is null and i.expires_at <= now()) as "invitationsExpired"`.execute(tx)
  return rows[0] as Administered
}

async function readMine(tx: Tx, partnerId: string, accountId: string, reached: ReturnType<typeof sql>) {
  const { rows } = await sql<{ n: number }>`
    select ((select count(*) from association a
        where a.partner_id = ${partnerId} and a.account_id = ${accountId} and ${ending('a.ends_at')})
      + (select count(*) from membership m where m.partner_id = ${partnerId} and m.account_id = ${accountId}
        and m.all_customers and ${ending('m.all_customers_until')}))::int as n`.execute(tx)
  const customers = await sql<{
    customerId: string
    name: string
    service: ServiceState
    endsAt: Date | null
    closesAt: Date | null
  }>`
    select cu.customer_id as "customerId", cu.name, coalesce(s.state, 'none') as service, s.ends_at as "endsAt",
      s.closes_at as "closesAt"
    from (select cu.partner_id, cu.customer_id, cu.name, cu.name_norm from customer cu
      where cu.partner_id = ${partnerId} and cu.state = 'active' and ${reached}
      order by cu.name_norm, cu.customer_id limit ${shownCustomers}) cu
    left join lateral (select x.state, x.ends_at, x.closes_at from customer_service x
      where x.partner_id = cu.partner_id and x.customer_id = cu.customer_id offset 0) s on true
    order by cu.name_norm, cu.customer_id`.execute(tx)
  return { ending: rows[0]?.n ?? 0, customers: customers.rows }
}
