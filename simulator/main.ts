import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readDump, simulate } from './index.ts'

/*
 * Serves a folder's dumps until it is told to end: `node simulator/main.ts FOLDER [--copies N] [--port P] [--latency MS]
 * [--loss SHARE]`. Its first line says which dump answers where, as JSON.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    copies: { type: 'string', default: '1' },
    port: { type: 'string', default: '16161' },
    latency: { type: 'string', default: '0' },
    loss: { type: 'string', default: '0' },
    users: { type: 'string', default: '[]' },
  },
})
const [folder] = positionals
if (!folder) {
  console.error('Name the folder whose .snmprec files are to be served')
  process.exit(2)
}
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.snmprec'))
  .sort()
const dumps = files.map((file) => ({ file, dump: readDump(join(folder, file)) }))
const port = Number(values.port)
const devices = Array.from({ length: Number(values.copies) }, () => dumps)
  .flat()
  .map((device, at) => ({
    ...device,
    address: `127.7.${at >> 8}.${at & 255}`,
    port,
    users: JSON.parse(values.users),
  }))
await simulate(devices, { latencyMs: Number(values.latency), loss: Number(values.loss) })
console.log(JSON.stringify(devices.map(({ file, address }) => ({ file, address, port }))))
process.on('SIGTERM', () => process.exit(0))
// Whoever started it is gone.
process.stdin.on('end', () => process.exit(0)).resume()
