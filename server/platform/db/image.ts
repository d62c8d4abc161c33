import { createHash } from 'node:crypto'
import {
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
import { basename, dirname, join, relative } from 'node:path'
import pg from 'pg'
import { binariesIn, type Cluster, findBinaries, run } from './cluster-place.ts'
import { CLUSTER_OWNER, INITDB_OPTIONS } from './initdb.ts'
import { MIGRATIONS_FOLDER, migrationNames } from './migration-files.ts'
import { roleNames } from './roles.ts'

/*
 * An image is a cluster that was brought up once, migrated and stopped, with a secret nobody kept. A first start copies it
 * in place of initdb and the migrations (docs/decisions/0024). What comes after takes the copy for any other data folder.
 */

/** Where tools/build-image.ts keeps it. */
export const IMAGE_FOLDER = join(import.meta.dirname, '..', '..', '..', 'dist', 'cluster')

const LIST = 'image.json'
const DATA = 'data'

/** Paths from the image's data folder, sizes in bytes. */
type List = { key: string; folders: string[]; files: [path: string, bytes: number][] }

/** One digest over all that makes an image another: PostgreSQL's build, initdb's options, roles' names, migrations. */
function imageKey(): string {
  const { version } = findBinaries()
  const names = migrationNames()
  const made = [process.platform, process.arch, version, INITDB_OPTIONS, roleNames(), names]
  const hash = createHash('sha256').update(JSON.stringify(made))
  for (const name of names) hash.update(readFileSync(join(MIGRATIONS_FOLDER, `${name}.ts`))).update('\0')
  return hash.digest('hex')
}

function readList(image: string): List {
  return JSON.parse(readFileSync(join(image, LIST), 'utf8')) as List
}

/** Whether there is one in the folder, made for this version. Whether it is whole shows when it is copied. */
export function isUsableImage(image: string): boolean {
  try {
    return readList(image).key === imageKey()
  } catch {
    return false
  }
}

/** Keeps a copy of a cluster that was stopped as the image in folder `image`, in place of one there may be. */
export async function keepImage(cluster: Cluster, image: string): Promise<void> {
  if (existsSync(join(cluster.folder, 'postmaster.pid'))) throw new Error(`${cluster.folder} is in use, or was killed.`)
  mkdirSync(dirname(image), { recursive: true })
  for (const name of readdirSync(dirname(image))) {
    if (name.startsWith(`${basename(image)}.new-`)) rmSync(join(dirname(image), name), { recursive: true, force: true })
  }
  const draft = mkdtempSync(`${image}.new-`)
  try {
    const data = join(draft, DATA)
    mkdirSync(data)
    await copyFolder(cluster.folder, data)
    rmSync(join(data, 'postmaster.opts'), { force: true })
    writeFileSync(join(draft, LIST), JSON.stringify(listOf(data)), { flush: true })
    // Holds no secret, and whoever starts the server may be another user than who installed it.
    await run('chmod', ['-R', 'u+rwX,go+rX,go-w', draft], undefined)
    await sync(binariesIn(findBinaries().bin), data)
    rmSync(image, { recursive: true, force: true })
    renameSync(draft, image)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

function listOf(data: string): List {
  const list: List = { key: imageKey(), folders: [], files: [] }
  for (const entry of readdirSync(data, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) list.folders.push(relative(data, path))
    else if (entry.isFile()) list.files.push([relative(data, path), statSync(path).size])
    else throw new Error(`${path} is neither a file nor a folder.`)
  }
  return list
}

/**
 * Makes the cluster in `draft`, which is its user's, from a copy; the owner's password is this installation's before
 * anybody can connect. On the disk when it returns.
 * @throws Error when the image is not whole, or one of the steps fails: `draft` is worth nothing then.
 */
export async function copyImage(image: string, cluster: Cluster, draft: string): Promise<void> {
  const { folders, files } = readList(image)
  await copyFolder(join(image, DATA), draft, cluster.user)
  const whole =
    folders.every((path) => statSync(join(draft, path)).isDirectory()) &&
    files.every(([path, bytes]) => statSync(join(draft, path)).size === bytes)
  if (!whole) throw new Error(`The image in ${image} is not whole.`)
  await setOwnerPassword(cluster, draft)
  await sync(cluster.binaries, draft, cluster.user)
}

/** What is in `from`, for `owner` alone. A process of its own: this one is reading the application's code meanwhile. */
function copyFolder(from: string, to: string, owner?: Cluster['user']): Promise<void> {
  const script = 'umask 077 && cp -R "$1/." "$2" && if [ -n "$3" ]; then chown -R "$3" "$2"; fi'
  return run('/bin/sh', ['-c', script, 'sh', from, to, owner ? `${owner.uid}:${owner.gid}` : ''], undefined)
}

/** In PostgreSQL's single-user mode, which opens no socket. It writes to the disk when we sync all, as in initdb. */
function setOwnerPassword({ binaries, user, password }: Cluster, draft: string): Promise<void> {
  const settings = ['fsync=off', 'exit_on_error=on', 'log_min_error_statement=panic'] // no password in its complaints
  const options = ['--single', '-D', draft, ...settings.flatMap((setting) => ['-c', setting]), 'template1']
  const statement = `alter role ${pg.escapeIdentifier(CLUSTER_OWNER)} password ${pg.escapeLiteral(password)}\n`
  return run(binaries.postgres, options, user, statement)
}

/**
 * What initdb does at its end, on a folder that is there. Where the system can, all of the file system in one go: asking
 * file by file took 1.0 s in place of 0.15.
 */
function sync(binaries: Cluster['binaries'], folder: string, user?: Cluster['user']): Promise<void> {
  const method = process.platform === 'linux' ? ['--sync-method=syncfs'] : []
  return run(binaries.initdb, ['--sync-only', ...method, `--pgdata=${folder}`], user)
}
