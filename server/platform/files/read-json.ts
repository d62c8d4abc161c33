import { decodeText } from './decode-text.ts'
import { type ReadCell, type ReadRow, rowCounter, TableFault, tableLimits } from './table.ts'

const BATCH = 2000
/** A header is made of the names in so many objects; a name that comes later is a column nobody mapped. */
const HEADER_OBJECTS = 100

type Item = { row: number; value: Record<string, unknown> }

/**
 * Objects of a JSON array or of one object a line, as rows below a header of their names. The header counts as row 1, so
 * that object n is row n + 1 whatever the format.
 * @throws TableFault
 */
export async function* readJson(
  chunks: AsyncIterable<Uint8Array>,
  format: 'json' | 'ndjson',
): AsyncGenerator<ReadRow[]> {
  const names: string[] = []
  const count = rowCounter()
  let waiting: Item[] | undefined = []
  for await (const items of format === 'json' ? wholeArray(chunks) : lines(chunks)) {
    count(items.length)
    if (waiting) {
      waiting.push(...items)
      if (waiting.length < HEADER_OBJECTS) continue
      yield* begun(waiting, names)
      waiting = undefined
    } else yield items.map((item) => toRow(item, names))
  }
  if (waiting && waiting.length > 0) yield* begun(waiting, names)
}

function* begun(items: Item[], names: string[]): Generator<ReadRow[]> {
  for (const { value } of items.slice(0, HEADER_OBJECTS))
    for (const name of Object.keys(value)) if (!names.includes(name)) names.push(name)
  if (names.length > tableLimits.columns) throw new TableFault('too_many_columns', { row: 1, max: tableLimits.columns })
  yield [{ row: 1, cells: [...names] }]
  yield items.map((item) => toRow(item, names))
}

function toRow({ row, value }: Item, names: string[]): ReadRow {
  const cells: ReadCell[] = names.map((name) => toCell(value[name]))
  // A name that no earlier object had: kept at the end, where a check finds a cell without a column.
  const others = Object.keys(value).filter((name) => !names.includes(name))
  return { row, cells: [...cells, ...others.map((name) => name)] }
}

function toCell(value: unknown): ReadCell {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string' || typeof value === 'number') return value
  return typeof value === 'boolean' ? String(value) : { fault: 'nested' }
}

async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Item[]> {
  let rest = ''
  let row = 1
  const parse = (line: string): Item[] => {
    row += 1
    return line.trim() === '' ? [] : [{ row, value: requireObject(line, row) }]
  }
  for await (const text of decodeText(chunks, () => row - 1)) {
    const found = (rest + text).split('\n')
    rest = found.pop() ?? ''
    if (rest.length > tableLimits.recordCharacters) throw new TableFault('malformed_json', { row: row + 1 })
    for (let at = 0; at < found.length; at += BATCH) yield found.slice(at, at + BATCH).flatMap(parse)
  }
  if (rest.trim() !== '') yield parse(rest)
}

async function* wholeArray(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Item[]> {
  const parts: string[] = []
  let length = 0
  for await (const text of decodeText(chunks, () => 0)) {
    length += text.length
    if (length > tableLimits.jsonBytes) throw new TableFault('json_too_large', { max: tableLimits.jsonBytes })
    parts.push(text)
  }
  let values: unknown
  try {
    values = JSON.parse(parts.join(''))
  } catch {
    throw new TableFault('malformed_json', { row: 1 })
  }
  if (!Array.isArray(values)) throw new TableFault('malformed_json', { row: 1 })
  yield values.map((value: unknown, index) => ({ row: index + 2, value: asObject(value, index + 2) }))
}

function requireObject(text: string, row: number): Record<string, unknown> {
  try {
    return asObject(JSON.parse(text), row)
  } catch {
    throw new TableFault('malformed_json', { row })
  }
}

function asObject(value: unknown, row: number): Record<string, unknown> {
  if (value && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>
  throw new TableFault('malformed_json', { row })
}
