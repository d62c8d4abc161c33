import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import { newId } from '../platform/ids.ts'
import { normalise } from '../platform/normalise.ts'

type Whose = { partnerId: string; accountId: string }
type State = { search: Record<string, string | string[]>; columns: string[] | null }

const MOST = 50

export async function listViews(tx: Tx, { partnerId, accountId, list }: Whose & { list: string }) {
  const { rows } = await sql<{ viewId: string; list: string; name: string; state: State; updatedAt: Date }>`
    select view_id as "viewId", list, name, state, updated_at as "updatedAt" from saved_view
    where partner_id = ${partnerId} and account_id = ${accountId} and list = ${list} order by name_norm`.execute(tx)
  return rows
}

export async function createView(
  tx: Tx,
  { partnerId, accountId, list, name, state }: Whose & { list: string; name: string; state: State },
): Promise<{ viewId: string } | 'taken' | 'full'> {
  // Counted and written by one person at a time: two at once would both find the last place free.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`saved_view/${partnerId}/${accountId}/${list}`}, 0))`.execute(
    tx,
  )
  const { rows: mine } = await sql<{ n: number }>`select count(*)::int as n from saved_view
    where partner_id = ${partnerId} and account_id = ${accountId} and list = ${list}`.execute(tx)
  if ((mine[0]?.n ?? 0) >= MOST) return 'full'
  const { rows } = await sql<{ viewId: string }>`
    insert into saved_view (partner_id, account_id, view_id, list, name, name_norm, state)
    values (${partnerId}, ${accountId}, ${newId()}, ${list}, ${name}, ${normalise(name)}, ${JSON.stringify(state)}::jsonb)
    on conflict (partner_id, account_id, list, name_norm) do nothing returning view_id as "viewId"`.execute(tx)
  return rows[0] ?? 'taken'
}

/** false: there is no such view of this person. */
export async function changeView(
  tx: Tx,
  { partnerId, accountId, viewId }: Whose & { viewId: string },
  { name, state }: { name?: string | undefined; state?: State | undefined },
): Promise<boolean | 'taken'> {
  const norm = name === undefined ? null : normalise(name)
  const { rows: others } = await sql`select 1 from saved_view v join saved_view mine
      on mine.partner_id = v.partner_id and mine.account_id = v.account_id and mine.list = v.list and mine.view_id <> v.view_id
    where mine.partner_id = ${partnerId} and mine.account_id = ${accountId} and mine.view_id = ${viewId} and v.name_norm = ${norm}`.execute(
    tx,
  )
  if (others.length > 0) return 'taken'
  const { rows } =
    await sql`update saved_view set name = coalesce(${name ?? null}, name), name_norm = coalesce(${norm}, name_norm),
      state = coalesce(${state ? JSON.stringify(state) : null}::jsonb, state), updated_at = now()
    where partner_id = ${partnerId} and account_id = ${accountId} and view_id = ${viewId} returning 1`.execute(tx)
  return rows.length > 0
}

export async function deleteView(
  tx: Tx,
  { partnerId, accountId, viewId }: Whose & { viewId: string },
): Promise<boolean> {
  const { rows } = await sql`delete from saved_view
    where partner_id = ${partnerId} and account_id = ${accountId} and view_id = ${viewId} returning 1`.execute(tx)
  return rows.length > 0
}
