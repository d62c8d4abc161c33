import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { paths } from '@partnergate/client'
import { type Command, textOf, UsageError } from './command.ts'
import { endProgress, progress } from './output.ts'

type Path = keyof paths & string
const files: Record<string, { partner?: Path; vendor?: Path }> = {
  customers: { partner: '/api/v1/partners/{partnerId}/customers-export' },
  sponsorships: { partner: '/api/v1/partners/{partnerId}/sponsorships-export' },
  'status-report': { partner: '/api/v1/partners/{partnerId}/status-report/export' },
  audit: { partner: '/api/v1/partners/{partnerId}/audit/export', vendor: '/api/v1/vendor/audit/export' },
}

export const exportCommand: Command = {
  usage: 'WHAT [options]',
  summary: `Take a file of ${Object.keys(files).join(', ')}`,
  details: 'What the portal’s own Export gives, audited as there. Without --out it goes to the standard output.',
  options: {
    format: { type: 'string', value: 'csv|xlsx', help: 'csv unless said otherwise' },
    out: { type: 'string', short: 'o', value: 'FILE', help: 'Where to write it; refuses to replace a file' },
    where: { type: 'string', multiple: true, value: 'NAME=VALUE', help: 'A filter, as in the API; may be repeated' },
  },
  async run({ args, given, connect }) {
    const format = textOf(given, 'format') ?? 'csv'
    if (!['csv', 'xlsx'].includes(format)) throw new UsageError('--format is csv or xlsx')
    const wanted = files[args[0] ?? '']
    if (!wanted) throw new UsageError(`Export what? One of: ${Object.keys(files).join(', ')}`)
    const out = textOf(given, 'out')
    if (!out && format === 'xlsx' && process.stdout.isTTY) throw new UsageError('A workbook needs --out FILE')
    const { api, key } = await connect()
    const path = key.partner ? wanted.partner : wanted.vendor
    if (!path) throw new UsageError(`${args[0]} is exported with a key of a partner`)
    const get = api.GET as unknown as (path: string, init: object) => Promise<{ data: ReadableStream<Uint8Array> }>
    const filters = ((given.where as string[] | undefined) ?? []).map((one) => one.split(/=(.*)/s).slice(0, 2))
    const params = {
      path: { partnerId: key.partner?.partnerId ?? '' },
      query: { ...Object.fromEntries(filters), format },
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
