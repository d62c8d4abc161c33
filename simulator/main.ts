import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Dump, invent, inventedStack, readDump, simulate } from './index.ts'

/*
 * Serves devices until it is told to end: `node simulator/main.ts FOLDER`, a folder's dumps, or `--invented N`, so many invented
 * stacks; with `--port P --latency MS --loss SHARE`. Its first line says what answers where, as JSON.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    invented: { type: 'string' },
    port: { type: 'string', default: '16161' },
    latency: { type: 'string', default: '0' },
    loss: { type: 'string', default: '0' },
  },
})

function devicesOf(folder: string | undefined): { file: string; dump: Dump }[] {
  if (values.invented)
    return Array.from({ length: Number(values.invented) }, (_, at) => ({
      file: `invented ${at}`,
      dump: invent(inventedStack(at)),
    }))
  if (!folder) {
    console.error('Name the folder whose .snmprec files are to be served, or --invented N')
    process.exit(2)
  }
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.snmprec'))
    .sort()
    .map((file) => ({ file, dump: readDump(join(folder, file)) }))
}

const port = Number(values.port)
const devices = devicesOf(positionals[0]).map((device, at) => ({
  ...device,
  address: `127.7.${at >> 8}.${at & 255}`,
  port,
}))
await simulate(devices, { latencyMs: Number(values.latency), loss: Number(values.loss) })
console.log(JSON.stringify(devices.map(({ file, address }) => ({ file, address }))))
process.on('SIGTERM', () => process.exit(0))
// Whoever started it is gone.
process.stdin.on('end', () => process.exit(0)).resume()
