import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../test/support/database.ts'
import { programEnvironment } from '../test/support/program-environment.ts'

let database: TestDatabase
const children: ChildProcess[] = []
beforeAll(async () => {
  database = await createTestDatabase({ LOG_LEVEL: 'info' })
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})
afterAll(() => database.close())

type Ended = { code: number | null; output: string }
type Server = { child: ChildProcess; port: number; ended: Promise<Ended> }

function run(env: Record<string, string>): { child: ChildProcess; ready: Promise<number>; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: { ...programEnvironment, ...env },
  })
  children.push(child)
  let output = ''
  child.stderr.on('data', (chunk) => {
    output += chunk
  })
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, output })))
  const ready = new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      output += `${line}\n`
      if (!line.startsWith('{')) return // the set-up link is for people
      const { message, port } = JSON.parse(line) as { message: string; port: number }
      if (message === 'ready') resolve(port)
    })
    void ended.then(() => reject(new Error(output)))
  })
  ready.catch(() => {}) // not everybody waits for it
  return { child, ready, ended }
}

async function serve(env: Record<string, string> = {}): Promise<Server> {
  const { child, ready, ended } = run({ ...database.env, ...env })
  return { child, ended, port: await ready }
}

const status = async (port: number, path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status

test('several processes serve one database, each in its role, and stop when told', async () => {
  const [web, worker, all] = await Promise.all([
    serve({ ROLE: 'web' }),
    serve({ ROLE: 'worker' }),
    serve({ ROLE: 'all' }),
  ])
  for (const { port } of [web, worker, all]) {
    expect([await status(port, '/healthz'), await status(port, '/readyz'), await status(port, '/metrics')]).toEqual([
      200, 200, 200,
    ])
  }
  expect(await status(web.port, '/openapi.json')).toBe(200)
  expect(await status(worker.port, '/openapi.json')).toBe(404)
  for (const { child } of [web, worker, all]) child.kill('SIGTERM')
  for (const { ended } of [web, worker, all]) {
    const { code, output } = await ended
    expect(code, output).toBe(0)
    expect(output).toContain('"message":"stopped"')
    expect(output).not.toContain('"level":"error"')
  }
})

test('a second signal does not wait', async () => {
  const server = await serve({ SHUTDOWN_SECONDS: '600' })
  const slow = connect(server.port, '127.0.0.1')
  slow.on('error', () => {}) // it is cut
  await once(slow, 'connect')
  slow.write('POST /api/v1/me HTTP/1.1\r\nHost: localhost\r\n') // and never the rest
  await status(server.port, '/healthz')
  // npm repeats at once what the terminal sends; only a later signal is impatience.
  const impatient = setInterval(() => server.child.kill('SIGTERM'), 200)
  void server.ended.then(() => clearInterval(impatient))
  expect((await server.ended).code).toBe(1)
})

test('every mistake of the configuration is said at once, without a start', async () => {
  const { code, output } = await run({ PORT: 'x', ROLE: 'y', DATA_DIR: '/dev/null/z' }).ended
  expect(code).toBe(1)
  expect(output).toMatch(/PORT .*\n.*ROLE |ROLE .*\n.*PORT /)
})

test('a database that cannot be reached is named, without its password', async () => {
  const url = 'postgres://someone:hunter2@127.0.0.1:1/nothing'
  const { code, output } = await run({ ...database.env, DATABASE_URL: url }).ended
  expect(code).toBe(1)
  expect(output).toContain('postgres://someone@127.0.0.1:1/nothing) cannot be used: nothing listens there')
  expect(output).not.toContain('hunter2')
})

test('an empty data folder is all it needs', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'pg-serve-'))
  chmodSync(dataDir, 0o711) // for root, whose database runs as another user
  try {
    const own = run({ DATA_DIR: join(dataDir, 'data'), PORT: '0' })
    expect(await status(await own.ready, '/readyz')).toBe(200)
    own.child.kill('SIGINT')
    expect((await own.ended).code).toBe(0)
  } finally {
    rmSync(dataDir, { recursive: true })
  }
})
