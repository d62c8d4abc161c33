import { sql } from 'kysely'
import { type Db, inTransaction, type Tx } from '../platform/db/transaction.ts'

const CHUNK = 1024 * 1024

type Of = { partnerId: string; customerId: string; collectionId: string }

/** Keeps one piece of a collection's bytes, where any worker finds it. Pieces are read in the order of their positions. */
export async function storeChunk(tx: Tx, of: Of, position: number, content: Uint8Array): Promise<void> {
  await sql`insert into collection_chunk (partner_id, customer_id, collection_id, position, content)
    values (${of.partnerId}, ${of.customerId}, ${of.collectionId}, ${position}, ${Buffer.from(content)})`.execute(tx)
}

/** Keeps a file in pieces of 1 MB. */
export async function storeFile(tx: Tx, of: Of, content: AsyncIterable<Uint8Array>): Promise<void> {
  let parts: Uint8Array[] = []
  let bytes = 0
  let position = 0
  for await (const part of content)
    for (let at = 0; at < part.length; at += CHUNK) {
      const piece = part.subarray(at, at + CHUNK)
      parts.push(piece)
      bytes += piece.length
      if (bytes < CHUNK) continue
      await storeChunk(tx, of, position++, Buffer.concat(parts))
      parts = []
      bytes = 0
    }
  if (bytes > 0) await storeChunk(tx, of, position, Buffer.concat(parts))
}

/** The kept bytes, piece by piece; each read on its own, so that nothing is held while they are worked on. */
export async function* readChunks(
  db: Db,
  { partnerId, collectionId }: Omit<Of, 'customerId'>,
): AsyncGenerator<Uint8Array> {
  for (let position = -1; ; ) {
    const { rows } = await inTransaction(
      db,
      { kind: 'system' },
      (tx) =>
        sql<{ position: number; content: Buffer }>`select position, content from collection_chunk
        where partner_id = ${partnerId} and collection_id = ${collectionId} and position > ${position} order by position limit 1`.execute(
          tx,
        ),
      { readOnly: true },
    )
    const [next] = rows
    if (!next) return
    position = next.position
    yield next.content
  }
}

/** A collection that is done has no use for its bytes any more. */
export async function forgetChunks(tx: Tx, { partnerId, collectionId }: Omit<Of, 'customerId'>): Promise<void> {
  await sql`delete from collection_chunk where partner_id = ${partnerId} and collection_id = ${collectionId}`.execute(
    tx,
  )
  await sql`update collection set forgotten_at = now() where partner_id = ${partnerId} and collection_id = ${collectionId}`.execute(
    tx,
  )
}
