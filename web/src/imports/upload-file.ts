import { api, newIdempotencyKey, take } from '../api/client.ts'
import type { Import } from './import.ts'

const types: Record<string, string> = {
  csv: 'text/csv',
  txt: 'text/csv',
  tsv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  jsonl: 'application/x-ndjson',
}

/** Sends a file as it is; what is in it, its bytes tell the server. */
export function uploadFile(file: File): Promise<Import> {
  const type = types[file.name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream'
  return take(
    api.POST('/api/v1/vendor/imports', {
      params: { query: { name: file.name.slice(0, 200) } },
      body: file as never,
      bodySerializer: (body: unknown) => body as never,
      headers: { 'content-type': type, 'idempotency-key': newIdempotencyKey() },
    } as never),
  ) as Promise<Import>
}
