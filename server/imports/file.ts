import { sql } from 'kysely'
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

function chunkAt(tx: Tx, importId: string, position: number) {
  return tx
    .selectFrom('import_chunk')
    .select('content')
    .where('import_id', '=', importId)
    .where('position', '=', position)
    .executeTakeFirst()
}

/** The kept bytes inside of a transaction that wants no second connection. */
export async function* readFileIn(tx: Tx, importId: string): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; position += 1) {
    const row = await chunkAt(tx, importId, position)
    if (!row) return
    yield row.content as Buffer
  }
}

/** The kept bytes, chunk by chunk; each read on its own, so that nothing is held while they are worked on. */
export async function* readFile(db: Db, importId: string): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; position += 1) {
    const row = await inTransaction(db, { kind: 'system' }, (tx) => chunkAt(tx, importId, position), { readOnly: true })
    if (!row) return
    yield row.content as Buffer
  }
}

/** Deletes the file and what was read from it; counts, findings and the answer stay. */
export async function forgetFile(tx: Tx, importId: string): Promise<void> {
  for (const table of ['import_chunk', 'import_line', 'import_contract'] as const)
    await tx.deleteFrom(table).where('import_id', '=', importId).execute()
  await sql`update import set forgotten_at = now() where import_id = ${importId}`.execute(tx)
}
