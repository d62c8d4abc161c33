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
  await tx.executeQuery(CompiledQuery.raw(statement, [new CopyRows(text)]))
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

/** What pg's client runs in the place of a query: answers the server's wish for data with all of it. */
class CopyQuery extends pg.Query {
  readonly #bytes: Buffer

  constructor(text: string, bytes: Buffer, done: (error: Error | null) => void) {
    super({ text }, undefined, done as never)
    this.#bytes = bytes
  }

  /** Nothing else may be on its way while the server waits for data: whoever copies waits for the answer. */
  handleCopyInResponse(connection: { sendCopyFromChunk(bytes: Buffer): void; endCopyFrom(): void }): void {
    connection.sendCopyFromChunk(this.#bytes)
    connection.endCopyFrom()
  }
}

/** Runs such a statement on a client. */
export function copyOn(client: pg.Client, text: string, { bytes }: CopyRows): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null) => (error ? reject(error) : resolve({ command: 'COPY', rowCount: 0, rows: [] }))
    const run = pg.Client.prototype.query as (this: pg.Client, query: unknown) => unknown
    run.call(client, new CopyQuery(text, bytes, done))
  })
}
