import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inventedStack } from '../simulator/index.ts'
import { programEnvironment } from '../test/support/program-environment.ts'
import { put } from '../test/support/simulated.ts'
import { deviceSchema, lineSchema, type Manifest, manifestSchema } from './wire.ts'

// The program as it is called, against devices on loopback.

const DEVICES = 28
const main = join(import.meta.dirname, 'main.ts')
let folder: string
let served: Awaited<ReturnType<typeof put>>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'collector-'))
  const devices = Array.from({ length: DEVICES }, (_, at) => ({
    at: `127.7.50.${at + 1}`,
    device: inventedStack(at),
    community: 'quiet-meadow',
  }))
  served = await put(devices, { latencyMs: 10 })
  const config = [
    `dataFolder: ${join(folder, 'data')}`,
    `devices: [127.7.50.200]`,
    `exclude: [127.7.50.201]`,
    `discovery: { ranges: [127.7.50.0/27], hops: 0 }`,
    `snmp: { port: ${served.port}, timeoutMs: 2000, retries: 0, concurrency: 4 }`,
  ]
  writeFileSync(join(folder, 'collector.yaml'), config.join('\n'))
})
afterAll(async () => {
  await served.close()
  rmSync(folder, { recursive: true, force: true })
})

type Ended = { status: number | null; out: string; err: string }

function collector(
  args: string[],
  { input = '', killAfter }: { input?: string; killAfter?: RegExp } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const env = { ...programEnvironment, PARTNERGATE_COLLECTOR_CONFIG: join(folder, 'collector.yaml') }
    const child = spawn(process.execPath, [main, ...args], { env })
    const said = { out: '', err: '' }
    child.stdout.on('data', (chunk) => {
      said.out += chunk
    })
    child.stderr.on('data', (chunk) => {
      said.err += chunk
      if (killAfter?.test(said.err)) child.kill('SIGKILL')
    })
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, ...said }))
    child.stdin.end(input)
  })
}

const answered = ({ out }: Ended) => JSON.parse(out)

describe('from credentials to a collection', () => {
  test('a credential is read from the input and shown to nobody', async () => {
    expect(await collector(['collect'])).toMatchObject({
      status: 1,
      err: expect.stringMatching(/credentials add NAME/),
    })
    expect(await collector(['credentials', 'add', 'site', '--auth', 'sha'])).toMatchObject({ status: 2 })
    const added = await collector(['credentials', 'add', 'site'], { input: 'quiet-meadow\n' })
    const short = await collector(['credentials', 'add', 'v3', '--user', 'netops'], { input: 'tiny\nwide-river-27\n' })
    const user = await collector(['credentials', 'add', 'v3', '--user', 'netops'], {
      input: 'tall-cedar-91\nwide-river-27\n',
    })
    const listed = await collector(['credentials', 'list'])
    expect([added.status, short.status, user.status]).toEqual([0, 1, 0])
    expect(short.err).toMatch(/the authentication key must have at least 8 characters/)
    expect(answered(listed).credentials).toEqual([
      { name: 'site', version: '2c' },
      { name: 'v3', version: '3', user: 'netops', auth: 'sha256', priv: 'aes128' },
    ])
    for (const { out, err } of [added, short, user, listed]) expect(out + err).not.toMatch(/meadow|tiny|cedar|river/)
    expect((await collector(['credentials', 'remove', 'v3'])).status).toBe(0)
  })

  test('devices are discovered, and collected through a kill: each once', async () => {
    expect(answered(await collector(['discover']))).toEqual({ asked: 30, found: DEVICES, added: DEVICES })
    const killed = await collector(['collect'], { killAfter: /"done":0,/ })
    expect(killed.status).toBeNull()
    expect(answered(await collector(['status']))).toMatchObject({
      targets: DEVICES + 1,
      collections: [],
      unfinished: [{}],
    })
    const done = answered(await collector(['collect']))
    expect(done).toMatchObject({ devices: DEVICES, unreached: 1, chunks: 1, resumed: true })
    const lines = linesOf(done.folder)
    expect(new Set(lines.map(({ address }) => address)).size).toBe(DEVICES + 1)
    expect(lines).toHaveLength(DEVICES + 1)
    expect(lines.find(({ address }) => address === '127.7.50.200')).toMatchObject({
      kind: 'unreached',
      reason: 'silent',
    })
    const first = deviceSchema.parse(lines.find(({ address }) => address === '127.7.50.1'))
    expect(first).toMatchObject({
      vendor: 'Cisco',
      family: 'iosxe',
      model: 'C9300-48P',
      version: '17.9.4',
      sysName: 'switch-0',
    })
    expect(first.components.flatMap(({ kind, serial }) => (kind === 'chassis' ? [serial] : []))).toEqual([
      'PGX0000001',
      'PGX0000002',
    ])
    expect(answered(await collector(['status']))).toMatchObject({
      collections: [{ devices: DEVICES, unreached: 1 }],
      unfinished: [],
    })
  })

  test('the doctor says which device is not well, and why', async () => {
    const { status, out } = await collector(['doctor', '127.7.50.1', '127.7.50.200', '127.7.50.201'])
    const findings = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(status).toBe(1)
    expect(findings.sort((a, b) => a.address.localeCompare(b.address))).toMatchObject([
      { address: '127.7.50.1', ok: true, credential: 'site' },
      { address: '127.7.50.200', ok: false, code: 'no_agent' },
      { address: '127.7.50.201', ok: false, code: 'excluded' },
    ])
  })
})

test('what it cannot understand it says, with status 2', async () => {
  expect(await collector(['fly'])).toMatchObject({ status: 2, err: expect.stringMatching(/no command fly/) })
  expect(await collector(['collect', '--community', 'x'])).toMatchObject({ status: 2 })
  expect(await collector(['--help'])).toMatchObject({ status: 0, out: expect.stringMatching(/discover/) })
})

test('who reads it may stop reading', async () => {
  const child = spawn(process.execPath, [main, '--help'], { env: programEnvironment })
  let err = ''
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  child.stdout.destroy()
  const status = await new Promise((resolve) => child.on('close', resolve))
  expect({ status, err }).toEqual({ status: 0, err: '' })
})

function linesOf(of: string) {
  const manifest: Manifest = manifestSchema.parse(JSON.parse(readFileSync(join(of, 'manifest.json'), 'utf8')))
  return manifest.chunks.flatMap(({ file }) =>
    gunzipSync(readFileSync(join(of, file)))
      .toString()
      .trim()
      .split('\n')
      .map((line) => lineSchema.parse(JSON.parse(line))),
  )
}
