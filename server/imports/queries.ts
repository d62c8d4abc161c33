import { sql } from 'kysely'
import { type Impact, keptImpact } from '../entitlements/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import type { TableFaultCode, TableFormat } from '../platform/files/table.ts'
import type { ImportOptions, Mapping } from './fields.ts'
import type { ImportState } from './state.ts'

export type Counted = Record<'new' | 'changed' | 'unchanged' | 'missing', number>
export type ImportCounts = {
  rows: number
  errorRows: number
  errors: number
  contracts: Counted
  lines: Counted
  customers: number
}
export type ImportFault = {
  code: TableFaultCode | 'changed_meanwhile' | 'stage_lost' | 'internal'
  params: Record<string, string | number>
}

/** Who started a work, as its audit entries and the mail about it need them. */
export type Starter = { accountId: string; firstName: string; lastName: string; email: string; language: string }

export type ImportRow = {
  importId: string
  fileName: string
  format: TableFormat
  bytes: number
  sha256: string
  sheet: string | null
  sheets: string[]
  header: string[]
  sample: string[][]
  mapping: Mapping
  options: ImportOptions
  state: ImportState
  progress: number
  progressTotal: number | null
  counts: ImportCounts | null
  impact: Impact | null
  fault: ImportFault | null
  mode: 'all' | 'good' | null
  reason: string | null
  cancelRequested: boolean
  forgotten: boolean
  createdBy: string
  createdByName: string
  starter: Starter | null
  createdAt: Date
  checkedAt: Date | null
  endedAt: Date | null
}

const columns = sql`import_id as "importId", file_name as "fileName", format, bytes, sha256, sheet, sheets, header, sample, mapping,
  options, state, progress, progress_total as "progressTotal", counts, impact, fault, mode, reason,
  cancel_requested_at is not null as "cancelRequested", forgotten_at is not null as forgotten, created_by as "createdBy",
  created_by_name as "createdByName", starter, created_at as "createdAt", checked_at as "checkedAt", ended_at as "endedAt"`

export async function readImport(tx: Tx, importId: string): Promise<ImportRow | null> {
  const { rows } = await sql<
    Omit<ImportRow, 'impact'> & { impact: Parameters<typeof keptImpact>[0] | null }
  >`select ${columns} from import where import_id = ${importId}`.execute(tx)
  const [row] = rows
  return row ? { ...row, impact: row.impact && keptImpact(row.impact) } : null
}

/** The history, newest first; one page and one row more. `after`: time and id of the last one shown. */
export async function listImports(
  tx: Tx,
  filter: { state?: ImportState[] | undefined; q?: string | undefined },
  paging: { limit: number; after: string[] | undefined },
): Promise<(ImportRow & { key: string })[]> {
  const { after } = paging
  const { rows } = await sql<ImportRow & { key: string }>`select ${columns}, created_at::text as key from import
    where ${filter.state ? sql`state = any(${filter.state})` : sql`true`}
      and ${filter.q ? sql`position(lower(${filter.q}) in lower(file_name || ' ' || created_by_name)) > 0` : sql`true`}
      and ${after ? sql`(created_at, import_id::text) < (${after[0]}::timestamptz, ${after[1]})` : sql`true`}
    order by created_at desc, import_id::text desc limit ${paging.limit + 1}`.execute(tx)
  return rows
}

export async function countImports(tx: Tx, filter: { state?: ImportState[] | undefined }): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from import
    where ${filter.state ? sql`state = any(${filter.state})` : sql`true`}`.execute(tx)
  return rows[0]?.n ?? 0
}

/** How this very header was mapped and understood the last time. */
export async function rememberedMapping(
  tx: Tx,
  headerNorm: string,
): Promise<{ mapping: Mapping; options: ImportOptions } | null> {
  const row = await tx
    .selectFrom('import_mapping')
    .select(['mapping', 'options'])
    .where('header_norm', '=', headerNorm)
    .executeTakeFirst()
  return (row as { mapping: Mapping; options: ImportOptions } | undefined) ?? null
}

export async function rememberMapping(
  tx: Tx,
  headerNorm: string,
  mapping: Mapping,
  options: ImportOptions,
): Promise<void> {
  await sql`insert into import_mapping (header_norm, mapping, options)
    values (${headerNorm}, ${JSON.stringify(mapping)}, ${JSON.stringify(options)})
    on conflict (header_norm) do update set mapping = excluded.mapping, options = excluded.options, used_at = now()`.execute(
    tx,
  )
}

/** What was just staged has no statistics yet: joined row by row, 200,000 rows would meet 200,000. */
export async function withoutNestedLoops<T>(tx: Tx, fn: () => Promise<T>): Promise<T> {
  await sql`select set_config('enable_nestloop', 'off', true)`.execute(tx)
  const result = await fn()
  await sql`select set_config('enable_nestloop', 'on', true)`.execute(tx)
  return result
}

export type PartnerCounts = {
  partnerId: string
  contracts: Record<'new' | 'changed' | 'ended', number>
  lines: Record<'new' | 'changed' | 'ended', number>
}

/** What an import does at each partner it touches, after its stage was counted; `ending` as its options say. */
export async function countByPartner(
  tx: Tx,
  importId: string,
  ending: ImportOptions['endMissing'],
): Promise<PartnerCounts[]> {
  const counted = sql<{ id: string; c: number[]; l: number[] }>`
    select i.owner_id as id,
      array[count(*) filter (where i.status = 'new'), count(*) filter (where i.status = 'changed'),
        count(*) filter (where i.status = 'missing' and ${ending === 'contracts'})]::int[] as c,
      array[sum(r.new), sum(r.changed), sum(case when ${ending !== 'none'} then r.missing else 0 end)]::int[] as l
    from import_contract i
    left join staged_lines r using (contract_no)
    where i.import_id = ${importId} group by 1 order by 1`
  const { rows } = await withoutNestedLoops(tx, () => counted.execute(tx))
  return rows
    .map(({ id, c, l }) => ({ partnerId: id, contracts: named(c), lines: named(l) }))
    .filter(({ contracts, lines }) => [...Object.values(contracts), ...Object.values(lines)].some((n) => n > 0))
}

function named([fresh, changed, ended]: (number | null)[]) {
  return { new: fresh ?? 0, changed: changed ?? 0, ended: ended ?? 0 }
}

/** Partners at which contracts that stand already change or end: there, access can stop. */
export async function partnersLosing(tx: Tx, importId: string, endContracts: boolean): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select distinct owner_id as id from import_contract
    where import_id = ${importId} and (status = 'changed' or (status = 'missing' and ${endContracts})) order by 1`.execute(
    tx,
  )
  return rows.map((row) => row.id)
}
