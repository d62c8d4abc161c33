import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import { type AppDatabase, openAppDatabase, openDatabase } from './connect.ts'
import { DATABASE_NAME } from './embedded.ts'
import { CLUSTER_OWNER } from './initdb.ts'
import { appRolePassword, roleNames } from './roles.ts'
import { changeDatabaseUrl, socketUrl } from './url.ts'

/**
 * The database that is there already, for a command: beside the running server, or started for as long as the command lasts.
 * @throws Error where the data folder has none: a command makes no installation.
 */
export async function openKeptDatabase(
  config: Config,
  log: Log,
  given: { size: number; name: string },
): Promise<AppDatabase> {
  const url = runningDatabaseUrl(config)
  if (url) return openAppDatabase(url, { ...given, log })
  if (!existsSync(join(homeOf(config), 'postgresql', 'PG_VERSION')))
    throw new Error(
      `There is no database in ${config.dataDir} (DATA_DIR) yet; the server makes it when it first starts.`,
    )
  return openDatabase(config, log)
}

/**
 * How a command signs in, as the restricted role, to a database that is there already: that of DATABASE_URL, or the one a
 * running server keeps in its data folder. Null when no server is running there.
 */
function runningDatabaseUrl(config: Config): string | null {
  if (config.databaseAppUrl) return config.databaseAppUrl
  const ownerUrl = config.databaseUrl ?? embeddedUrl(config)
  if (!ownerUrl) return null
  const user = roleNames(config.databaseRolePrefix).app
  return changeDatabaseUrl(ownerUrl, { user, password: appRolePassword(config.secret) })
}

/** Where the own PostgreSQL lies: in the data folder, unless that says where else. */
function homeOf({ dataDir }: Config): string {
  const record = join(dataDir, 'cluster.json')
  return existsSync(record) ? (JSON.parse(readFileSync(record, 'utf8')) as { home: string }).home : dataDir
}

function embeddedUrl(config: Config): string | null {
  const pidFile = join(homeOf(config), 'postgresql', 'postmaster.pid')
  if (!existsSync(pidFile)) return null
  // PostgreSQL writes: pid, data folder, start, port, socket folder, …
  const [pid, , , , host] = readFileSync(pidFile, 'utf8').split('\n')
  if (!host || !isAlive(Number(pid))) return null
  // Only the place matters: the restricted role signs in with a password of its own.
  return socketUrl({ host, user: CLUSTER_OWNER, password: '', database: DATABASE_NAME })
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
