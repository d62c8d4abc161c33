import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { paths } from '@partnergate/client'
import { type Command, textOf, UsageError } from './command.ts'
import { filterHelp, filtersOf } from './filters.ts'
import { endProgress, progress } from './output.ts'
import { placeHelp, placeOf } from './resources.ts'

type Path = keyof paths & string
const formats = ['csv', 'xlsx', 'json']
const files: Record<string, { partner?: Path; vendor?: Path; format?: string }> = {
  customers: { partner: '/api/v1/partners/{partnerId}/customers-export' },
  sponsorships: { partner: '/api/v1/partners/{partnerId}/sponsorships-export' },
  'status-report': { partner: '/api/v1/partners/{partnerId}/status-report/export' },
  team: { partner: '/api/v1/partners/{partnerId}/team-export' },
  associations: { partner: '/api/v1/partners/{partnerId}/associations-export' },
  'seen-by': { partner: '/api/v1/partners/{partnerId}/customers/{customerId}/seen-by-export' },
  lines: {
    partner: '/api/v1/partners/{partnerId}/contract-lines-export',
    vendor: '/api/v1/vendor/partners/{partnerId}/contracts/{contractId}/lines-export',
  },
  contracts: { partner: '/api/v1/partners/{partnerId}/contracts-export', vendor: '/api/v1/vendor/contracts-export' },
  devices: { partner: '/api/v1/partners/{partnerId}/devices-export' },
  hardware: { partner: '/api/v1/partners/{partnerId}/hardware-export' },
  software: { partner: '/api/v1/partners/{partnerId}/software-export' },
  coverage: { partner: '/api/v1/partners/{partnerId}/device-coverage-export' },
  collections: { partner: '/api/v1/partners/{partnerId}/collections-export' },
  alerts: { partner: '/api/v1/partners/{partnerId}/alerts-export' },
  collectors: {
    partner: '/api/v1/partners/{partnerId}/collectors-export',
    vendor: '/api/v1/vendor/partners/{partnerId}/collectors-export',
  },
  record: {
    partner: '/api/v1/partners/{partnerId}/access-reviews/{reviewId}/record',
    vendor: '/api/v1/vendor/access-reviews/{reviewId}/record',
    format: 'json',
  },
  template: { vendor: '/api/v1/vendor/import-template' },
  audit: { partner: '/api/v1/partners/{partnerId}/audit/export', vendor: '/api/v1/vendor/audit/export' },
}

export const exportCommand: Command = {
  usage: 'WHAT [options]',
  summary: `Take a file of ${Object.keys(files).join(', ')}`,
  details:
    'What the portal’s own Export gives, audited as there. Without --out it goes to the standard output.\n' +
    'associations: a row each, or --where layout=matrix. seen-by: who at the partner sees one customer (--customer NAME).\n' +
    'record: of a closed access review (--review ID), signed JSON unless another format is asked for. template: of `import contracts`.',
  options: {
    format: { type: 'string', value: 'csv|xlsx|json', help: 'csv unless said otherwise; json of a record only' },
    out: { type: 'string', short: 'o', value: 'FILE', help: 'Where to write it; refuses to replace a file' },
    ...filterHelp,
    ...placeHelp,
  },
  async run({ args, given, connect }) {
    const name = args[0] ?? ''
    const wanted = files[name]
    const format = textOf(given, 'format') ?? wanted?.format ?? 'csv'
    if (!formats.includes(format)) throw new UsageError(`--format is one of ${formats.join(', ')}`)
    if (!wanted) throw new UsageError(`Export what? One of: ${Object.keys(files).join(', ')}`)
    const out = textOf(given, 'out')
    if (!out && format === 'xlsx' && process.stdout.isTTY) throw new UsageError('A workbook needs --out FILE')
    const connection = await connect()
    const { api } = connection
    const { path, places, filters } = await placeOf(wanted, name, connection, given)
    const get = api.GET as unknown as (path: string, init: object) => Promise<{ data: ReadableStream<Uint8Array> }>
    const params = {
      path: places,
      query: { ...filtersOf(given), ...filters, format },
    }
    const { data } = await get(path, { params, parseAs: 'stream' })
    const file = Readable.fromWeb(data as Parameters<typeof Readable.fromWeb>[0])
    if (!out) {
      for await (const chunk of file) process.stdout.write(chunk)
      return
    }
    let bytes = 0
    file.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    await pipeline(file, createWriteStream(out, { flags: 'wx' })).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EEXIST' ? new UsageError(`${out} exists already`) : error
    })
    progress({ doing: 'bytes', done: bytes, of: bytes })
    endProgress()
  },
}
