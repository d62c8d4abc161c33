/** A cell as it was read: text, a spreadsheet's number (a date is one, too), or why its content is not taken. */
export type ReadCell = string | number | CellFault

/** `formula`: its result is whatever the last program wrote there; `error_value`: `#N/A` and its kin; `nested`: JSON in JSON. */
export type CellFault = { fault: 'formula' | 'error_value' | 'nested' }

/** `row` counts from 1 as a spreadsheet does, the header and blank rows included. */
export type ReadRow = { row: number; cells: ReadCell[] }

export const tableFormats = ['csv', 'xlsx', 'json', 'ndjson'] as const
export type TableFormat = (typeof tableFormats)[number]

export type OpenedTable = {
  format: TableFormat
  header: string[]
  /** Batches of rows below the header; blank ones are left out. */
  rows: AsyncIterable<ReadRow[]>
  /** The workbook counts days from 1904, as old Macs did. */
  date1904: boolean
  /** Sheets of a workbook that can be chosen; else empty. */
  sheets: string[]
  /** Of a workbook the sheet that is read. */
  sheet: string | null
}

export const tableLimits = {
  /** Of a file as it is uploaded. */
  bytes: 50 * 1024 * 1024,
  rows: 200_000,
  columns: 100,
  /** Longest text of one cell, as in a spreadsheet. */
  cellCharacters: 32_767,
  /** A record longer than this has a quotation mark that nobody closed. */
  recordCharacters: 1024 * 1024,
  /** What a workbook may unpack to, in all. */
  inflatedBytes: 512 * 1024 * 1024,
  /** How many times smaller a part of a workbook above 1 MB may have been packed. */
  inflationRatio: 250,
  /** Parts in a workbook's archive. */
  entries: 1000,
  /** A JSON array is read as a whole; longer ones come as one object a line. */
  jsonBytes: 10 * 1024 * 1024,
} as const

export const tableFaults = {
  not_utf8: 'The file is not UTF-8',
  not_a_table: 'The file is neither CSV nor an Excel workbook (.xlsx)',
  not_a_workbook: 'The workbook is damaged',
  old_workbook: 'The workbook is of the old format or protected with a password',
  no_such_sheet: 'The workbook has no such sheet',
  no_rows: 'The file has no rows below its header',
  text_not_workbook: 'The file is called .xlsx and is no Excel workbook: it holds plain text, and no table',
  unbalanced_quote: 'A quotation mark is opened and never closed',
  stray_quote: 'Something follows a closing quotation mark',
  too_large: 'The file is too large',
  no_known_column: 'The first row names none of the columns that an inventory has',
  too_many_rows: 'The file has too many rows',
  too_many_columns: 'The file has too many columns',
  cell_too_long: 'A cell holds more text than a spreadsheet allows',
  inflates_too_much: 'The file unpacks to far more than its size',
  too_many_parts: 'The workbook has too many parts',
  unsafe_part: 'A part of the workbook has a name that leads out of it',
  xml_doctype: 'The file holds an XML document type or entity',
  malformed_json: 'The JSON is malformed',
  json_too_large: 'A JSON array of this size must be sent as one object a line',
  malformed_archive: 'The packed file is damaged',
  malformed_xml: 'The XML is malformed',
  line_too_long: 'A line is longer than a record may be',
  unknown_format: 'The file is none of the formats that are read here',
  counts_differ: 'The lines are not as many as the manifest says',
  nested_too_deep: 'The file is nested deeper than any inventory',
} as const
export type TableFaultCode = keyof typeof tableFaults

/** Why a whole file cannot be read; `params` say where (`row`, `byte`) and what the limit is. */
export class TableFault extends Error {
  readonly code: TableFaultCode
  readonly params: Record<string, string | number>

  constructor(code: TableFaultCode, params: Record<string, string | number> = {}) {
    super(tableFaults[code])
    this.code = code
    this.params = params
  }
}

/** Ends a stream of rows that never ends: counts what a reader yields. */
export function rowCounter(max: number = tableLimits.rows): (rows: number) => void {
  let seen = 0
  return (rows) => {
    seen += rows
    if (seen > max) throw new TableFault('too_many_rows', { max })
  }
}

/** A spreadsheet's column name: 0 is A, 26 is AA. */
export function columnName(index: number): string {
  let name = ''
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name
  return name
}
