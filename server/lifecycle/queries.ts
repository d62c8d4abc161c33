import { sql } from 'kysely'
import { containing, keyset, type SortBy } from '../platform/db/keyset.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { newId } from '../platform/ids.ts'
import { normalise } from '../platform/normalise.ts'
import type { Entry } from './read-file.ts'

export type EntryRow = Omit<Entry, 'row' | 'milestones'> & {
  entryId: string
  milestones: { milestone: string; date: string | null }[]
  updatedAt: Date
  updatedBy: string
}

export const lifecycleSorts = ['name', 'updated'] as const
const sorts: SortBy = {
  name: { by: sql`(e.search_norm)`, type: 'text' },
  updated: { by: sql`e.updated_at`, type: 'timestamptz' },
}

export type LifecycleFilter = { q?: string | undefined; about?: string[] | undefined; source?: string[] | undefined }

const matching = ({ q, about, source }: LifecycleFilter) => sql<boolean>`
  (${q ? containing(normalise(q)) : null}::text is null or e.search_norm like ${q ? containing(normalise(q)) : null})
  and (${about ?? null}::text[] is null or e.about = any (${about ?? null}::text[]))
  and (${source ?? null}::text[] is null or e.source = any (${source ?? null}::text[]))`

const columns = sql`e.entry_id as "entryId", e.about, e.name, e.vendor, e.cycle, e.title, e.bulletin, e.url, e.replacement, e.source,
  coalesce((select json_agg(json_build_object('milestone', m.milestone, 'date', m.on_date) order by m.on_date nulls first, m.milestone)
    from lifecycle_milestone m where m.entry_id = e.entry_id), '[]') as milestones, e.updated_at as "updatedAt", e.updated_by_name as "updatedBy"`

export async function listEntries(
  tx: Tx,
  filter: LifecycleFilter,
  paging: { sort: string; limit: number; cursor: string[] | undefined },
): Promise<(EntryRow & { sortKey: string })[]> {
  const { after, order, key } = keyset(sorts, paging.sort, sql`e.entry_id`, paging.cursor)
  const { rows } = await sql<
    EntryRow & { sortKey: string }
  >`select ${columns}, ${key} as "sortKey" from lifecycle_entry e
    where ${matching(filter)} and ${after} order by ${order} limit ${paging.limit + 1}`.execute(tx)
  return rows
}

export async function countEntries(tx: Tx, filter: LifecycleFilter): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select count(*)::int as n from lifecycle_entry e where ${matching(filter)}`.execute(tx)
  return rows[0]?.n ?? 0
}

export async function readEntry(tx: Tx, entryId: string): Promise<EntryRow | null> {
  const { rows } = await sql<EntryRow>`select ${columns} from lifecycle_entry e where e.entry_id = ${entryId}`.execute(
    tx,
  )
  return rows[0] ?? null
}

/** An entry with its keys, and what is recorded under them. */
export type Known = Entry & { nameKey: string; vendorKey: string; cycleKey: string; before: EntryRow | null }

/** What is recorded of a file's entries already: by their keys, as the database spells them. */
export async function findKnown(tx: Tx, entries: Entry[]): Promise<Known[]> {
  const { rows } = await sql<{
    n: number
    nameKey: string
    vendorKey: string
    cycleKey: string
    before: (EntryRow & { updatedAt: string }) | null
  }>`
    select k.n::int, k.name_key as "nameKey", k.vendor_key as "vendorKey", k.cycle_key as "cycleKey", b.before
    from (select g.n, case g.about when 'hardware' then upper(btrim(g.name)) else app.family_key(g.name) end as name_key,
        case g.vendor when '' then '' else app.vendor_key(g.vendor) end as vendor_key, app.version_key(g.cycle) as cycle_key, g.about
      from unnest(${entries.map(({ about }) => about)}::text[], ${entries.map(({ name }) => name)}::text[],
        ${entries.map(({ vendor }) => vendor)}::text[], ${entries.map(({ cycle }) => cycle)}::text[])
        with ordinality as g (about, name, vendor, cycle, n)) k
    left join lateral (select to_jsonb(x) as before from (select ${columns} from lifecycle_entry e
      where e.about = k.about and e.name_key = k.name_key and e.vendor_key = k.vendor_key and e.cycle_key = k.cycle_key) x) b on true
    order by k.n`.execute(tx)
  return rows.flatMap(({ n, ...row }) => {
    const entry = entries[n - 1]
    return entry ? [{ ...entry, ...row }] : []
  })
}

/** Writes entries that are new or changed, their milestones whole. */
export async function writeEntries(tx: Tx, entries: Known[], by: string): Promise<void> {
  if (entries.length === 0) return
  const rows = entries.map((entry) => ({
    entry_id: entry.before?.entryId ?? newId(),
    about: entry.about,
    name: entry.name,
    name_key: entry.nameKey,
    vendor: entry.vendor,
    vendor_key: entry.vendorKey,
    cycle: entry.cycle,
    cycle_key: entry.cycleKey,
    title: entry.title,
    bulletin: entry.bulletin,
    url: entry.url,
    replacement: entry.replacement,
    source: entry.source,
    search_norm: normalise(`${entry.name} ${entry.cycle} ${entry.title} ${entry.vendor} ${entry.bulletin}`),
    updated_by_name: by,
    milestones: Object.entries(entry.milestones).map(([milestone, on_date]) => ({ milestone, on_date })),
  }))
  const given = sql`json_to_recordset(${JSON.stringify(rows)}::json) as g (entry_id uuid, about text, name text, name_key text, vendor text,
    vendor_key text, cycle text, cycle_key text, title text, bulletin text, url text, replacement text, source text, search_norm text,
    updated_by_name text, milestones json)`
  await sql`insert into lifecycle_entry (entry_id, about, name, name_key, vendor, vendor_key, cycle, cycle_key, title, bulletin, url, replacement,
      source, search_norm, updated_by_name)
    select g.entry_id, g.about, g.name, g.name_key, g.vendor, g.vendor_key, g.cycle, g.cycle_key, g.title, g.bulletin, g.url, g.replacement,
      g.source, g.search_norm, g.updated_by_name from ${given}
    on conflict (entry_id) do update set name = excluded.name, vendor = excluded.vendor, cycle = excluded.cycle, title = excluded.title,
      bulletin = excluded.bulletin, url = excluded.url, replacement = excluded.replacement, source = excluded.source,
      search_norm = excluded.search_norm, updated_at = now(), updated_by_name = excluded.updated_by_name`.execute(tx)
  await sql`delete from lifecycle_milestone where entry_id = any(${rows.map(({ entry_id }) => entry_id)}::uuid[])`.execute(
    tx,
  )
  await sql`insert into lifecycle_milestone (entry_id, milestone, on_date)
    select g.entry_id, m.milestone, m.on_date from ${given}, json_to_recordset(g.milestones) as m (milestone text, on_date date)`.execute(
    tx,
  )
}

export async function deleteEntry(tx: Tx, entryId: string): Promise<void> {
  await sql`delete from lifecycle_entry where entry_id = ${entryId}`.execute(tx)
}

export type LifecycleSettings = { milestoneDays: number; hardwareMilestones: string[]; softwareMilestones: string[] }

export async function readSettings(tx: Tx): Promise<LifecycleSettings> {
  const { rows } =
    await sql<LifecycleSettings>`select milestone_days as "milestoneDays", hardware_milestones as "hardwareMilestones",
    software_milestones as "softwareMilestones" from vendor_settings`.execute(tx)
  return rows[0] ?? { milestoneDays: 0, hardwareMilestones: [], softwareMilestones: [] }
}

export async function writeSettings(
  tx: Tx,
  { milestoneDays, hardwareMilestones, softwareMilestones }: LifecycleSettings,
): Promise<void> {
  await sql`update vendor_settings set milestone_days = ${milestoneDays}, hardware_milestones = ${hardwareMilestones}::text[],
    software_milestones = ${softwareMilestones}::text[]`.execute(tx)
}
