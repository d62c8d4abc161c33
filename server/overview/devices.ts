import { sql } from 'kysely'
import { alertCounts } from '../alerts/index.ts'
import { type Health, isInHealth } from '../collectors/index.ts'
import { type CoverageState, coverageState } from '../coverage/index.ts'
import { listedOf } from '../partners/index.ts'
import { isReached } from '../platform/db/reached.ts'
import type { Principal, Tx } from '../platform/db/transaction.ts'

type Reader = Principal & { partner: NonNullable<Principal['partner']> }

const months = 12
const shownValues = 8

/**
 * Figures about what is installed, of all customers the reader reaches or of one. Devices and coverage are counted when asked:
 * coverage is true to the second (R35), and so is what is made of it.
 */
export async function readDeviceFigures(tx: Tx, { partner }: Reader, customerId: string | undefined) {
  // Who reaches a few customers: the list said explicitly, so that the index is used, beside the policy that holds it.
  const { listed } = listedOf({ partner })
  const reached = (alias: string) => {
    const column = sql.ref(`${alias}.customer_id`)
    if (customerId) return sql`${column} = ${customerId}`
    return listed ? isReached(column) : sql`true`
  }
  const ask = { tx, partnerId: partner.partnerId, reached }
  return {
    ...(await countDevices(ask)),
    alerts: await readAlertFigures(tx, { partnerId: partner.partnerId, listed, customerId }),
    collectors: await countCollectors(ask),
    trend: await readTrend(ask),
  }
}

/** What needs attention, as it holds at this moment. */
async function readAlertFigures(tx: Tx, of: Parameters<typeof alertCounts>[1]) {
  const { open, acknowledged, bySeverity } = await alertCounts(tx, of)
  return { open, acknowledged, high: bySeverity.high }
}

type Ask = { tx: Tx; partnerId: string; reached: (alias: string) => ReturnType<typeof sql> }

async function countDevices({ tx, partnerId, reached }: Ask) {
  const { rows } = await sql<{ state: CoverageState; vendor: string; kind: string; member: boolean; n: number }>`
    select ${coverageState} as state, d.vendor, d.kind, d.parent_id is not null as member, count(*)::int as n
    from device d where d.partner_id = ${partnerId} and d.gone_at is null and ${reached('d')} group by 1, 2, 3, 4`.execute(
    tx,
  )
  const sum = (which: (row: (typeof rows)[number]) => boolean) =>
    rows.reduce((total, row) => (which(row) ? total + row.n : total), 0)
  const of = (state: CoverageState) => sum((row) => row.state === state)
  return {
    devices: sum(() => true),
    members: sum((row) => row.member),
    coverage: {
      covered: of('covered'),
      expiring: of('expiring'),
      expired: of('expired'),
      notCovered: of('not_covered'),
      otherPartner: of('other_partner'),
      unrecognised: of('unrecognised'),
    },
    vendors: mostFrequent(rows, 'vendor'),
    kinds: mostFrequent(rows, 'kind'),
  }
}

function mostFrequent<T extends { n: number }>(rows: T[], name: keyof T): { value: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const row of rows) counts.set(String(row[name]), (counts.get(String(row[name])) ?? 0) + row.n)
  return [...counts]
    .filter(([value]) => value !== '')
    .sort(([a, n], [b, m]) => m - n || a.localeCompare(b))
    .slice(0, shownValues)
    .map(([value, count]) => ({ value, count }))
}

type Collectors = {
  onTime: number
  overdue: number
  neverUploaded: number
  licenceEnding: number
  licenceEnded: number
  blocked: number
}

/** Collectors as the list of them can be narrowed by, and collections that are blocked (R28). */
async function countCollectors({ tx, partnerId, reached }: Ask): Promise<Collectors> {
  const count = (health: Health) => sql`count(*) filter (where ${isInHealth[health]})::int`
  const { rows } = await sql<Collectors>`
    select ${count('on_time')} as "onTime", ${count('overdue')} as overdue, ${count('never_uploaded')} as "neverUploaded",
      ${count('licence_ending')} as "licenceEnding", ${count('licence_ended')} as "licenceEnded",
      (select count(*)::int from collection n where n.partner_id = ${partnerId} and n.state = 'blocked' and ${reached('n')}) as blocked
    from collector c where c.partner_id = ${partnerId} and c.deleted_at is null and ${reached('c')}`.execute(tx)
  return rows[0] ?? { onTime: 0, overdue: 0, neverUploaded: 0, licenceEnding: 0, licenceEnded: 0, blocked: 0 }
}

/**
 * At the end of each of the last months (`2026-12`, this one last, as it is so far): what the last complete collection of each
 * inventory had found, with the coverage as it was when that was taken in.
 */
async function readTrend({ tx, partnerId, reached }: Ask) {
  const { rows } = await sql<{ month: string; devices: number; covered: number }>`
    select to_char(m.starts, 'YYYY-MM') as month, coalesce(sum((l.counts->>'devices')::int), 0)::int as devices,
      coalesce(sum((l.counts->'coverage'->>'covered')::int + (l.counts->'coverage'->>'expiring')::int), 0)::int as covered
    from (select date_trunc('month', now() at time zone 'UTC') - make_interval(months => n) as starts
      from generate_series(0, ${months}::int - 1) n) m
    cross join (select i.inventory_id from inventory i where i.partner_id = ${partnerId} and ${reached('i')}
      union all select null) i
    left join lateral (select c.counts from collection c
      where c.partner_id = ${partnerId} and c.inventory_id = i.inventory_id and c.state = 'done' and not c.partial
        and c.collected_at < (m.starts + interval '1 month') at time zone 'UTC'
      order by c.collected_at desc limit 1) l on true
    group by m.starts order by m.starts`.execute(tx)
  // Before the first collection there is nothing to tell.
  const first = rows.findIndex((row) => row.devices > 0)
  return first < 0 ? [] : rows.slice(first)
}
