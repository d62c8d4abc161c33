import { sql } from 'kysely'
import { oneAhead } from '../platform/ahead.ts'
import type { Db, Tx } from '../platform/db/transaction.ts'
import { inTransaction } from '../platform/db/transaction.ts'

const CHUNK = 1024 * 1024

/** Keeps a file in the database, where any worker finds it. */
export async function storeFile(tx: Tx, importId: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  let parts: Uint8Array[] = []
  let bytes = 0
  let position = 0
  const flush = async () => {
    if (bytes === 0) return
    await tx
      .insertInto('import_chunk')
      .values({ import_id: importId, position, content: Buffer.concat(parts) })
      .execute()
    parts = []
    bytes = 0
    position += 1
  }
  for await (const part of content)
    for (let at = 0; at < part.length; at += CHUNK) {
      const piece = part.subarray(at, at + CHUNK)
      parts.push(piece)
      bytes += piece.length
      if (bytes >= CHUNK) await flush()
    }
  await flush()
}

/** The kept bytes, chunk by chunk, inside of a transaction that wants no second connection. */
export function readFileIn(tx: Tx, importId: string): AsyncGenerator<Uint8Array> {
  return chunks((position) => chunkAt(tx, importId, position))
}

/** The same, each chunk read on its own, so that nothing is held while they are worked on. */
export function readFile(db: Db, importId: string): AsyncGenerator<Uint8Array> {
  return oneAhead(
    chunks((position) =>
      inTransaction(db, { kind: 'system' }, (tx) => chunkAt(tx, importId, position), { readOnly: true }),
    ),
  )
}

async function* chunks(read: (position: number) => Promise<Uint8Array | undefined>): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; position += 1) {
    const content = await read(position)
    if (!content) return
    yield content
  }
}

async function chunkAt(tx: Tx, importId: string, position: number): Promise<Uint8Array | undefined> {
  const row = await tx
    .selectFrom('import_chunk')
    .select('content')
    .where('import_id', '=', importId)
    .where('position', '=', position)
    .executeTakeFirst()
  return row?.content
}

/** Deletes the file and what was read from it; counts, findings and the answer stay. */
export async function forgetFile(tx: Tx, importId: string): Promise<void> {
  for (const table of ['import_chunk', 'import_line', 'import_contract'] as const)
    await tx.deleteFrom(table).where('import_id', '=', importId).execute()
  await sql`update import set forgotten_at = now() where import_id = ${importId}`.execute(tx)
}
