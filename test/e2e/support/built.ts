import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..', '..')
const built = join(root, 'dist', 'web', 'index.html')
const lock = join(root, 'dist', 'building')
const giveUpMilliseconds = 180_000

/**
 * The pages in dist/web as the sources are now; builds them when they are missing or older. Of several test files that
 * start at once, one builds and the others wait.
 * @throws Error with the build's own words when it fails.
 */
export async function ensureBuilt(): Promise<void> {
  const deadline = Date.now() + giveUpMilliseconds
  while (isStale()) {
    if (takeLock()) {
      try {
        if (isStale()) build()
      } finally {
        rmSync(lock, { recursive: true, force: true })
      }
      return
    }
    if (Date.now() > deadline) throw new Error(`Another test has been building the pages for too long; remove ${lock}.`)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

function isStale(): boolean {
  const web = join(root, 'web')
  // Folders count as well: a removed file changes only its folder.
  const sources = readdirSync(web, { recursive: true, withFileTypes: true }).filter(
    ({ name }) => !name.endsWith('.test.ts') && !name.endsWith('.md'),
  )
  const newest = Math.max(...sources.map((entry) => changedAt(join(entry.parentPath, entry.name))))
  return changedAt(built) < newest
}

function build(): void {
  const { status, stderr, stdout } = spawnSync(process.execPath, [join(root, 'tools', 'build-web.ts')], {
    cwd: root,
    encoding: 'utf8',
    // Vite builds for production, whatever the tests run as.
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (status !== 0) throw new Error(`The pages could not be built (npm run build:web):\n${stdout}${stderr}`)
}

/** One process wins; a lock that was left behind by a killed one does not last. */
function takeLock(): boolean {
  if (changedAt(lock) > 0 && Date.now() - changedAt(lock) > giveUpMilliseconds) rmSync(lock, { recursive: true })
  mkdirSync(join(root, 'dist'), { recursive: true })
  try {
    mkdirSync(lock)
    return true
  } catch {
    return false
  }
}

/** 0 where there is nothing. */
function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
