import { sql } from 'kysely'
import { keyset, type SortBy } from '../platform/db/keyset.ts'
import type { Tx } from '../platform/db/transaction.ts'
import type { Role } from './policy.ts'

export const rowOutcomes = ['invite', 'member', 'invited', 'invalid'] as const
export type RowOutcome = (typeof rowOutcomes)[number]
export const rowResults = ['sent', 'skipped', 'refused'] as const
export type RowError = { column: string; code: string; value: string }

export type ImportRow = {
  position: number
  email: string
  firstName: string
  lastName: string
  language: string
  role: Role | null
  allCustomers: boolean
  customerIds: string[]
  outcome: RowOutcome
  errors: RowError[]
  result: (typeof rowResults)[number] | null
  refusal: string | null
}

export type ImportHead = {
  importId: string
  state: 'checked' | 'applying' | 'done'
  createdBy: string
  createdByName: string
  createdAt: Date
  finishedAt: Date | null
  total: number
  invite: number
  member: number
  invited: number
  invalid: number
  sent: number
  refused: number
  skipped: number
}

/** Keeps a checked list; the partner's lists of more than a week ago are forgotten. */
export async function insertImport(
  tx: Tx,
  given: { partnerId: string; importId: string; createdBy: string; createdByName: string; rows: ImportRow[] },
): Promise<void> {
  const { partnerId, importId } = given
  await sql`delete from team_import where partner_id = ${partnerId} and created_at < now() - interval '7 days'`.execute(
    tx,
  )
  await sql`insert into team_import (partner_id, import_id, created_by, created_by_name)
    values (${partnerId}, ${importId}, ${given.createdBy}, ${given.createdByName})`.execute(tx)
  await sql`
    insert into team_import_row (partner_id, import_id, position, email, first_name, last_name, language, role, all_customers,
      customer_ids, outcome, errors)
    select ${partnerId}::uuid, ${importId}::uuid, x.position, x.email, x."firstName", x."lastName", x.language, x.role,
      x."allCustomers", x."customerIds", x.outcome, x.errors
    from jsonb_to_recordset(${JSON.stringify(given.rows)}::jsonb) as x (position integer, email text, "firstName" text,
      "lastName" text, language text, role text, "allCustomers" boolean, "customerIds" uuid[], outcome text, errors jsonb)`.execute(
    tx,
  )
}

export async function readImport(tx: Tx, partnerId: string, importId: string): Promise<ImportHead | null> {
  const { rows } = await sql<ImportHead>`
    select i.import_id as "importId", i.state, i.created_by as "createdBy", i.created_by_name as "createdByName",
      i.created_at as "createdAt", i.finished_at as "finishedAt", r.*
    from team_import i
    cross join lateral (select count(*)::int as total,
      count(*) filter (where outcome = 'invite')::int as invite, count(*) filter (where outcome = 'member')::int as member,
      count(*) filter (where outcome = 'invited')::int as invited, count(*) filter (where outcome = 'invalid')::int as invalid,
      count(*) filter (where result = 'sent')::int as sent, count(*) filter (where result = 'refused')::int as refused,
      count(*) filter (where result = 'skipped')::int as skipped
      from team_import_row x where x.partner_id = i.partner_id and x.import_id = i.import_id) r
    where i.partner_id = ${partnerId} and i.import_id = ${importId}`.execute(tx)
  return rows[0] ?? null
}

/** One conditional update begins it: of two who press at once, one does. */
export async function beginImport(tx: Tx, partnerId: string, importId: string): Promise<boolean> {
  const result = await sql`update team_import set state = 'applying', started_at = now()
    where partner_id = ${partnerId} and import_id = ${importId} and state = 'checked'`.execute(tx)
  return result.numAffectedRows === 1n
}

export async function endImport(tx: Tx, partnerId: string, importId: string): Promise<boolean> {
  const result = await sql`update team_import set state = 'done', finished_at = now()
    where partner_id = ${partnerId} and import_id = ${importId} and state = 'applying'`.execute(tx)
  return result.numAffectedRows === 1n
}

const columns = sql`position, email, first_name as "firstName", last_name as "lastName", language, role,
  all_customers as "allCustomers", customer_ids as "customerIds", outcome, errors, result, refusal`
export const rowSorts = ['position'] as const
const sorts: SortBy = { position: { by: sql`position`, type: 'int' } }

export async function listImportRows(
  tx: Tx,
  partnerId: string,
  importId: string,
  filter: { outcome?: RowOutcome[] | undefined; q?: string | undefined },
  paging: { sort: string; limit: number; cursor: string[] | undefined },
): Promise<(ImportRow & { key: string })[]> {
  const { after, order, key } = keyset(sorts, paging.sort, sql`position`, paging.cursor)
  const { rows } = await sql<ImportRow & { key: string }>`
    select ${columns}, ${key} as key from team_import_row
    where partner_id = ${partnerId} and import_id = ${importId}
      and (${filter.outcome ?? null}::text[] is null or outcome = any(${filter.outcome ?? null}::text[]))
      and (${filter.q ?? null}::text is null or position(lower(${filter.q ?? null}::text) in lower(email || ' ' || first_name || ' ' || last_name)) > 0)
      and ${after} order by ${order} limit ${paging.limit + 1}`.execute(tx)
  return rows
}

/** The next rows to invite that were not reached yet, locked: a second worker waits and finds them done. */
export async function nextRows(tx: Tx, partnerId: string, importId: string, limit: number): Promise<ImportRow[]> {
  const { rows } = await sql<ImportRow>`
    select ${columns} from team_import_row
    where partner_id = ${partnerId} and import_id = ${importId} and outcome = 'invite' and result is null
    order by position limit ${limit} for update`.execute(tx)
  return rows
}

export async function setResult(
  tx: Tx,
  at: { partnerId: string; importId: string; position: number },
  result: 'sent' | 'skipped' | 'refused',
  refusal: string | null,
): Promise<void> {
  await sql`update team_import_row set result = ${result}, refusal = ${refusal}
    where partner_id = ${at.partnerId} and import_id = ${at.importId} and position = ${at.position}`.execute(tx)
}

/** The partner's active customers under these normalised names. */
export async function customersByName(tx: Tx, partnerId: string, names: string[]) {
  const { rows } = await sql<{ customerId: string; nameNorm: string }>`
    select customer_id as "customerId", name_norm as "nameNorm" from customer
    where partner_id = ${partnerId} and state = 'active' and name_norm = any(${names}::text[])`.execute(tx)
  return rows
}
