import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import { type ServiceStops, type ServicesBegin, serviceStops, servicesBegin, takeService } from './impact-service.ts'

/** What a change would stop, begin or shorten, in names and counts. */
export type Impact = ServiceStops & {
  /** People who would lose something they hold now, and some of their names. */
  people: number
  names: string[]
  sponsorshipCount: number
  sponsorships: {
    partnerId: string
    partnerName: string
    sponsorshipId: string
    customerName: string
    registrationNumber: string | null
    people: number
  }[]
  entitlements: { entitlementId: string; people: number }[]
  /** People who keep their access for now, but not for as long. */
  endsEarlier: { people: number; at: Date } | null
  /** People who would gain something. */
  begins: number
  /** Customers whose support service would be in force and is not, and some of their names. */
  servicesBegin: ServicesBegin
}

/** As a jsonb column gives it back: times are text, and what an older version did not say is missing. */
type Kept<T> = T extends Date
  ? string
  : T extends (infer One)[]
    ? Kept<One>[]
    : T extends object
      ? { [K in keyof T]: Kept<T[K]> }
      : T
type SaidLater = 'collectorCount' | 'collectors' | 'servicesBegin' | 'servicesEarlier' | 'readingEarlier'
type KeptImpact = Omit<Kept<Impact>, SaidLater | 'services'> &
  Partial<Pick<Kept<Impact>, SaidLater>> & {
    services: (Omit<Kept<Impact['services'][number]>, 'memberCount' | 'members'> & {
      memberCount?: number
      members?: string[]
    })[]
  }

/** An impact as it was when it was kept. */
export function keptImpact(kept: KeptImpact): Impact {
  const {
    services,
    servicesEarlier = null,
    readingEarlier = null,
    endsEarlier,
    collectorCount = 0,
    collectors = [],
    servicesBegin = { customers: 0, names: [] },
  } = kept
  const dated = <T extends { at: string }>(one: T) => ({ ...one, at: new Date(one.at) })
  return {
    ...{ ...kept, collectorCount, collectors, servicesBegin },
    services: services.map((one) => ({
      ...{ memberCount: 0, members: [], ...one },
      closesAt: one.closesAt === null ? null : new Date(one.closesAt),
    })),
    servicesEarlier: servicesEarlier && dated(servicesEarlier),
    readingEarlier: readingEarlier && {
      ...dated(readingEarlier),
      services: readingEarlier.services.map((one) => ({ ...one, closesAt: new Date(one.closesAt) })),
    },
    endsEarlier: endsEarlier && dated(endsEarlier),
  }
}

/** Whether anybody would notice. */
export function stopsAnything({ people, sponsorshipCount, serviceCount, ...impact }: Impact): boolean {
  const { collectorCount, endsEarlier, servicesEarlier, readingEarlier } = impact
  const stopped = people + sponsorshipCount + serviceCount + collectorCount > 0
  return stopped || endsEarlier !== null || servicesEarlier !== null || readingEarlier !== null
}

type Scope = { partnerId?: string; partnerIds?: string[]; contractTypeId?: string; entitlementId?: string }
type Holding = { partner_id: string; sponsorship_id: string; entitlement_id: string; until: Date | null }
type Usable = { partner_id: string; sponsorship_id: string }
type Snapshot = { holdings: Map<string, Holding>; usable: Map<string, Usable> }

const shown = 50

/**
 * Makes `change` inside a savepoint, compares effective access before and after, and undoes it: a preview cannot
 * disagree with what the change will do, because it *is* the change (R35). `scope` bounds what has to be compared.
 */
export async function impactOf(tx: Tx, scope: Scope, change: () => Promise<unknown>): Promise<Impact> {
  const before = await take(tx, scope)
  const partners = await partnersOf(tx, scope)
  const serviceBefore = await takeService(tx, partners)
  await sql`savepoint impact`.execute(tx)
  await change()
  const after = await take(tx, scope)
  const gained = [...after.holdings].filter(([key]) => !before.holdings.has(key)).map(([, holding]) => holding)
  const begins = (await holders(tx, gained)).people
  const serviceAfter = await takeService(tx, partners)
  await sql`rollback to savepoint impact`.execute(tx)
  await sql`release savepoint impact`.execute(tx)

  const lost = [...before.holdings].filter(([key]) => !after.holdings.has(key)).map(([, holding]) => holding)
  const shortened = [...before.holdings].filter(([key, { until }]) => {
    const later = after.holdings.get(key)?.until
    return later && until && later < until
  })
  const stopped = [...before.usable].filter(([key]) => !after.usable.has(key)).map(([, row]) => row)
  const losers = await holders(tx, lost)
  const sponsorships = await named(tx, [...lost, ...stopped], losers.bySponsorship)
  const ends = shortened.map(([key]) => after.holdings.get(key)?.until?.getTime() ?? 0)
  return {
    people: losers.people,
    names: await namesOf(tx, lost),
    sponsorshipCount: new Set([...lost, ...stopped].map((row) => row.sponsorship_id)).size,
    sponsorships,
    entitlements: losers.entitlements,
    ...(await serviceStops(tx, serviceBefore, serviceAfter)),
    endsEarlier:
      shortened.length > 0
        ? {
            people: (
              await holders(
                tx,
                shortened.map(([, row]) => row),
              )
            ).people,
            at: new Date(Math.min(...ends)),
          }
        : null,
    begins,
    servicesBegin: await servicesBegin(tx, serviceBefore, serviceAfter),
  }
}

/** The partners whose support service a change within `scope` can touch; an entitlement touches none. */
async function partnersOf(tx: Tx, { partnerId, partnerIds, contractTypeId, entitlementId }: Scope): Promise<string[]> {
  if (entitlementId) return []
  if (!contractTypeId) return partnerIds ?? (partnerId ? [partnerId] : [])
  const { rows } = await sql<{ id: string }>`select distinct partner_id as id from contract
    where contract_type_id = ${contractTypeId}::uuid`.execute(tx)
  return rows.map((row) => row.id)
}

function within(scope: Scope) {
  const { partnerId, contractTypeId = null, entitlementId = null } = scope
  const partnerIds = scope.partnerIds ?? (partnerId ? [partnerId] : null)
  return sql<boolean>`(${partnerIds}::uuid[] is null or a.partner_id = any(${partnerIds}::uuid[]))
    and (${contractTypeId}::uuid is null
         or a.partner_id in (select partner_id from contract where contract_type_id = ${contractTypeId}::uuid))
    and (${entitlementId}::text is null or a.entitlement_id = ${entitlementId}::text)`
}

async function take(tx: Tx, scope: Scope): Promise<Snapshot> {
  const holdings = await sql<Holding>`
    select a.partner_id, a.sponsorship_id, a.entitlement_id, max(a.holds_until) as until
    from effective_access a where a.holds and ${within(scope)}
    group by 1, 2, 3`.execute(tx)
  // Sponsorships somebody could redeem now, whether or not anybody has.
  const usable = await sql<Usable>`
    select a.partner_id, a.sponsorship_id
    from (
      select s.partner_id, s.sponsorship_id, null::text as entitlement_id from sponsorship s
      join partner p on p.partner_id = s.partner_id and p.state = 'active'
      join customer cu on cu.partner_id = s.partner_id and cu.customer_id = s.customer_id and cu.state = 'active'
        and cu.support_starts_at <= now() and cu.support_ends_at > now()
      join contract c on c.partner_id = s.partner_id and c.contract_id = s.contract_id
        and c.state = 'active' and c.starts_at <= now() and c.ends_at > now()
      join contract_type t on t.contract_type_id = c.contract_type_id and t.state = 'active' and t.qualifies_sponsoring
      where s.state = 'issued' and s.expires_at > now()
    ) a where ${within(scope)}`.execute(tx)
  return {
    holdings: new Map(
      holdings.rows.map((row) => [`${row.partner_id}/${row.sponsorship_id}/${row.entitlement_id}`, row]),
    ),
    usable: new Map(usable.rows.map((row) => [`${row.partner_id}/${row.sponsorship_id}`, row])),
  }
}

type Triple = Pick<Holding, 'partner_id' | 'sponsorship_id' | 'entitlement_id'>

/** The triples as a table `x`, to join with. */
function table(rows: readonly Triple[]) {
  return sql`unnest(${rows.map((row) => row.partner_id)}::uuid[], ${rows.map((row) => row.sponsorship_id)}::uuid[],
    ${rows.map((row) => row.entitlement_id)}::text[]) as x (partner_id, sponsorship_id, entitlement_id)`
}

/** Who holds one of these now, `h`: whoever counts them and whoever names them asks this. */
const holding = (rows: readonly Triple[]) => sql`(select a.* from effective_access a
  join ${table(rows)} using (partner_id, sponsorship_id, entitlement_id) where a.holds) h`

async function holders(tx: Tx, rows: readonly Triple[]) {
  const bySponsorship = new Map<string, number>()
  const entitlements: Impact['entitlements'] = []
  if (rows.length === 0) return { people: 0, bySponsorship, entitlements }
  const found = await sql<{ sponsorship_id: string | null; entitlement_id: string | null; people: number }>`
    select h.sponsorship_id, h.entitlement_id, count(distinct h.account_id)::int as people
    from ${holding(rows)} group by grouping sets ((), (h.sponsorship_id), (h.entitlement_id))
    order by h.entitlement_id`.execute(tx)
  let people = 0
  for (const row of found.rows) {
    if (row.sponsorship_id) bySponsorship.set(row.sponsorship_id, row.people)
    else if (row.entitlement_id) entitlements.push({ entitlementId: row.entitlement_id, people: row.people })
    else people = row.people
  }
  return { people, bySponsorship, entitlements }
}

/** The first ten of them, each once, with the customers they are registered for. */
async function namesOf(tx: Tx, rows: readonly Triple[]): Promise<string[]> {
  if (rows.length === 0) return []
  const found = await sql<{ name: string }>`
    select min(r.first_name || ' ' || r.last_name) || ' (' || string_agg(distinct h.customer_name, ', ') || ')' as name
    from ${holding(rows)} join registration r on r.partner_id = h.partner_id and r.registration_id = h.registration_id
    group by h.account_id order by min(r.name_norm), h.account_id limit 10`.execute(tx)
  return found.rows.map((row) => row.name)
}

async function named(tx: Tx, rows: readonly Usable[], people: Map<string, number>): Promise<Impact['sponsorships']> {
  if (rows.length === 0) return []
  const found = await sql<Omit<Impact['sponsorships'][number], 'people'>>`
    select s.partner_id as "partnerId", p.name as "partnerName", s.sponsorship_id as "sponsorshipId",
      cu.name as "customerName", s.registration_number as "registrationNumber"
    from sponsorship s
    join partner p on p.partner_id = s.partner_id
    join customer cu on cu.partner_id = s.partner_id and cu.customer_id = s.customer_id
    where (s.partner_id, s.sponsorship_id) in (select * from unnest(${rows.map((row) => row.partner_id)}::uuid[],
      ${rows.map((row) => row.sponsorship_id)}::uuid[]))
    order by p.name, cu.name limit ${shown}`.execute(tx)
  return found.rows.map((row) => ({ ...row, people: people.get(row.sponsorshipId) ?? 0 }))
}
