import { escapeMarkup } from '../escape.ts'
import type { Cell } from './csv.ts'
import { streamOf } from './stream.ts'
import { columnName } from './table.ts'
import { sheetName, sheetText } from './xlsx.ts'
import { type ZipPart, zipStream } from './zip-stream.ts'

/** What Excel reads of a sheet. */
const SHEET_ROWS = 1_048_576

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

const BOLD = 1
const DATE = 2
const styles = `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>`

/**
 * Rows of any number as an Excel workbook, written while they are read: no more than one batch is in memory. What a sheet
 * cannot hold goes on in a further one, with the same frozen header. Text is stored as text, never as a formula (attack 17).
 */
export function xlsxStream(
  name: string,
  header: readonly string[],
  batches: AsyncIterable<readonly (readonly Cell[])[]>,
  sheetRows: number = SHEET_ROWS,
): ReadableStream<Uint8Array> {
  return streamOf(zipStream(workbook(name, header, source(batches), sheetRows)))
}

type Source = { take(most: number): Promise<readonly (readonly Cell[])[]>; ended(): Promise<boolean>; stop(): void }

async function* workbook(
  name: string,
  header: readonly string[],
  rows: Source,
  sheetRows: number,
): AsyncGenerator<ZipPart> {
  try {
    let sheets = 0
    do {
      sheets += 1
      yield { name: `xl/worksheets/sheet${sheets}.xml`, content: sheet(header, rows, sheetRows) }
    } while (!(await rows.ended()))
    const all = Array.from({ length: sheets }, (_, index) => index + 1)
    const titled = (no: number) => sheetName(no === 1 ? name : `${name.slice(0, 24)} (${no})`)
    yield part('xl/styles.xml', styles)
    yield part(
      'xl/workbook.xml',
      `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${all
        .map((no) => `<sheet name="${escapeMarkup(titled(no))}" sheetId="${no}" r:id="s${no}"/>`)
        .join('')}</sheets></workbook>`,
    )
    yield part(
      'xl/_rels/workbook.xml.rels',
      relationships([
        ...all.map((no) => ({ id: `s${no}`, type: 'worksheet', target: `worksheets/sheet${no}.xml` })),
        { id: 'styles', type: 'styles', target: 'styles.xml' },
      ]),
    )
    yield part('_rels/.rels', relationships([{ id: 'book', type: 'officeDocument', target: 'xl/workbook.xml' }]))
    const sheetTypes = all.map((no) => override(`worksheets/sheet${no}`, 'worksheet')).join('')
    yield part(
      '[Content_Types].xml',
      `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override('workbook', 'sheet.main')}${override('styles', 'styles')}${sheetTypes}</Types>`,
    )
  } finally {
    rows.stop()
  }
}

const part = (name: string, text: string): ZipPart => ({ name, content: [text] })
const override = (name: string, type: string) =>
  `<Override PartName="/xl/${name}.xml" ContentType="${TYPE}.${type}+xml"/>`
const relationships = (all: { id: string; type: string; target: string }[]) =>
  `${XML}<Relationships xmlns="${PACKAGE}/relationships">${all
    .map(({ id, type, target }) => `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`)
    .join('')}</Relationships>`

async function* sheet(header: readonly string[], rows: Source, sheetRows: number): AsyncGenerator<string> {
  const columns = header.map((_, index) => columnName(index))
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="${Math.max(1, header.length)}" width="18" customWidth="1"/></cols><sheetData>${rowOf(1, columns, header, BOLD)}`
  for (let no = 2; no <= sheetRows; ) {
    const batch = await rows.take(sheetRows + 1 - no)
    if (batch.length === 0) break
    const first = no
    yield batch.map((cells, index) => rowOf(first + index, columns, cells)).join('')
    no += batch.length
  }
  yield '</sheetData></worksheet>'
}

function rowOf(no: number, columns: readonly string[], cells: readonly Cell[], style?: number): string {
  return `<row r="${no}">${cells.map((cell, index) => cellOf(`${columns[index]}${no}`, cell, style)).join('')}</row>`
}

function cellOf(at: string, cell: Cell, style?: number): string {
  if (cell === null || cell === undefined || cell === '') return ''
  if (cell instanceof Date) return `<c r="${at}" s="${DATE}"><v>${cell.getTime() / 86_400_000 + 25_569}</v></c>`
  if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`
  if (typeof cell === 'boolean') return `<c r="${at}" t="b"><v>${cell ? 1 : 0}</v></c>`
  const styled = style === undefined ? '' : ` s="${style}"`
  return `<c r="${at}"${styled} t="inlineStr"><is><t xml:space="preserve">${escapeMarkup(sheetText(cell))}</t></is></c>`
}

/** Batches cut to what a sheet has room for. */
function source(batches: AsyncIterable<readonly (readonly Cell[])[]>): Source {
  const iterator = batches[Symbol.asyncIterator]()
  let left: readonly (readonly Cell[])[] = []
  let ended = false
  const fill = async () => {
    while (left.length === 0 && !ended) {
      const next = await iterator.next()
      if (next.done) ended = true
      else left = next.value
    }
  }
  return {
    async take(most) {
      await fill()
      const taken = left.slice(0, most)
      left = left.slice(most)
      return taken
    },
    async ended() {
      await fill()
      return left.length === 0
    },
    stop: () => void iterator.return?.(),
  }
}
