/**
 * Starts the server once on a database that is thrown away, until it is ready, so that the compiled code a first start
 * needs is kept already. By npm start itself: V8 takes its code back only under the very same options. Nobody is
 * served: it listens on a free port of this machine alone, and has a secret of its own.
 * With --if-possible (npm's prepare) an installation where it does not work is left alone: it starts without.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { startEmbeddedPostgres } from '../server/platform/db/embedded.ts'
import { IMAGE_FOLDER } from '../server/platform/db/image.ts'
import { createLog } from '../server/platform/log.ts'

const root = join(import.meta.dirname, '..')

/** With a database of ours, not its own, because for root that one would have a system user made. */
async function rehearse(folder: string): Promise<void> {
  const secret = randomBytes(32).toString('hex')
  const own = { dataDir: join(folder, 'data'), secret, log: createLog('warn'), settings: { fsync: 'off' } }
  const database = await startEmbeddedPostgres({ ...own, image: IMAGE_FOLDER, temporary: true })
  try {
    await startAndStop({
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATA_DIR: join(folder, 'server'),
      DATABASE_URL: database.ownerUrl,
      SECRET: secret,
      HOST: '127.0.0.1',
      PORT: '0',
      SHUTDOWN_SECONDS: '5',
    })
  } finally {
    await database.stop()
  }
}

async function startAndStop(env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn('npm', ['run', 'start'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => resolve())
  })
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => line.includes('"message":"ready"') && resolve())
    ended.then(() => reject(new Error('It ended before it was ready.')), reject)
  })
  child.kill('SIGTERM')
  await ended
}

rmSync(join(root, 'node_modules', '.cache', 'partnergate'), { recursive: true, force: true })
const folder = mkdtempSync(join(tmpdir(), 'partnergate-warm-'))
chmodSync(folder, 0o711) // for root, whose database runs as another user
try {
  await rehearse(folder)
} catch (error) {
  process.stderr.write(
    `The server was not started for a trial; its first start takes longer. ${(error as Error).message}\n`,
  )
  if (!process.argv.includes('--if-possible')) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
