import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { gunzipSync } from 'node:zlib'
import { type Collected, collect } from '../collector/collect.ts'
import { addCredential, chooseCredentials } from '../collector/config/credentials.ts'
import { type Config, configSchema } from '../collector/config/schema.ts'
import { type Line, lineSchema } from '../collector/wire.ts'

/** What collecting is measured against: devices served by another process, on loopback. */
export type Served = { devices: { file: string; address: string }[]; port: number; stop(): void }

let nextPort = 16161

export async function serve(args: string[]): Promise<Served> {
  const port = nextPort++
  const main = join(import.meta.dirname, '..', 'simulator', 'main.ts')
  const child = spawn(process.execPath, [main, '--port', String(port), ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: child.stdout }))
    return { devices: JSON.parse(line), port, stop: () => child.kill('SIGTERM') }
  throw new Error('The simulator did not begin')
}

/** Collects with the real collector, into a spool of its own that is deleted in the end; answers the lines of it. */
export async function collectFrom(
  served: Served,
  snmp: Partial<Config['snmp']>,
): Promise<{ lines: Line[]; seconds: number; collected: Collected }> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'collector-bench-'))
  try {
    addCredential(dataFolder, 'bench', { version: '2c', community: 'public' })
    const config = configSchema.parse({
      dataFolder,
      devices: served.devices.map(({ address }) => address),
      snmp: { port: served.port, packetsPerSecond: 100_000, packetsPerSecondPerDevice: 10_000, ...snmp },
    })
    const choose = chooseCredentials(config)
    const from = performance.now()
    const collected = await collect({ config, choose, version: 'bench' })
    const seconds = (performance.now() - from) / 1000
    if (!collected) throw new Error('The collection was interrupted')
    return { lines: linesOf(collected), seconds, collected }
  } finally {
    rmSync(dataFolder, { recursive: true, force: true })
  }
}

function linesOf({ folder, manifest }: Collected): Line[] {
  return manifest.chunks.flatMap(({ file }) =>
    gunzipSync(readFileSync(join(folder, file)))
      .toString('utf8')
      .trim()
      .split('\n')
      .map((line) => lineSchema.parse(JSON.parse(line))),
  )
}
