import { CompiledQuery } from 'kysely'
import pg from 'pg'
import type { Tx } from './transaction.ts'

/** Rows for COPY FROM STDIN in its text format, as the only parameter of a statement. */
export class CopyRows {
  readonly bytes: Buffer
  constructor(text: string) {
    this.bytes = Buffer.from(text)
  }
}

/** Sends rows of the text format into a table, the fastest way in. Tables under row security take no COPY: a temporary one does. */
export async function copyIn(tx: Tx, statement: string, text: string): Promise<void> {
  await tx.executeQuery(copying(statement, text).compile())
}

/** The same as a statement for `send`, so that what follows need not wait for it. */
export function copying(statement: string, text: string): { compile(): CompiledQuery<unknown> } {
  return { compile: () => CompiledQuery.raw(statement, [new CopyRows(text)]) }
}

const SPECIAL = /[\\\t\n\r\b\f\v]/g
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
  return value.replace(SPECIAL, (found) => escapes[found] ?? found)
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
