import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { DATABASE_NAME } from './embedded.ts'
import { CLUSTER_OWNER } from './initdb.ts'
import { appRolePassword, roleNames } from './roles.ts'
import { changeDatabaseUrl, socketUrl } from './url.ts'

/**
 * How a command signs in, as the restricted role, to a database that is there already: that of DATABASE_URL, or the one a
 * running server keeps in its data folder. Null when no server is running there.
 */
export function runningDatabaseUrl(config: Config): string | null {
  if (config.databaseAppUrl) return config.databaseAppUrl
  const ownerUrl = config.databaseUrl ?? embeddedUrl(config)
  if (!ownerUrl) return null
  const user = roleNames(config.databaseRolePrefix).app
  return changeDatabaseUrl(ownerUrl, { user, password: appRolePassword(config.secret) })
}

function embeddedUrl({ dataDir }: Config): string | null {
  const record = join(dataDir, 'cluster.json')
  const home = existsSync(record) ? (JSON.parse(readFileSync(record, 'utf8')) as { home: string }).home : dataDir
  const pidFile = join(home, 'postgresql', 'postmaster.pid')
  if (!existsSync(pidFile)) return null
  // PostgreSQL writes: pid, data folder, start, port, socket folder, …
  const [pid, , , , host] = readFileSync(pidFile, 'utf8').split('\n')
  if (!host || !isAlive(Number(pid))) return null
  // Only the place matters: the restricted role signs in with a password of its own.
  return socketUrl({ host, user: CLUSTER_OWNER, password: '', database: DATABASE_NAME })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
