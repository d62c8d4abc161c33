import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { currentBundle } from '../server/bundle.ts'
import { startEmbeddedPostgres } from '../server/platform/db/embedded.ts'
import { IMAGE_FOLDER, isUsableImage } from '../server/platform/db/image.ts'
import { createLog } from '../server/platform/log.ts'
import { benchSecret, report, round } from './support.ts'

const root = join(import.meta.dirname, '..')
const cache = join(root, 'node_modules', '.cache', 'partnergate')

type Start = { milliseconds: number; residentMb: number }

/**
 * `npm start` on an empty folder, and again on the same one, until it says that it is ready, npm's own time included;
 * against npm that runs nothing, Node that runs nothing and the database coming up alone (with initdb), one after the
 * other. Image, bundle and compiled code are what npm ci leaves, made by its steps; each first start finds them so.
 * The resident memory is that of the server's process when it is ready; without --quick also of the demonstration's.
 */
export async function run({ quick }: { quick: boolean }): Promise<void> {
  const rounds = quick ? 2 : 7
  const first: Start[] = []
  const later: Start[] = []
  const npm: number[] = []
  const node: number[] = []
  const databaseFirst: number[] = []
  const databaseLater: number[] = []
  const prepared = prepareAsInstalled()
  for (let round = 0; round < rounds; round++) {
    npm.push(timeOf('npm', ['run', '--silent', '--if-present', 'nothing']))
    node.push(timeOf('node', ['-e', '0']))
    await inFolder(async (folder) => {
      databaseFirst.push(await startDatabase(folder))
      databaseLater.push(await startDatabase(folder))
    })
    await inFolder(async (folder) => {
      prepared.restore()
      first.push(await startServer('start', folder))
      later.push(await startServer('start', folder))
    })
  }
  prepared.restore()
  const demonstration = quick ? undefined : await inFolder((folder) => startServer('demo', folder))
  prepared.end()
  const times = (starts: Start[]) => starts.map(({ milliseconds }) => milliseconds)
  const memory = (starts: Start[]) => median(starts.map(({ residentMb }) => residentMb))
  const bare = median(npm) + median(node)
  const figure = median(times(later))
  const baseline = bare + median(databaseLater)
  const firstBaseline = bare + median(databaseFirst)
  report({
    name: 'start',
    figure,
    unit: 'ms from npm start to ready, not the first time',
    baseline,
    ratio: round(figure / baseline),
    detail: {
      rounds,
      bundled: currentBundle() !== undefined,
      image: isUsableImage(IMAGE_FOLDER),
      first: {
        figure: median(times(first)),
        baseline: firstBaseline,
        ratio: round(median(times(first)) / firstBaseline),
      },
      fastest: { first: Math.min(...times(first)), later: Math.min(...times(later)) },
      bare: {
        npm: median(npm),
        node: median(node),
        databaseFirst: median(databaseFirst),
        databaseLater: median(databaseLater),
      },
      residentMb: { first: memory(first), later: memory(later), demonstration: demonstration?.residentMb },
    },
  })
}

/** What the scripts of `prepare` leave beside the pages; `restore` brings the compiled code back to that. */
function prepareAsInstalled() {
  for (const step of ['build:server', 'build:image', 'build:cache']) {
    const { status } = spawnSync('npm', ['run', '--silent', step], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    if (status !== 0) throw new Error(`npm run ${step} failed; see above`)
  }
  const kept = mkdtempSync(join(tmpdir(), 'pgbench-cache-'))
  cpSync(cache, kept, { recursive: true })
  return {
    restore: () => {
      rmSync(cache, { recursive: true, force: true })
      cpSync(kept, cache, { recursive: true })
    },
    end: () => rmSync(kept, { recursive: true, force: true }),
  }
}

async function inFolder<T>(act: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'pgbench-'))
  chmodSync(folder, 0o711) // for root, whose database runs as another user
  try {
    return await act(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function startServer(script: 'start' | 'demo', folder: string): Promise<Start> {
  const dataDir = join(folder, 'data')
  const from = performance.now()
  const child = spawn('npm', ['run', script], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => line.includes('"message":"ready"') && resolve())
    void ended.then(() => reject(new Error('the server ended before it was ready; see above')))
  })
  const milliseconds = Math.round(performance.now() - from)
  const pid = Number(readFileSync(join(dataDir, 'server.pid'), 'utf8'))
  const kilobytes = Number(spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).stdout)
  process.kill(pid, 'SIGTERM')
  await ended
  return { milliseconds, residentMb: Math.round(kilobytes / 1024) }
}

async function startDatabase(dataDir: string): Promise<number> {
  const from = performance.now()
  const database = await startEmbeddedPostgres({ dataDir, secret: benchSecret, log: createLog('fatal') })
  const milliseconds = Math.round(performance.now() - from)
  await database.stop()
  return milliseconds
}

function timeOf(command: string, options: string[]): number {
  const from = performance.now()
  const { error } = spawnSync(command, options, { cwd: root, stdio: 'ignore' })
  if (error) throw error
  return Math.round(performance.now() - from)
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
