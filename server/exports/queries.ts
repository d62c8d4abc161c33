import { sql } from 'kysely'
import { reachedCustomers } from '../platform/db/reached.ts'
import type { Principal, Tx } from '../platform/db/transaction.ts'
import { newId } from '../platform/ids.ts'
import type { FileList, FileQuery } from './lists.ts'

/** A file is kept so long. */
export const KEPT_DAYS = 7
const MOST_WORKING = 3
const MOST_KEPT = 20

export type ExportState = 'waiting' | 'running' | 'ready' | 'failed'
export type ExportRow = {
  exportId: string
  list: FileList
  query: FileQuery
  format: 'csv' | 'xlsx'
  state: ExportState
  /** Of the file, as far as it is made. */
  bytes: number
  /** Written by now, and how many there will be where the list could say. */
  rows: number
  total: number | null
  /** Why there is none: access_lost, too_large, not_made. */
  fault: string | null
  createdAt: Date
  endedAt: Date | null
  expiresAt: Date | null
  /** Ready, and its reader still reaches all that they reached when it was made. */
  isMine: boolean
  chunks: number
}

/** Every customer whose data the transaction reaches, as a list also where it is a whole partner's (decision 12). */
const reached = sql`coalesce(${reachedCustomers}, array(select c.customer_id from customer c
  where c.partner_id = nullif(current_setting('app.whole', true), '')::uuid
    and c.customer_id <> all (coalesce(nullif(current_setting('app.closed', true), '')::uuid[], '{}'))))`

const roles = ['user', 'admin', 'super_admin']
type Reader = { partnerId: string; accountId: string; role: string | null }

export function readerOf({ accountId, partner }: Pick<Principal, 'accountId' | 'partner'>): Reader {
  if (!partner) throw new Error('a file of a list is a member’s')
  return { accountId, partnerId: partner.partnerId, role: partner.role }
}

const columns = (
  role: string | null,
) => sql`export_id as "exportId", list, query, format, state, bytes::float8 as bytes, rows::float8 as rows, total::float8 as total, fault,
  created_at as "createdAt", ended_at as "endedAt",
  case when state = 'ready' then ended_at + make_interval(days => ${sql.lit(KEPT_DAYS)}) end as "expiresAt", chunks,
  coalesce(state = 'ready' and customers <@ (select ${reached}) and role = any (${roles.slice(0, roles.indexOf(role ?? '') + 1)}), false) as "isMine"`

/** One's own, newest first. */
export async function listExports(tx: Tx, { partnerId, accountId, role }: Reader): Promise<ExportRow[]> {
  const { rows } = await sql<ExportRow>`select ${columns(role)} from export
    where partner_id = ${partnerId} and account_id = ${accountId} order by export_id desc`.execute(tx)
  return rows
}

export async function readExport(
  tx: Tx,
  { partnerId, accountId, role }: Reader,
  exportId: string,
): Promise<ExportRow | undefined> {
  const { rows } = await sql<ExportRow>`select ${columns(role)} from export
    where partner_id = ${partnerId} and account_id = ${accountId} and export_id = ${exportId}`.execute(tx)
  return rows[0]
}

type Asked = {
  list: FileList
  query: FileQuery
  format: 'csv' | 'xlsx'
  asked: { requestId: string; address: string }
}

/** `full`: of this person's too many are being made or kept. Whoever asks twice at once waits for themselves. */
export async function createExport(
  tx: Tx,
  { partnerId, accountId }: Reader,
  { list, query, format, asked }: Asked,
): Promise<string | 'full'> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`exports ${partnerId} ${accountId}`}, 0))`.execute(tx)
  const { rows } = await sql<{ id: string }>`
    insert into export (partner_id, account_id, export_id, list, query, format, asked)
    select ${partnerId}, ${accountId}, ${newId()}, ${list}, ${JSON.stringify(query)}::jsonb, ${format}, ${JSON.stringify(asked)}::jsonb
    from (select count(*) filter (where state in ('waiting', 'running')) as working, count(*) as kept from export
          where partner_id = ${partnerId} and account_id = ${accountId}) x
    where x.working < ${MOST_WORKING} and x.kept < ${MOST_KEPT} returning export_id as id`.execute(tx)
  return rows[0]?.id ?? 'full'
}

/** Stops what is being made, and forgets it. False when there is no such file of this person. */
export async function deleteExport(
  tx: Tx,
  { partnerId, accountId }: Reader,
  exportId: string,
): Promise<{ list: FileList; state: ExportState } | undefined> {
  const { rows } = await sql<{ list: FileList; state: ExportState }>`delete from export
    where partner_id = ${partnerId} and account_id = ${accountId} and export_id = ${exportId} returning list, state`.execute(
    tx,
  )
  return rows[0]
}

/** What a worker needs of a file; null when somebody else has it done, or its reader does not want it any more. */
export type Work = {
  partnerId: string
  accountId: string
  exportId: string
  run: number
  list: FileList
  query: FileQuery
  format: 'csv' | 'xlsx'
  asked: { requestId: string; address: string }
}

/** Begins to make it: one conditional UPDATE, after which whoever worked on it before writes nothing more. */
export async function beginExport(tx: Tx, exportId: string): Promise<Work | undefined> {
  const { rows } =
    await sql<Work>`update export set state = 'running', run = run + 1, started_at = now(), chunks = 0, bytes = 0, rows = 0, total = null
    where export_id = ${exportId} and state in ('waiting', 'running')
    returning partner_id as "partnerId", account_id as "accountId", export_id as "exportId", run, list, query, format, asked`.execute(
      tx,
    )
  if (rows[0])
    await sql`delete from export_chunk where partner_id = ${rows[0].partnerId} and export_id = ${exportId}`.execute(tx)
  return rows[0]
}

/** What the transaction's reader is and reaches, kept with the file. */
export async function reachOf(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ customers: string[] }>`select ${reached}::text[] as customers`.execute(tx)
  return rows[0]?.customers ?? []
}

const mine = ({ partnerId, exportId, run }: Work) =>
  sql`partner_id = ${partnerId} and export_id = ${exportId} and state = 'running' and run = ${run}`

/** What its reader is and reaches, and how many rows there will be. False: it is not this worker's any more. */
export async function writeReach(
  tx: Tx,
  work: Work,
  { role, customers, total }: { role: string | null; customers: string[]; total: number | null },
): Promise<boolean> {
  const { rows } =
    await sql`update export set role = ${role}, customers = ${customers}::uuid[], total = ${total} where ${mine(work)} returning 1`.execute(
      tx,
    )
  return rows.length > 0
}

/** Adds a piece, with which so many rows are written; false: it is not this worker's any more. */
export async function writeChunk(tx: Tx, work: Work, bytes: Uint8Array, rowsWritten: number): Promise<boolean> {
  const { rows } = await sql`with e as (
      update export set chunks = chunks + 1, bytes = bytes + ${bytes.length}, rows = ${rowsWritten} where ${mine(work)} returning chunks)
    insert into export_chunk (partner_id, account_id, export_id, no, bytes)
    select ${work.partnerId}, ${work.accountId}, ${work.exportId}, e.chunks, ${bytes} from e returning no`.execute(tx)
  return rows.length > 0
}

/** Ends it, once. */
export async function endExport(tx: Tx, work: Work, state: 'ready' | 'failed', fault: string | null): Promise<boolean> {
  const { rows } =
    await sql`update export set state = ${state}, fault = ${fault}, ended_at = now() where ${mine(work)} returning 1`.execute(
      tx,
    )
  if (rows.length > 0 && state === 'failed')
    await sql`delete from export_chunk where partner_id = ${work.partnerId} and export_id = ${work.exportId}`.execute(
      tx,
    )
  return rows.length > 0
}

export async function readChunk(
  tx: Tx,
  { partnerId }: Reader,
  exportId: string,
  no: number,
): Promise<Uint8Array | undefined> {
  const { rows } = await sql<{ bytes: Uint8Array }>`select bytes from export_chunk
    where partner_id = ${partnerId} and export_id = ${exportId} and no = ${no}`.execute(tx)
  return rows[0]?.bytes
}

/** Files whose time is over, and what was never made. */
export async function forgetExports(tx: Tx): Promise<void> {
  await sql`delete from export where coalesce(ended_at, created_at) < now() - make_interval(days => ${sql.lit(KEPT_DAYS)})`.execute(
    tx,
  )
}
