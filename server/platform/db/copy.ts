import { CompiledQuery } from 'kysely'
import pg from 'pg'
import type { Tx } from './transaction.ts'

/** Rows for COPY FROM STDIN in its text format, as the only parameter of a statement. */
export class CopyRows {
  readonly bytes: Buffer
  constructor(rows: string | CopyLines) {
    this.bytes = typeof rows === 'string' ? Buffer.from(rows) : rows.bytes()
  }
}

/** Lines of that format as they come. Kept as bytes, for many texts that wait to be joined are what the collector of garbage moves. */
export class CopyLines {
  #bytes = Buffer.allocUnsafe(64 * 1024)
  #used = 0

  add(line: string): void {
    const most = this.#used + 3 * line.length + 1
    if (most > this.#bytes.length) this.#bytes = Buffer.concat([this.bytes()], 2 * most)
    this.#used += this.#bytes.write(line, this.#used)
    this.#bytes[this.#used] = 10
    this.#used += 1
  }

  get empty(): boolean {
    return this.#used === 0
  }

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#used)
  }
}

/** Sends rows of the text format into a table, the fastest way in. Tables under row security take no COPY: a temporary one does. */
export async function copyIn(tx: Tx, statement: string, text: string): Promise<void> {
  await tx.executeQuery(copying(statement, text).compile())
}

/** The same as a statement for `send`, so that what follows need not wait for it. */
export function copying(statement: string, rows: string | CopyLines): { compile(): CompiledQuery<unknown> } {
  return { compile: () => CompiledQuery.raw(statement, [new CopyRows(rows)]) }
}

const SPECIAL = /[\\\t\n\r\b\f\v]/
const ALL_SPECIAL = new RegExp(SPECIAL, 'g')
const escapes: Record<string, string> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
}

/** One value as COPY's text format has it. */
export function copyText(value: string | null): string {
  if (value === null) return '\\N'
  // Hardly any text has one, and to ask takes a third of the time of replacing none.
  return SPECIAL.test(value) ? value.replace(ALL_SPECIAL, (found) => escapes[found] ?? found) : value
}

type Connection = { sendCopyFromChunk(bytes: Buffer): void; endCopyFrom(): void }

/**
 * What pg's client runs in the place of a query. The rows follow the statement at once: waiting for the server's wish for them would cost a
 * turn of the event loop, which may be busy; a server that refused the statement passes over them.
 */
class CopyQuery extends pg.Query {
  readonly #bytes: Buffer

  constructor(text: string, bytes: Buffer, done: (error: Error | null) => void) {
    super({ text }, undefined, done as never)
    this.#bytes = bytes
  }

  override submit = (connection: pg.Connection): Error | null => {
    const refused = pg.Query.prototype.submit.call(this, connection) as unknown as Error | null
    if (refused) return refused
    const copying = connection as unknown as Connection
    copying.sendCopyFromChunk(this.#bytes)
    copying.endCopyFrom()
    return null
  }

  handleCopyInResponse(): void {}
}

/** Runs such a statement on a client. */
export function copyOn(client: pg.Client, text: string, { bytes }: CopyRows): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null) => (error ? reject(error) : resolve({ command: 'COPY', rowCount: 0, rows: [] }))
    const run = pg.Client.prototype.query as (this: pg.Client, query: unknown) => unknown
    run.call(client, new CopyQuery(text, bytes, done))
  })
}
