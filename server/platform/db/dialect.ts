import { AsyncLocalStorage } from 'node:async_hooks'
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  PostgresDialect,
  PostgresDriver,
  type TransactionSettings,
} from 'kysely'
import pg from 'pg'
import type { DB } from '../../schema.ts'

/** What a transaction says as it begins: trusted SQL with literals escaped, and the row it answered. */
export type Opening = { sql: string; row?: Record<string, unknown> }

const opening = new AsyncLocalStorage<Opening>()

/** Runs `fn` so that the next transaction begun inside it says `open.sql` in the same round trip as BEGIN. */
export function withOpening<T>(open: Opening, fn: () => Promise<T>): Promise<T> {
  return opening.run(open, fn)
}

/** A statement list such as `begin; select …` answers with its last result, which is the one anybody asked for. */
export class LastResultClient extends pg.Client {
  // biome-ignore lint/suspicious/noExplicitAny: pg's overloads of query cannot be repeated here
  override query(...given: any[]): any {
    // biome-ignore lint/suspicious/noExplicitAny: as above
    const answer = (super.query as any)(...given)
    if (!(answer instanceof Promise)) return answer
    return answer.then((result: unknown) => (Array.isArray(result) ? result.at(-1) : result))
  }
}

class OpeningDriver extends PostgresDriver {
  override async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const open = opening.getStore()
    if (!open || open.row) return super.beginTransaction(connection, settings)
    const mode = settings.accessMode === 'read only' ? 'start transaction read only' : 'begin'
    const result = await connection.executeQuery<Record<string, unknown>>(CompiledQuery.raw(`${mode}; ${open.sql}`))
    open.row = result.rows[0] ?? {}
  }
}

class OpeningDialect extends PostgresDialect {
  readonly #pool: pg.Pool
  constructor(pool: pg.Pool) {
    super({ pool })
    this.#pool = pool
  }
  override createDriver(): PostgresDriver {
    return new OpeningDriver({ pool: this.#pool })
  }
}

/** Kysely over a pool whose `Client` is `LastResultClient`: three round trips for a request with one query, not four. */
export function createKysely(pool: pg.Pool): Kysely<DB> {
  return new Kysely<DB>({ dialect: new OpeningDialect(pool) })
}
