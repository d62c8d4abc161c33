import { hash } from 'node:crypto'
import { sql } from 'kysely'
import { type Db, inTransaction, type Tx } from '../platform/db/transaction.ts'

const CHUNK = 1024 * 1024

type Of = { partnerId: string; customerId: string; collectionId: string; collectorId?: string | null }

/** Keeps one piece of a collection's bytes, where any worker finds it. Pieces are read in the order of their positions; the first in a position counts. */
export async function storeChunk(tx: Tx, of: Of, position: number, content: Uint8Array): Promise<void> {
  await sql`insert into collection_chunk (partner_id, customer_id, collection_id, collector_id, position, content)
    values (${of.partnerId}, ${of.customerId}, ${of.collectionId}, ${of.collectorId ?? null}, ${position}, ${Buffer.from(content)})
    on conflict do nothing`.execute(tx)
}

/** Keeps a post behind those before it; false when the collection has the very same already. */
export async function storePost(tx: Tx, of: Of, position: number, content: Uint8Array): Promise<boolean> {
  const stored =
    await sql`insert into collection_chunk (partner_id, customer_id, collection_id, collector_id, position, content, digest)
    values (${of.partnerId}, ${of.customerId}, ${of.collectionId}, ${of.collectorId ?? null}, ${position}, ${Buffer.from(content)},
      ${hash('sha256', content)}) on conflict do nothing`.execute(tx)
  return stored.numAffectedRows === 1n
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

/** The kept bytes, piece by piece; the next one is on its way while one is worked on, and no transaction stays open. */
export async function* readChunks(db: Db, of: Omit<Of, 'customerId'>): AsyncGenerator<Uint8Array> {
  let coming = readChunk(db, of, -1)
  for (;;) {
    const next = await coming
    if (!next) return
    coming = readChunk(db, of, next.position)
    coming.catch(() => {}) // thrown where it is waited for
    yield next.content
  }
}

async function readChunk(db: Db, { partnerId, collectionId }: Omit<Of, 'customerId'>, after: number) {
  const { rows } = await inTransaction(
    db,
    { kind: 'system' },
    (tx) =>
      sql<{ position: number; content: Buffer }>`select position, content from collection_chunk
      where partner_id = ${partnerId} and collection_id = ${collectionId} and position > ${after} order by position limit 1`.execute(
        tx,
      ),
    { readOnly: true },
  )
  return rows[0]
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

/** What a collector began a week ago and never finished is given up; so are the bytes of what people ended, who may not see them. */
export async function forgetAbandoned(tx: Tx): Promise<void> {
  await sql`update collection set state = 'cancelled', ended_at = now()
    where state = 'uploading' and created_at < now() - interval '7 days'`.execute(tx)
  const { rows } = await sql<{ partnerId: string; collectionId: string }>`
    select partner_id as "partnerId", collection_id as "collectionId" from collection c where state = 'cancelled'
      and exists (select from collection_chunk k where k.partner_id = c.partner_id and k.collection_id = c.collection_id)`.execute(
    tx,
  )
  for (const row of rows) await forgetChunks(tx, row)
}
