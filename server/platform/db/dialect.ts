import { AsyncLocalStorage } from 'node:async_hooks'
import type { Duplex } from 'node:stream'
import {
  AbortedTransactionError,
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  PostgresDialect,
  PostgresDriver,
  type TransactionSettings,
} from 'kysely'
import pg from 'pg'
import type { DB } from '../../schema.ts'
import { CopyRows, copyOn } from './copy.ts'

/** What a transaction says as it begins: trusted SQL with literals escaped, and the row it answered. */
export type Opening = {
  sql: string
  row?: Record<string, unknown>
  connection?: DatabaseConnection
  /** What failed first of what was sent (see `send`). */
  failed?: { error: unknown }
}

const opening = new AsyncLocalStorage<Opening>()
const IN_FAILED_TRANSACTION = '25P02'

/**
 * Runs `fn` so that the next transaction begun inside it says `open.sql` in the same round trip as BEGIN.
 * Throws what failed first, where what was noticed first is only its consequence.
 */
export async function withOpening<T>(open: Opening, fn: () => Promise<T>): Promise<T> {
  try {
    return await opening.run(open, fn)
  } catch (error) {
    const consequence =
      error instanceof AbortedTransactionError || (error as { code?: string }).code === IN_FAILED_TRANSACTION
    throw consequence && open.failed ? open.failed.error : error
  }
}

const USES_BEFORE_PREPARING = 4
const PREPARED_AT_MOST = 128
const OUTDATED_PLAN = '0A000'
// What `*` stands for may grow with a migration under a running process, and a prepared statement may not.
const loneSelect = /^select [^;]*$/
const hasStar = /[\s.,]\*[\s,]/

/**
 * A statement list such as `begin; select …` answers with its last result, which is the one anybody asked for.
 *
 * A statement that comes again and again is prepared: the database then reads it, adds the policies to it and mostly plans
 * it once a connection, not once a request. Counted, so that a text that exists once (a list of ids) does not fill the
 * connection. The policies read the settings of the transaction as the plan runs (decision 18).
 */
export class RequestClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super({ ...config, pipeline: true } as pg.ClientConfig)
  }

  readonly #uses = new Map<string, number>()
  /** Null: not again on this connection. */
  readonly #names = new Map<string, string | null>()

  // biome-ignore lint/suspicious/noExplicitAny: pg's overloads of query cannot be repeated here
  override query(...given: any[]): any {
    const [text, values] = given
    if (Array.isArray(values) && values[0] instanceof CopyRows) return copyOn(this, text, values[0])
    const single = given.length === 2 && typeof text === 'string' && Array.isArray(values)
    // Without values it may be a list of statements, which cannot be prepared.
    const name = single && (values.length > 0 || loneSelect.test(text)) && this.#nameOf(text)
    this.#gather()
    // biome-ignore lint/suspicious/noExplicitAny: as above
    const answer = (super.query as any)(...(name ? [{ name, text, values }] : given))
    if (!(answer instanceof Promise)) return answer
    return answer.then(
      (result: unknown) => (Array.isArray(result) ? result.at(-1) : result),
      (error: { code?: string }) => {
        if (name && error.code === OUTDATED_PLAN) this.#names.set(text, null)
        throw error
      },
    )
  }

  /** What is sent before this turn of the event loop ends leaves in one write. */
  #gather(): void {
    const { stream } = (this as unknown as { connection: { stream: Duplex } }).connection
    stream.cork()
    process.nextTick(() => stream.uncork())
  }

  #nameOf(text: string): string | null | undefined {
    const known = this.#names.get(text)
    if (known !== undefined || this.#names.size >= PREPARED_AT_MOST || hasStar.test(text)) return known
    const uses = (this.#uses.get(text) ?? 0) + 1
    if (uses > USES_BEFORE_PREPARING) {
      this.#uses.delete(text)
      this.#names.set(text, `p${this.#names.size}`)
    } else {
      if (this.#uses.size > 10 * PREPARED_AT_MOST) this.#uses.clear()
      this.#uses.set(text, uses)
    }
    return this.#names.get(text)
  }
}

class OpeningDriver extends PostgresDriver {
  override async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const open = opening.getStore()
    if (!open || open.row) return super.beginTransaction(connection, settings)
    const mode = settings.accessMode === 'read only' ? 'start transaction read only' : 'begin'
    const result = await connection.executeQuery<Record<string, unknown>>(CompiledQuery.raw(`${mode}; ${open.sql}`))
    open.row = result.rows[0] ?? {}
    // Only now: what is sent before a transaction has begun might be written without one.
    open.connection = connection
  }
  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const open = opening.getStore()
    // What could not even be sent is known when this turn of the event loop ends; the database does not know of it.
    await new Promise<void>((resolve) => process.nextTick(resolve))
    if (open?.failed) throw open.failed.error
    await super.commitTransaction(connection)
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

/** Kysely over a pool whose `Client` is `RequestClient`: three round trips for a request with one query, not four. */
export function createKysely(pool: pg.Pool): Kysely<DB> {
  return new Kysely<DB>({ dialect: new OpeningDialect(pool) })
}
