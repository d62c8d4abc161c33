import { decodeText } from '../platform/files/decode-text.ts'
import { type InflateLimits, inflated } from '../platform/files/inflate.ts'
import { type FileSource, openTable } from '../platform/files/read-table.ts'
import { TableFault } from '../platform/files/table.ts'
import { readJsonRecords } from './read-json-records.ts'
import { readTableRecords, requireKnownColumn, tableKind } from './read-table-records.ts'
import { readXmlRecords } from './read-xml-records.ts'
import type { ReadItem } from './record.ts'
import type { Options, Source } from './state.ts'

export const uploadLimits = {
  /** Of a file as it is uploaded. */
  bytes: 256 * 1024 * 1024,
  records: 1_000_000,
  /** Of a table: nobody keeps a million rows by hand. */
  tableRows: 500_000,
} as const
const inflateLimits: InflateLimits = { bytes: 16 * 1024 ** 3, ratio: 200 }

/** What a file is, and its records in batches; nothing of it is read before they are asked for. */
export type OpenedSource = { source: Exclude<Source, 'collector'>; records: AsyncIterable<ReadItem[]> }

/**
 * Opens an upload, whatever it is: our NDJSON, FusionInventory or GLPI (XML or JSON), a table by hand (CSV or a workbook), NetBox's CSV;
 * packed by gzip or zlib or not. What it is, its bytes say, not its name.
 * @throws TableFault now or while records are read
 */
export async function openSource(packed: FileSource, options: Pick<Options, 'vendor'>): Promise<OpenedSource> {
  const read = () => inflated(packed(), inflateLimits)
  const start = await firstText(read)
  if (/^\s*<(\?xml|REQUEST|!DOCTYPE|!--)/i.test(start))
    return {
      source: /<VERSIONCLIENT>\s*GLPI/i.test(start) ? 'glpi' : 'fusioninventory',
      records: bounded(readXmlRecords(decodeText(read(), () => 0))),
    }
  if (/^\s*\{/.test(start))
    return {
      source: /"(deviceid|versionclient)"/.test(start) ? 'glpi' : 'ndjson',
      records: bounded(readJsonRecords(decodeText(read(), () => 0))),
    }
  const table = await openTable(read, undefined, uploadLimits.tableRows)
  if (table.format === 'json' || table.format === 'ndjson') throw new TableFault('unknown_format')
  requireKnownColumn(table.header)
  return { source: tableKind(table.header), records: bounded(readTableRecords(table, options), uploadLimits.tableRows) }
}

async function firstText(read: FileSource): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of read()) {
    parts.push(chunk)
    bytes += chunk.length
    if (bytes >= 65_536) break
  }
  if (bytes === 0) throw new TableFault('no_rows')
  return Buffer.concat(parts)
    .subarray(0, 65_536)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
}

async function* bounded(
  batches: AsyncIterable<ReadItem[]>,
  max: number = uploadLimits.records,
): AsyncGenerator<ReadItem[]> {
  let seen = 0
  for await (const items of batches) {
    seen += items.length
    if (seen > max) throw new TableFault('too_many_rows', { max })
    yield items
  }
  if (seen === 0) throw new TableFault('no_rows')
}
