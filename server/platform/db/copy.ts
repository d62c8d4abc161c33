import type { Duplex } from 'node:stream'
import { CompiledQuery } from 'kysely'
import pg from 'pg'
import { writeNewId } from '../ids.ts'
import { send, type Tx } from './transaction.ts'

/** What COPY FROM STDIN is sent, piece by piece, as the only parameter of a statement. */
export class CopyRows {
  readonly pieces: readonly Buffer[]
  constructor(pieces: readonly Buffer[]) {
    this.pieces = pieces
  }
}

/**
 * Sends rows into a table, the fastest way in: in COPY's text format, or as `BinaryRows` has them. Tables under row security take no
 * COPY: a temporary one does. The pieces are sent as they are: they may be written over when it has ended. What is sent behind it
 * need not wait for that (see `send`).
 */
export async function copyIn(tx: Tx, statement: string, rows: string | readonly Buffer[]): Promise<void> {
  const pieces = typeof rows === 'string' ? [Buffer.from(rows)] : rows
  await send(tx, { compile: () => CompiledQuery.raw(statement, [new CopyRows(pieces)]) })
}

/** Where a row begins and where it ends. */
export type RowPlace = { from: number; to: number }

/** A signature, no flags, no extension; and what stands in the place of a row's number of columns behind the last one. */
const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const TRAILER = Buffer.from([0xff, 0xff])
const SHORT = 40
const YEAR_2000 = Date.UTC(2000, 0, 1)

/**
 * Rows of COPY's binary format (`copy … from stdin (format binary)`), written one behind the other into memory that is used again for the
 * next ones: neither a text that is put together nor its bytes become garbage. A value is written by its column's type; what
 * `uuid` and `int4` wrote can be written over later, at the place they answered.
 */
export class BinaryRows {
  #bytes = Buffer.allocUnsafeSlow(256 * 1024)
  #at = 0
  #from = 0

  get length(): number {
    return this.#at
  }

  clear(): void {
    this.#at = 0
  }

  begin(columns: number): void {
    this.#room(2)
    this.#from = this.#at
    this.#at = this.#bytes.writeInt16BE(columns, this.#at)
  }

  end(): RowPlace {
    return { from: this.#from, to: this.#at }
  }

  text(value: string): void {
    const { length } = value
    this.#room(4 + 3 * length)
    const start = this.#at + 4
    const to = length <= SHORT ? this.#plain(value, start) : 0
    this.#at = to || start + this.#bytes.write(value, start, 'utf8')
    this.#bytes.writeInt32BE(this.#at - start, start - 4)
  }

  /** Most texts are short and plain, and written sooner than the call that writes any. 0: this one is not. */
  #plain(value: string, start: number): number {
    const bytes = this.#bytes
    for (let index = 0; index < value.length; index += 1) {
      const code = value.charCodeAt(index)
      if (code > 127) return 0
      bytes[start + index] = code
    }
    return start + value.length
  }

  /** Bytes given in hexadecimal. */
  bytea(hex: string): void {
    this.#room(4 + hex.length / 2)
    this.#at = this.#bytes.writeInt32BE(hex.length / 2, this.#at)
    this.#at += this.#bytes.write(hex, this.#at, 'hex')
  }

  uuid(id: string): number {
    this.bytea(id.replaceAll('-', ''))
    return this.#at - 16
  }

  /** A new UUIDv7, without the text of it that nobody reads. */
  newId(): void {
    this.#room(20)
    this.#at = this.#bytes.writeInt32BE(16, this.#at)
    writeNewId(this.#bytes, this.#at)
    this.#at += 16
  }

  int4(value: number): number {
    this.#room(8)
    this.#at = this.#bytes.writeInt32BE(4, this.#at)
    this.#at = this.#bytes.writeInt32BE(value, this.#at)
    return this.#at - 4
  }

  /** Milliseconds since 1970; PostgreSQL counts microseconds since 2000. */
  timestamptz(at: number): void {
    this.#room(12)
    const micros = (at - YEAR_2000) * 1000
    const high = Math.floor(micros / 2 ** 32)
    this.#at = this.#bytes.writeInt32BE(8, this.#at)
    this.#at = this.#bytes.writeInt32BE(high, this.#at)
    this.#at = this.#bytes.writeUInt32BE(micros - high * 2 ** 32, this.#at)
  }

  none(): null {
    this.#room(4)
    this.#at = this.#bytes.writeInt32BE(-1, this.#at)
    return null
  }

  setUuid(place: number, id: string): void {
    this.#bytes.write(id.replaceAll('-', ''), place, 'hex')
  }

  setInt4(place: number, value: number): void {
    this.#bytes.writeInt32BE(value, place)
  }

  /** What COPY is sent of these rows, all or those asked for in their order; those that stand together are one piece. */
  pieces(places: readonly RowPlace[] = [{ from: 0, to: this.#at }]): Buffer[] {
    const pieces: Buffer[] = [HEADER]
    for (let index = 0; index < places.length; ) {
      const { from } = places[index] as RowPlace
      let { to } = places[index++] as RowPlace
      for (; places[index]?.from === to; index += 1) to = (places[index] as RowPlace).to
      pieces.push(this.#bytes.subarray(from, to))
    }
    pieces.push(TRAILER)
    return pieces
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(2 * this.#bytes.length + bytes)
    this.#bytes.copy(larger, 0, 0, this.#at)
    this.#bytes = larger
  }
}

type Connection = { stream: Duplex; endCopyFrom(): void }

/**
 * What pg's client runs in the place of a query. The rows follow the statement at once: waiting for the server's wish for them would cost a
 * turn of the event loop, which may be busy; a server that refused the statement passes over them.
 */
class CopyQuery extends pg.Query {
  readonly #pieces: readonly Buffer[]

  constructor(text: string, pieces: readonly Buffer[], done: (error: Error | null) => void) {
    super({ text }, undefined, done as never)
    this.#pieces = pieces
  }

  override submit = (connection: pg.Connection): Error | null => {
    const refused = pg.Query.prototype.submit.call(this, connection) as unknown as Error | null
    if (refused) return refused
    const copying = connection as unknown as Connection
    const { stream } = copying
    // One message of all pieces: its kind and its length, which counts itself.
    const head = Buffer.from('d\0\0\0\0')
    head.writeInt32BE(
      this.#pieces.reduce((sum, { length }) => sum + length, 4),
      1,
    )
    stream.cork()
    for (const piece of [head, ...this.#pieces]) stream.write(piece)
    copying.endCopyFrom()
    stream.uncork()
    return null
  }

  handleCopyInResponse(): void {}
}

/** Runs such a statement on a client. */
export function copyOn(client: pg.Client, text: string, { pieces }: CopyRows): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null) => (error ? reject(error) : resolve({ command: 'COPY', rowCount: 0, rows: [] }))
    const run = pg.Client.prototype.query as (this: pg.Client, query: unknown) => unknown
    run.call(client, new CopyQuery(text, pieces, done))
  })
}
