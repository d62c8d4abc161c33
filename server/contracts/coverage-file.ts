import { auditCall, type OperationCall } from '../audit/index.ts'
import { type Cell, csvFile } from '../platform/files/csv.ts'
import { XLSX_MAX_ROWS, XLSX_TYPE, xlsxFile } from '../platform/files/xlsx.ts'
import type { FileAnswer } from '../platform/http/route.ts'
import { errors } from './errors.ts'

type Wanted = { partnerId: string; format: 'csv' | 'xlsx'; what: string; filter: object; header: string[]; why: string }

/** A file of rows about coverage, audited (R34); refused where there are more than a workbook holds. */
export async function coverageFile(call: OperationCall, wanted: Wanted, rows: Cell[][]): Promise<FileAnswer> {
  const { partnerId, format, what, filter, header, why } = wanted
  if (rows.length > XLSX_MAX_ROWS) throw errors.too_many_lines({ params: { max: XLSX_MAX_ROWS } })
  const name = `${what}-${new Date().toISOString().slice(0, 10)}.${format}`
  await auditCall(call, {
    partnerId,
    action: 'contract.coverage_exported',
    objectType: 'contract',
    objectId: partnerId,
    objectLabel: name,
    why,
    detail: { format, filter, rows: rows.length },
  })
  if (format === 'csv') return { file: csvFile(header, rows), type: 'text/csv; charset=utf-8', name }
  return { file: await xlsxFile('Coverage', header, rows), type: XLSX_TYPE, name }
}
