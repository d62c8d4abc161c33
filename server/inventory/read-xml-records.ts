import { SaxesParser } from 'saxes'
import { TableFault } from '../platform/files/table.ts'
import { type Part, readAgentComputer, readAgentDevice } from './map-agent.ts'
import type { ReadItem } from './record.ts'

const limits = { depth: 20, textCharacters: 64 * 1024, parts: 500_000 }

/** Parts that may be large and tell nothing about what a contract covers. */
const passedOver = new Set(
  'ports port processes envs users licenseinfos local_users local_groups usbdevices connections vlans cartridges pagecounters'.split(
    ' ',
  ),
)

/**
 * What FusionInventory's and GLPI's agents send as XML: each DEVICE of a network inventory or discovery, or the computer that a
 * document tells of; several documents in a row are read one after the other. One device is in memory. `told` hears of each
 * document's outermost part, without its devices, and of each device.
 * @throws TableFault for what is no XML, and for document types and entities (attack 18)
 */
export async function* readXmlRecords(
  chunks: AsyncIterable<string>,
  told?: (name: string, part: Part) => void,
): AsyncGenerator<ReadItem[]> {
  const items: ReadItem[] = []
  let row = 0
  const emit = (make: (row: number) => ReadItem) => {
    row += 1
    items.push(make(row))
  }
  let reader = documentReader(emit, told)
  for await (const chunk of documents(chunks)) {
    if (chunk === null) {
      reader.close()
      reader = documentReader(emit, told)
    } else reader.write(chunk)
    if (items.length > 0) yield items.splice(0)
  }
  reader.close()
  if (items.length > 0) yield items
}

/** Texts of one document after the other, null between them. */
async function* documents(chunks: AsyncIterable<string>): AsyncGenerator<string | null> {
  const mark = '<?xml'
  let rest = ''
  let begun = false
  for await (const chunk of chunks) {
    rest += chunk
    for (let at = rest.indexOf(mark, begun ? 0 : 1); at >= 0; at = rest.indexOf(mark, begun ? 0 : 1)) {
      yield rest.slice(0, at)
      yield null
      rest = rest.slice(at)
      begun = false
      if (rest.length < 2) break
    }
    // The mark may be cut in two by the end of a chunk.
    const keep = rest.length - (mark.length - 1)
    if (keep > 0) {
      yield rest.slice(0, keep)
      rest = rest.slice(keep)
      begun = true
    }
  }
  if (rest) yield rest
}

function documentReader(
  emit: (make: (row: number) => ReadItem) => void,
  told: ((name: string, part: Part) => void) | undefined,
) {
  const parser = new SaxesParser({})
  const open: { name: string; part: Part; text: string; skip: boolean }[] = []
  let parts = 0
  let devices = 0
  let isEmpty = true
  const fail = (code: ConstructorParameters<typeof TableFault>[0]) => {
    throw new TableFault(code, { row: parser.line })
  }
  parser.on('doctype', () => fail('xml_doctype'))
  parser.on('error', () => fail('malformed_xml'))
  parser.on('opentag', ({ name }) => {
    const lower = name.toLowerCase()
    if (open.length >= limits.depth) fail('nested_too_deep')
    parts += 1
    if (parts > limits.parts) fail('too_large')
    if (lower === 'device') parts = 0
    const skip = passedOver.has(lower) || (open.at(-1)?.skip ?? false)
    open.push({ name: lower, part: {}, text: '', skip })
  })
  const addText = (text: string) => {
    const at = open.at(-1)
    if (!at || at.skip) return
    at.text += text
    if (at.text.length > limits.textCharacters) fail('cell_too_long')
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    const closed = open.pop()
    const into = open.at(-1)
    if (!closed || closed.skip) return
    const { name, part, text } = closed
    const isLeaf = Object.keys(part).length === 0
    if (name === 'device' && into?.name === 'content') {
      devices += 1
      told?.(name, part)
      // An agent says of a device that it could not be asked: that is no device.
      if (!('error' in part)) emit((row) => readAgentDevice(row, part))
      return
    }
    if (name === 'content' && devices === 0 && ('hardware' in part || 'bios' in part))
      emit((row) => readAgentComputer(row, part))
    if (into) add(into.part, name, isLeaf ? text : part)
    else told?.(name, part)
  })
  return {
    write(text: string) {
      if (isEmpty && text.trim() === '') return
      isEmpty = false
      parser.write(text)
    },
    close() {
      if (!isEmpty) parser.close()
    },
  }
}

/** What comes more than once is a list. */
function add(part: Part, name: string, value: unknown): void {
  const before = Object.hasOwn(part, name) ? part[name] : undefined
  if (before === undefined) part[name] = value
  else if (Array.isArray(before)) before.push(value)
  else part[name] = [before, value]
}
