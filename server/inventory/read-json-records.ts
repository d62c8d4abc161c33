import { TableFault } from '../platform/files/table.ts'
import { isAgentDocument, readAgentDocument } from './map-agent.ts'
import { isCollectorLine, readCollectorLine } from './map-collector.ts'
import { finding, type ReadItem, readRecord, recordLimits } from './record.ts'

/** An agent's document may stand on many lines and is read as a whole. */
const DOCUMENT_CHARACTERS = 64 * 1024 * 1024

/** Few, so that records are gone before the garbage collector has to carry them about. */
const AT_A_TIME = 8

/**
 * JSON objects, one a line (our own records, or GLPI's documents), or one GLPI document as people print it.
 * A line that is no record is a finding, and the next one is read.
 * @throws TableFault when a line or document is larger than any may be
 */
export async function* readJsonRecords(chunks: AsyncIterable<string>): AsyncGenerator<ReadItem[]> {
  let rest = ''
  let row = 0
  let perLine: boolean | undefined
  for await (const chunk of chunks) {
    rest += chunk
    if (perLine === undefined && rest.includes('\n')) perLine = isWhole(rest.slice(0, rest.indexOf('\n')))
    if (!perLine) {
      if (rest.length > DOCUMENT_CHARACTERS) throw new TableFault('json_too_large', { max: DOCUMENT_CHARACTERS })
      continue
    }
    const end = rest.lastIndexOf('\n')
    const lines = end < 0 ? [] : rest.slice(0, end).split('\n')
    rest = rest.slice(end + 1)
    for (let from = 0; from < lines.length; from += AT_A_TIME)
      yield lines.slice(from, from + AT_A_TIME).flatMap((line) => readLine(++row, line))
    if (rest.length > recordLimits.recordCharacters) throw new TableFault('line_too_long', { row: row + 1 })
  }
  if (rest.trim() !== '') yield readLine(row + 1, rest)
}

function isWhole(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object'
  } catch {
    return false
  }
}

function readLine(row: number, line: string): ReadItem[] {
  if (line.trim() === '') return []
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return [{ row, record: null, findings: [finding(row, 'invalid_json', null, {}, line)] }]
  }
  if (isCollectorLine(value)) return [readCollectorLine(row, value)]
  if (isAgentDocument(value)) return readAgentDocument(row, value)
  return [readRecord(row, value)]
}
