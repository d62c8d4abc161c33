import { createHmac } from 'node:crypto'
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Log } from '../log.ts'
import {
  binariesIn,
  type Cluster,
  findBinaries,
  reachableBinaries,
  reachableHome,
  socketFolder,
  unprivilegedUser,
} from './cluster-place.ts'
import { copyImage, isUsableImage } from './image.ts'
import { runInitdb } from './initdb.ts'

export type Preparing = {
  /** A folder where an image of a cluster may be (image.ts); used in place of initdb when it fits. */
  image?: string | undefined
  /** Nothing may be left on this machine beside the data folder: no user is made, no folder elsewhere. */
  temporary?: boolean | undefined
}

/**
 * Finds binaries, user and folders for the cluster of `dataDir`, and makes it when there is none yet: as a copy of the
 * image, or with initdb.
 * Needs the lock of the data folder.
 * @throws Error saying what to do: no binaries for this platform, folder not usable, data of another major version.
 */
export async function prepareCluster(
  dataDir: string,
  secret: string,
  log: Log,
  { image, temporary = false }: Preparing = {},
): Promise<Cluster> {
  const native = findBinaries()
  const user = process.getuid?.() === 0 ? unprivilegedUser(log, temporary) : undefined
  const home = user ? reachableHome(dataDir, user, log, temporary) : dataDir
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
  if (!existsSync(join(folder, 'PG_VERSION'))) await createCluster(cluster, image, log)
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

/** It is made in a draft folder that gets its name at the end: a cluster half made is never taken for one. */
async function createCluster(cluster: Cluster, image: string | undefined, log: Log): Promise<void> {
  const { home, folder } = cluster
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Error(
      `${folder} holds something that is not a database. Move it away, or set DATA_DIR to another folder.`,
    )
  }
  for (const name of readdirSync(home)) {
    if (name.startsWith('postgresql.new-')) rmSync(join(home, name), { recursive: true, force: true })
  }
  const started = performance.now()
  const copied = image !== undefined && isUsableImage(image) && (await copiedFrom(image, cluster, log))
  if (!copied) {
    await inDraft(cluster, async (draft) => {
      try {
        await runInitdb(cluster, draft)
      } catch (error) {
        const words = (error as Error).message
        throw new Error(`The database cluster could not be made in ${home}: ${words}`, { cause: error })
      }
    })
  }
  log.info({ folder, copied, milliseconds: Math.round(performance.now() - started) }, 'database cluster made')
}

async function copiedFrom(image: string, cluster: Cluster, log: Log): Promise<boolean> {
  try {
    await inDraft(cluster, (draft) => copyImage(image, cluster, draft))
    return true
  } catch (error) {
    log.warn({ error, image }, 'the image of a database could not be used; making one from scratch, which takes longer')
    return false
  }
}

async function inDraft({ home, folder, user }: Cluster, make: (draft: string) => Promise<void>): Promise<void> {
  const draft = mkdtempSync(`${folder}.new-`)
  try {
    if (user) chownSync(draft, user.uid, user.gid)
    await make(draft)
    rmSync(folder, { recursive: true, force: true })
    renameSync(draft, folder)
    syncEntry(home)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** Makes names given in a folder outlive a power failure. */
function syncEntry(folder: string): void {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
