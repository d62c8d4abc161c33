import { sql } from 'kysely'
import type { Db, Tx } from '../platform/db/transaction.ts'
import { inTransaction } from '../platform/db/transaction.ts'

/**
 * uploaded → checking → checked → applying → applied; failed from either work, cancelled from anything unfinished; a checked
 * or failed import can be checked again. Each step is one conditional UPDATE, so two callers never both make it.
 */
export const importStates = ['uploaded', 'checking', 'checked', 'applying', 'applied', 'failed', 'cancelled'] as const
export type ImportState = (typeof importStates)[number]

/** Work was asked to stop, or somebody else ended it; what it wrote is rolled back. */
export class Cancelled extends Error {}

/** Moves an import on, with further columns; false when it was not in one of the states `from`. */
export async function move(
  tx: Tx,
  importId: string,
  from: readonly ImportState[],
  to: ImportState,
  columns: Record<string, unknown> = {},
): Promise<boolean> {
  const result = await tx
    .updateTable('import')
    .set({ state: to, ...columns } as never)
    .where('import_id', '=', importId)
    .where('state', 'in', [...from])
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/**
 * Says in a transaction of its own how far the work is. Throws Cancelled once it was asked to stop.
 * `total` null: not known.
 */
export async function reportProgress(
  db: Db,
  importId: string,
  state: 'checking' | 'applying',
  done: number,
  total: number | null,
): Promise<void> {
  const { rows } = await inTransaction(db, { kind: 'system' }, async (tx) => {
    // How far the work was need not survive a crash: nobody waits for the disk.
    await sql`select set_config('synchronous_commit', 'off', true)`.execute(tx)
    return sql`update import set progress = ${done}, progress_total = ${total}
      where import_id = ${importId} and state = ${state} and cancel_requested_at is null returning 1`.execute(tx)
  })
  if (rows.length === 0) throw new Cancelled('the import was cancelled')
}

/** One worker at a time on one import; another waits and finds the work done. Work of minutes has no statement limits, and sorts in memory. */
export async function beginWork(tx: Tx, lock: string): Promise<void> {
  await sql`select set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true),
    set_config('idle_in_transaction_session_timeout', '10min', true), set_config('jit', 'off', true),
    set_config('work_mem', '32MB', true)`.execute(tx)
  await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(tx)
}
