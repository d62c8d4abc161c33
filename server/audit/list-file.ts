import { hashToken } from '../platform/crypto/tokens.ts'
import { pagesOf } from '../platform/db/pages.ts'
import { listOfReached } from '../platform/db/reached.ts'
import type { Entry, Principal, Tx } from '../platform/db/transaction.ts'
import type { Cell } from '../platform/files/csv.ts'
import { tableFile } from '../platform/files/table-file.ts'
import type { FileAnswer } from '../platform/http/route.ts'
import type { AuditFacts } from './append.ts'
import { auditCall, type OperationCall } from './call.ts'

type ListFile<R> = {
  format: 'csv' | 'xlsx'
  /** Names the file and a workbook's sheet: `devices` gives `devices-2026-12-31.csv`. */
  name: string
  header: readonly string[]
  cells: (row: R) => Cell[]
  /** A page of the list, filtered and sorted as the reader sees it, and one more row. */
  read: (tx: Tx, paging: { limit: number; cursor: string[] | undefined }) => Promise<R[]>
  cursorOf: (row: R) => string[]
  /** How many rows there will be, for who waits for them; undefined: more than are counted. */
  count?: (tx: Tx) => Promise<number | undefined>
  /** Rows of such a page, where reading one costs as much as reading all. */
  pageSize?: number
  audit: Omit<AuditFacts, 'objectLabel' | 'detail'> & { filter: object }
}

/** A file takes the process for a while; all files of a session are counted together, below one name. */
export const filesOf =
  (name: string) =>
  ({ sessionToken }: { sessionToken: string | null }) => [
    { bucket: `${name}/session/${hashToken(sessionToken ?? '')}`, limit: 60, windowSeconds: 900 },
  ]
export const fileLimits = filesOf('export')

/** Rows of a page of a file that is written while it is sent. */
const PAGE = 1000

/**
 * A list as a file of exactly what its reader may see, audited (R34): CSV or a workbook, sent while it is read, in any length. It
 * ends where the reader's access does.
 */
export async function listFile<R>(call: OperationCall & { entry: Entry }, given: ListFile<R>): Promise<FileAnswer> {
  const { format, header, cells, read, cursorOf, pageSize: size = PAGE } = given
  const { filter, ...facts } = given.audit
  const name = `${given.name}-${new Date().toISOString().slice(0, 10)}.${format}`
  await auditCall(call, { ...facts, objectLabel: name, detail: { format, filter } })
  const pages = pagesOf({
    db: call.deps.db,
    entry: call.entry,
    allowed: (reader) => reader !== null && rightsOf(reader) === rightsOf(call.principal),
    reached: listOfReached,
    read: (tx, cursor) => read(tx, { limit: size, cursor }),
    cursorOf,
    size,
  })
  return tableFile({ format, name, title: given.name, header, pages, cells, count: given.count })
}

/** What somebody is; with another role a list may have fewer rows, and a file that grows shorter half way tells a lie. */
const rightsOf = (principal: Principal | null) =>
  [principal?.staffRole, principal?.partner?.role, principal?.partner?.sponsors].join(' ')
