import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Where `served` keeps which files belong to the build that is served, and to the one before. */
const RECORD = join('.vite', 'builds.json')
type Builds = { current: string[]; previous: string[] }

/**
 * Moves the pages built in `built` to where a running server reads them, without a moment in which they are not whole: assets first,
 * whose names tell their content, then what has a name of its own, and index.html, which names the assets, last. What the build
 * before was made of stays beside it, for browsers that have its index open; what is older goes.
 */
export function publishPages(built: string, served: string): void {
  const files = filesIn(built)
  const builds = readBuilds(served)
  const current = files.toSorted()
  const previous = builds && String(builds.current) === String(current) ? builds.previous : builds?.current
  for (const file of files.toSorted((one, other) => rank(one) - rank(other))) {
    const to = join(served, file)
    mkdirSync(dirname(to), { recursive: true })
    renameSync(join(built, file), to)
  }
  // Where nothing is known of the build before, whatever is there may be of it.
  const kept = new Set([...current, ...(previous ?? filesIn(served)), RECORD])
  for (const file of filesIn(served)) if (!kept.has(file)) rmSync(join(served, file))
  const record: Builds = { current, previous: previous ?? filesIn(served).filter((file) => file !== RECORD) }
  mkdirSync(dirname(join(served, RECORD)), { recursive: true })
  writeFileSync(join(served, RECORD), JSON.stringify(record))
  rmSync(built, { recursive: true })
}

const isAsset = (file: string) => file.startsWith(join('assets', '/'))
const rank = (file: string) => (isAsset(file) ? 0 : file === 'index.html' ? 2 : 1)

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}

function readBuilds(served: string): Builds | undefined {
  try {
    return JSON.parse(readFileSync(join(served, RECORD), 'utf8'))
  } catch {
    return undefined
  }
}
