import { type Db, type Entry, inTransaction } from '../platform/db/transaction.ts'
import { streamOf } from '../platform/files/stream.ts'
import { type ExportRow, readChunk, readExport, readerOf } from './queries.ts'

/**
 * A file that was made, piece by piece, each in a transaction that begins as its reader's request did: it breaks off with an error where they
 * lose access meanwhile, or delete it.
 */
export function streamExport(db: Db, entry: Entry, { exportId, chunks }: ExportRow): ReadableStream<Uint8Array> {
  return streamOf(piecesOf(db, entry, exportId, chunks))
}

async function* piecesOf(db: Db, entry: Entry, exportId: string, chunks: number): AsyncGenerator<Uint8Array> {
  for (let no = 1; no <= chunks; no++)
    yield await inTransaction(
      db,
      entry,
      async (tx, principal) => {
        const reader = principal?.partner ? readerOf(principal) : null
        const still = reader && (await readExport(tx, reader, exportId))
        const piece = reader && still?.isMine ? await readChunk(tx, reader, exportId, no) : undefined
        if (!piece) throw new Error('who read this has lost access to it')
        return piece
      },
      { readOnly: true },
    )
}
