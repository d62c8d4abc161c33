import { posix } from 'node:path'
import { type SaxesAttributePlain, SaxesParser } from 'saxes'
import { type ReadCell, type ReadRow, rowCounter, TableFault, tableLimits } from './table.ts'
import { type Archive, openArchive } from './workbook-archive.ts'

export type Workbook = {
  sheets: string[]
  date1904: boolean
  /** Rows of a sheet that are not blank, in batches. */
  rows(sheet?: string | undefined): AsyncGenerator<ReadRow[]>
}

type Attributes = Record<string, string>
type Handlers = {
  open?: (name: string, attributes: Attributes) => void
  text?: (text: string) => void
  close?: (name: string) => void
}

/**
 * A workbook (ECMA-376) from its bytes, part by part as they are unpacked. Formulas are never computed nor their stored
 * results believed; document types and entities are refused.
 * @throws TableFault
 */
export async function openWorkbook(file: Buffer): Promise<Workbook> {
  const archive = await openArchive(file)
  const targets = new Map<string, string>()
  const sheets: { name: string; id: string }[] = []
  let date1904 = false
  await parseXml(archive, 'xl/workbook.xml', {
    open: (name, attributes) => {
      if (name === 'workbookPr') date1904 = ['1', 'true'].includes(attributes.date1904 ?? '')
      if (name === 'sheet' && (attributes.state ?? 'visible') === 'visible')
        sheets.push({ name: attributes.name ?? '', id: attributes['r:id'] ?? '' })
    },
  })
  await parseXml(archive, 'xl/_rels/workbook.xml.rels', {
    open: (name, { Id = '', Target = '' }) => {
      if (name === 'Relationship') targets.set(Id, Target.startsWith('/') ? Target.slice(1) : posix.join('xl', Target))
    },
  })
  return {
    sheets: sheets.map(({ name }) => name),
    date1904,
    rows: async function* (wanted) {
      const sheet = wanted === undefined ? sheets[0] : sheets.find(({ name }) => name === wanted)
      const path = sheet && targets.get(sheet.id)
      if (!path || !archive.has(path)) throw new TableFault('no_such_sheet', { sheet: wanted ?? '' })
      yield* sheetRows(archive, path, await sharedStrings(archive))
    },
  }
}

async function sharedStrings(archive: Archive): Promise<string[]> {
  const strings: string[] = []
  const path = 'xl/sharedStrings.xml'
  if (!archive.has(path)) return strings
  let text = ''
  let inText = false
  let phonetic = false
  await parseXml(archive, path, {
    open: (name) => {
      if (name === 'si') text = ''
      else if (name === 'rPh') phonetic = true
      else if (name === 't') inText = !phonetic
    },
    text: (part) => {
      if (inText) text += part
    },
    close: (name) => {
      if (name === 't') inText = false
      else if (name === 'rPh') phonetic = false
      else if (name === 'si') strings.push(text)
    },
  })
  return strings
}

async function* sheetRows(archive: Archive, path: string, strings: string[]): AsyncGenerator<ReadRow[]> {
  const reader = rowReader(strings)
  const count = rowCounter()
  let header = true
  const parser = xmlParser(reader.handlers)
  for await (const chunk of archive.read(path)) {
    parser.write(chunk)
    const rows = reader.take()
    count(rows.length - (header && rows.length > 0 ? 1 : 0))
    if (rows.length > 0) header = false
    if (rows.length > 0) yield rows
  }
  parser.end()
}

/** Puts rows together from a sheet's elements. */
function rowReader(strings: string[]) {
  let found: ReadRow[] = []
  let row = 0
  let cells: ReadCell[] = []
  let column = -1
  let type = ''
  let value = ''
  let formula = false
  let reading = false

  function endOfCell(): void {
    if (column >= tableLimits.columns) {
      if (value !== '' || formula) throw new TableFault('too_many_columns', { row, max: tableLimits.columns })
      return
    }
    while (cells.length < column) cells.push('')
    cells[column] = cellOf(type, value, formula, strings)
  }

  const handlers: Handlers = {
    open: (name, attributes) => {
      if (name === 'row') {
        row = Number(attributes.r ?? row + 1)
        cells = []
        column = -1
      } else if (name === 'c') {
        column = attributes.r ? columnOf(attributes.r) : column + 1
        type = attributes.t ?? 'n'
        value = ''
        formula = false
      } else if (name === 'f') formula = true
      reading = name === 'v' || name === 't'
    },
    text: (text) => {
      if (!reading) return
      value += text
      if (value.length > tableLimits.cellCharacters)
        throw new TableFault('cell_too_long', { row, max: tableLimits.cellCharacters })
    },
    close: (name) => {
      reading = false
      if (name === 'c') endOfCell()
      else if (name === 'row' && cells.some((cell) => cell !== '')) found.push({ row, cells })
    },
  }
  return {
    handlers,
    take: () => {
      const rows = found
      found = []
      return rows
    },
  }
}

function cellOf(type: string, value: string, formula: boolean, strings: string[]): ReadCell {
  if (formula) return { fault: 'formula' }
  if (type === 'e') return { fault: 'error_value' }
  if (type === 's') return value === '' ? '' : (strings[Number(value)] ?? { fault: 'error_value' })
  if (type === 'b') return value === '1' ? 'true' : 'false'
  if (type === 'n' && value !== '') return Number(value)
  return value
}

function columnOf(reference: string): number {
  let column = 0
  for (let at = 0; at < 3; at += 1) {
    const code = reference.charCodeAt(at)
    if (code < 65 || code > 90) break
    column = column * 26 + code - 64
  }
  return column - 1
}

async function parseXml(archive: Archive, path: string, handlers: Handlers): Promise<void> {
  const parser = xmlParser(handlers)
  for await (const chunk of archive.read(path)) parser.write(chunk)
  parser.end()
}

function xmlParser(handlers: Handlers): { write(chunk: Buffer): void; end(): void } {
  const parser = new SaxesParser({ position: false })
  const decoder = new TextDecoder()
  parser.on('doctype', () => {
    throw new TableFault('xml_doctype')
  })
  parser.on('error', (error) => {
    throw new TableFault(/entity/i.test(error.message) ? 'xml_doctype' : 'not_a_workbook')
  })
  parser.on('opentag', ({ name, attributes }) =>
    handlers.open?.(local(name), attributes as Record<string, SaxesAttributePlain & string>),
  )
  parser.on('text', (text) => handlers.text?.(text))
  parser.on('cdata', (text) => handlers.text?.(text))
  parser.on('closetag', ({ name }) => handlers.close?.(local(name)))
  return {
    write: (chunk) => {
      parser.write(decoder.decode(chunk, { stream: true }))
    },
    end: () => {
      parser.close()
    },
  }
}

/** Some programs write every element with a prefix. */
function local(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}
