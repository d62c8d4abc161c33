import type { Partnergate } from './index.ts'
import type { components } from './schema.ts'

const types: Record<string, string> = {
  csv: 'text/csv',
  txt: 'text/csv',
  tsv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  jsonl: 'application/x-ndjson',
}

/**
 * Uploads inventory of a customer as it is: our NDJSON, CSV, a workbook, NetBox's CSV, FusionInventory's or GLPI's files, packed or not.
 * Answers the collection, which is checked and then waits to be accepted.
 * @throws ApiProblem when it is none of these.
 */
export async function uploadInventory(
  api: Partnergate,
  file: Blob,
  of: {
    partnerId: string
    customerId: string
    name: string
    inventory?: string
    vendor?: string
    partial?: 'true' | 'false'
    collectedAt?: string
  },
): Promise<components['schemas']['CollectionDetail']> {
  const { partnerId, ...query } = of
  const { data } = await api.POST('/api/v1/partners/{partnerId}/collections', {
    params: { path: { partnerId }, query: { ...query, name: of.name.slice(0, 200) } },
    body: file as never,
    bodySerializer: (body: unknown) => body as never,
    headers: { 'content-type': 'application/octet-stream' },
  })
  return data as components['schemas']['CollectionDetail']
}

/**
 * Uploads a file of contracts as it is; what is in it, its bytes tell the portal. Of a workbook the first visible sheet, or the one
 * named. Answers the import, to be mapped and checked.
 * @throws ApiProblem when it cannot be read as a table.
 */
export async function uploadContracts(
  api: Partnergate,
  file: Blob,
  { name, sheet }: { name: string; sheet?: string | undefined },
): Promise<components['schemas']['Import']> {
  const type = types[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream'
  const { data } = await api.POST('/api/v1/vendor/imports', {
    params: { query: { name: name.slice(0, 200), ...(sheet !== undefined && { sheet }) } },
    body: file as never,
    bodySerializer: (body: unknown) => body as never,
    headers: { 'content-type': type },
  })
  return data as components['schemas']['Import']
}

/**
 * Compares a file of lifecycle data with what the portal has, or records it (`mode: 'apply'`): the EoX shape as JSON or a table, or a
 * product of endoflife.date. Answers what it would change, or changed, and what is wrong with it.
 * @throws ApiProblem when it is none of these.
 */
export async function uploadLifecycle(
  api: Partnergate,
  file: Blob,
  of: { name: string; mode: 'check' | 'apply'; family?: string; vendor?: string },
) {
  const { data } = await api.POST('/api/v1/vendor/lifecycle/import', {
    params: { query: { ...of, name: of.name.slice(0, 200) } },
    body: file as never,
    bodySerializer: (body: unknown) => body as never,
    headers: { 'content-type': 'application/octet-stream' },
  })
  return data as NonNullable<typeof data>
}

/**
 * The text of a list of people to be sent to `team-imports`: UTF-8, UTF-16 where its mark says so, or Windows-1252, which older
 * spreadsheets write, where neither fits. Null if it is a workbook, which is no text.
 */
export async function textOfList(file: Blob): Promise<string | null> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const begins = (...of: number[]) => of.every((byte, index) => bytes[index] === byte)
  if (begins(0x50, 0x4b, 3, 4) || begins(0xd0, 0xcf, 0x11, 0xe0)) return null
  if (begins(0xff, 0xfe)) return new TextDecoder('utf-16le').decode(bytes)
  if (begins(0xfe, 0xff)) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
