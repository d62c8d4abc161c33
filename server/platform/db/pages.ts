import { type Db, type Entry, inTransaction, type Principal, type Tx } from './transaction.ts'

type Pages<R> = {
  db: Db
  /** How the request's own transaction began. */
  entry: Entry
  /** Whether who reads still may. */
  allowed: (reader: Principal | null) => boolean
  /** What the reader reaches, by ids: nothing of it may go while rows are read. */
  reached: (tx: Tx) => Promise<string[]>
  /** A page, and one more row where there are more. */
  read: (tx: Tx, cursor: string[] | undefined) => Promise<R[]>
  cursorOf: (row: R) => string[]
  /** Rows of a page. */
  size: number
}

/**
 * All of a list, page after page, each in a transaction that begins as the request did: whoever loses access while it is read
 * gets no further, and no transaction lasts as long as a slow reader.
 * @throws Error when they have lost it meanwhile: what was read so far must not pass for the whole
 */
export async function* pagesOf<R>({
  db,
  entry,
  allowed,
  reached,
  read,
  cursorOf,
  size,
}: Pages<R>): AsyncGenerator<R[]> {
  let before: string[] = []
  for (let cursor: string[] | undefined; ; ) {
    const page = async (tx: Tx, reader: Principal | null) => {
      const may = allowed(reader)
      const now = new Set(may ? await reached(tx) : [])
      if (!may || before.some((id) => !now.has(id))) throw new Error('who read this has lost access to it')
      before = [...now]
      return read(tx, cursor)
    }
    const rows = await inTransaction(db, entry, page, { readOnly: true })
    const shown = rows.slice(0, size)
    if (shown.length > 0) yield shown
    const last = shown.at(-1)
    if (rows.length <= size || !last) return
    cursor = cursorOf(last)
  }
}
