import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

// A server that was just killed, or is about to end, lets go within this time.
const PATIENCE_MILLISECONDS = 2000
const SQLITE_BUSY = 5

/**
 * Takes a data folder for this process until `release()` or death, however it dies. What is used of SQLite is only its
 * file lock, which the system lets go by itself: nothing goes stale, no pid is guessed at, and it holds across
 * containers that share the folder.
 * @throws Error when another process has the folder.
 */
export async function lockDataFolder(dataDir: string): Promise<{ release(): void }> {
  const holder = join(dataDir, 'server.pid')
  const deadline = Date.now() + PATIENCE_MILLISECONDS
  for (;;) {
    const lock = tryLock(join(dataDir, 'server.lock'))
    if (lock) {
      writeFileSync(holder, `${process.pid}\n`, { mode: 0o600 })
      return { release: () => lock.isOpen && lock.close() }
    }
    if (Date.now() > deadline) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(
    `Another Partnergate (process ${readHolder(holder)}) is using the data folder ${dataDir}. ` +
      'Stop it first, give this one a folder of its own with DATA_DIR, or let both share a database with DATABASE_URL.',
  )
}

function tryLock(file: string): DatabaseSync | undefined {
  writeFileSync(file, '', { flag: 'a', mode: 0o600 })
  const lock = new DatabaseSync(file, { timeout: 0 })
  try {
    lock.exec('begin exclusive')
    return lock
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined
    throw error
  }
}

function readHolder(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim() || 'unknown'
  } catch {
    return 'unknown'
  }
}
