import { auditCall, type OperationCall } from '../audit/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { formatOf, openTable } from '../platform/files/read-table.ts'
import { TableFault as Fault, type ReadCell, type TableFault, type TableFormat } from '../platform/files/table.ts'
import type { Upload } from '../platform/http/upload.ts'
import { newId } from '../platform/ids.ts'
import { errors } from './errors.ts'
import { guessDateOrder, guessMapping, headerKey, type Mapping, standardOptions } from './fields.ts'
import { storeFile } from './file.ts'
import { rememberedMapping } from './queries.ts'

const sampleRows = 20

export type Inspected = {
  format: TableFormat
  sheets: string[]
  sheet: string | null
  header: string[]
  sample: string[][]
}

/**
 * Looks at a file's beginning: what it is, its header, a few rows. Without a transaction, for it may take a while. What it is,
 * its bytes say; its name only helps to say what is wrong with it.
 * @throws Problem import_unreadable with the fault's code as the field's
 */
export async function inspect(
  upload: Pick<Upload, 'read'>,
  { sheet, name }: { sheet?: string | undefined; name: string },
): Promise<Inspected> {
  try {
    const { rows, ...table } = await openTable(upload.read, sheet)
    const sample: string[][] = []
    for await (const batch of rows) {
      sample.push(...batch.slice(0, sampleRows).map(({ cells }) => table.header.map((_, place) => shown(cells[place]))))
      break
    }
    if (table.header.length === 1 && isMistaken(name, table.format)) throw new Fault('text_not_workbook')
    return { ...table, sample }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const format = error.code === 'no_rows' ? await formatOf(upload.read) : null
    throw unreadable(isMistaken(name, format) ? new Fault('text_not_workbook') : error)
  }
}

/** Text that is called a workbook; where it holds a table all the same, it is read as one. */
function isMistaken(name: string, format: TableFormat | null): boolean {
  return format === 'csv' && /\.xlsx$/i.test(name)
}

function shown(cell: ReadCell | undefined): string {
  return typeof cell === 'object' ? `(${cell.fault})` : String(cell ?? '').slice(0, 200)
}

function unreadable(fault: TableFault) {
  const { code, params, message } = fault
  const where = [params.row && `row ${params.row}`, params.byte && `byte ${params.byte}`].filter(Boolean).join(', ')
  return errors.import_unreadable({
    detail: where ? `${message} (${where})` : message,
    params,
    fields: [{ path: 'file', code, message }],
  })
}

/** What was seen of a table, mapped as the last one with this header or as its columns' names say. */
export async function columnsOf(tx: Tx, { header, sample }: Pick<Inspected, 'header' | 'sample'>) {
  const remembered = await rememberedMapping(tx, headerKey(header))
  const options = remembered?.options ?? { ...standardOptions, dateOrder: guessDateOrder(sample) }
  const mapping: Mapping = remembered?.mapping ?? guessMapping(header)
  return {
    header,
    sample: JSON.stringify(sample),
    mapping: JSON.stringify(mapping),
    // Ending something is a choice of this one file, never of the last one.
    options: JSON.stringify({ ...options, endMissing: 'none' }),
  }
}

/** Keeps an inspected file as an import, with its columns mapped as the last time or as their names say. */
export async function createImport(
  call: OperationCall,
  upload: Upload,
  given: Inspected & { fileName: string },
): Promise<string> {
  const { tx, principal } = call
  if (!principal) throw new Error('an import has an uploader')
  const importId = newId()
  await tx
    .insertInto('import')
    .values({
      import_id: importId,
      file_name: given.fileName,
      format: given.format,
      bytes: upload.bytes,
      sha256: upload.sha256,
      sheet: given.sheet,
      sheets: given.sheets,
      ...(await columnsOf(tx, given)),
      created_by: principal.accountId,
      created_by_name: `${principal.firstName} ${principal.lastName}`.trim() || principal.email,
    })
    .execute()
  await storeFile(tx, importId, upload.read())
  await auditCall(call, {
    partnerId: null,
    action: 'import.uploaded',
    objectType: 'import',
    objectId: importId,
    objectLabel: given.fileName,
    why: 'vendor staff',
    detail: { bytes: upload.bytes, sha256: upload.sha256, format: given.format },
  })
  return importId
}
