import { CompiledQuery } from 'kysely'
import type pg from 'pg'
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
export function copyQuery(text: string, rows: CopyRows): { query: pg.Submittable; done: Promise<unknown> } {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  let failure: Error | null = null
  const query = {
    // pg calls it when the connection ends under the query.
    callback: (error: Error | null) => error && reject(error),
    submit(connection: { query(text: string): void }) {
      connection.query(text)
    },
    handleCopyInResponse(connection: { sendCopyFromChunk(bytes: Buffer): void; endCopyFrom(): void }) {
      connection.sendCopyFromChunk(rows.bytes)
      connection.endCopyFrom()
    },
    handleCommandComplete() {},
    handleError(error: Error) {
      failure = error
      reject(error)
    },
    handleReadyForQuery() {
      if (!failure) resolve({ command: 'COPY', rowCount: 0, rows: [] })
    },
  }
  return { query: query as unknown as pg.Submittable, done: promise }
}
