import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Log } from '../log.ts'
import { asClusterUser, type Cluster } from './cluster-place.ts'

const RETRY_MILLISECONDS = 15_000
const READY = 'database system is ready to accept connections'
// A killed postmaster that its parent has not reaped still counts as alive; its last backends need a moment to go.
const LEFTOVER = /lock file "[^"]+" already exists|pre-existing shared memory block/

export type Postmaster = { child: ChildProcess; pid: number; exited: Promise<string> }

/**
 * Starts the postmaster of a cluster and waits until it accepts connections, however long recovery takes. Leftovers of a
 * killed predecessor are waited for up to 15 s.
 * @throws Error with PostgreSQL's own words.
 */
export async function startPostmaster(
  cluster: Cluster,
  settings: Record<string, string>,
  log: Log,
): Promise<Postmaster> {
  const deadline = Date.now() + RETRY_MILLISECONDS
  for (;;) {
    removeForeignPidFile(cluster)
    const outcome = await attempt(cluster, settings, log)
    if (typeof outcome !== 'string') return outcome
    if (!LEFTOVER.test(outcome) || Date.now() > deadline) {
      throw new Error(`PostgreSQL did not start in ${cluster.folder}: ${outcome || 'it said nothing'}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Stops a postmaster that outlived its application. Needs the lock of the data folder: then it is nobody else's. */
export async function stopOrphan(cluster: Cluster, log: Log): Promise<void> {
  const found = readPidFile(cluster)
  if (!found || !isPostgres(found.pid)) return
  log.warn({ postmaster: found.pid }, 'stopping the database of a server that was killed')
  const options = ['stop', '-D', cluster.folder, '-m', 'fast', '-w', '-t', '60']
  await new Promise<void>((resolve) => {
    const child = spawn(cluster.binaries.pg_ctl, options, { ...asClusterUser(cluster.user), stdio: 'ignore' })
    child.on('error', () => resolve())
    child.on('close', () => resolve()) // whether it worked shows when ours starts
  })
}

async function attempt(cluster: Cluster, settings: Record<string, string>, log: Log): Promise<Postmaster | string> {
  const child = spawnPostgres(cluster, settings)
  const lines: string[] = []
  const exited = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, signal) => resolve(lines.join('; ') || `exit ${signal ?? code}`))
  })
  const ready = new Promise<true>((resolve) => {
    if (!child.stderr) return
    createInterface({ input: child.stderr }).on('line', (line) => {
      const [, level = 'LOG', message = line] = /^(?:\S+ )?([A-Z]+\d?): {2}(.*)$/.exec(line) ?? []
      if (message.includes(READY)) resolve(true)
      const grave = level === 'FATAL' || level === 'PANIC'
      if (grave || level === 'HINT' || level === 'DETAIL') lines.push(message)
      if (lines.length > 20) lines.shift()
      log[level === 'PANIC' ? 'error' : 'debug']({ severity: level }, `database: ${message}`)
    })
  })
  const first = await Promise.race([ready, exited])
  return first === true ? { child, pid: child.pid ?? 0, exited } : first
}

function spawnPostgres({ binaries, folder, socketFolder, user }: Cluster, settings: Record<string, string>) {
  const fixed = {
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    fsync: 'on',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '',
    logging_collector: 'off',
  }
  const options = Object.entries({ ...fixed, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const command = [binaries.postgres, '-D', folder, ...options]
  const [program = '', ...rest] = diesWithUs() ? ['setpriv', '--pdeathsig', 'INT', '--', ...command] : command
  // A process group of its own: Ctrl-C reaches us, and we stop the database last.
  return spawn(program, rest, { ...asClusterUser(user), detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
}

let parentDeathSignal: boolean | undefined
/** Whether setpriv is there and can have a child interrupted when we die (util-linux; busybox's cannot). */
function diesWithUs(): boolean {
  parentDeathSignal ??=
    process.platform === 'linux' && spawnSync('setpriv', ['--pdeathsig', 'INT', '--', 'true']).status === 0
  return parentDeathSignal
}

function readPidFile({ folder }: Cluster): { pid: number; startedSeconds: number } | undefined {
  try {
    const [pid, , startedSeconds] = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n').map(Number)
    return pid ? { pid, startedSeconds: startedSeconds ?? 0 } : undefined
  } catch {
    return undefined
  }
}

function isPostgres(pid: number): boolean {
  return /(^|\/)postgres($| )/.test(commandOf(pid) ?? '')
}

/** The command of a live process; '' when it cannot be told (a zombie, for one); undefined when there is none. */
function commandOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] ?? ''
    } catch {
      return undefined
    }
  }
  const result = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  return result.status === 0 ? (result.stdout.trim().split(' ')[0] ?? '') : undefined
}

/**
 * After a restart of the machine or container the pid in postmaster.pid may be some other program's, which PostgreSQL
 * would take for its predecessor for ever.
 */
function removeForeignPidFile(cluster: Cluster): void {
  const found = readPidFile(cluster)
  if (!found) return
  const command = commandOf(found.pid)
  if (command && !isPostgres(found.pid)) rmSync(join(cluster.folder, 'postmaster.pid'), { force: true })
}
