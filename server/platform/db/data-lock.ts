import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Takes a data folder for this process until `release()` or death, however it dies. What is used of SQLite is only its
 * file lock, which the system lets go by itself: nothing goes stale, no pid is guessed at, and it holds across
 * containers that share the folder.
 * @throws Error when another process has the folder.
 */
export function lockDataFolder(dataDir: string): { release(): void } {
  const file = join(dataDir, 'server.lock')
  const holder = join(dataDir, 'server.pid')
  writeFileSync(file, '', { flag: 'a', mode: 0o600 })
  const lock = new DatabaseSync(file, { timeout: 0 })
  try {
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode !== 5) throw error
    throw new Error(
      `Another Partnergate (process ${readHolder(holder)}) is using the data folder ${dataDir}. ` +
        'Stop it first, give this one a folder of its own with DATA_DIR, or let both share a database with DATABASE_URL.',
    )
  }
  writeFileSync(holder, `${process.pid}\n`, { mode: 0o600 })
  return { release: () => lock.close() }
}

function readHolder(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim() || 'unknown'
  } catch {
    return 'unknown'
  }
}
