/**
 * Brings up a database once, migrated and empty, and keeps an image of it in dist/cluster, so that a first start copies it
 * in place of computing the same again (docs/decisions/0024). Nothing else is left: no system user, no secret.
 * With --if-possible (npm's prepare) an installation where it cannot be made is left alone: it starts without one.
 */
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jobs } from '../server/jobs.ts'
import { prepareCluster } from '../server/platform/db/cluster.ts'
import { asOwner } from '../server/platform/db/connect.ts'
import { startEmbeddedPostgres } from '../server/platform/db/embedded.ts'
import { IMAGE_FOLDER, keepImage } from '../server/platform/db/image.ts'
import { migrate } from '../server/platform/db/migrate.ts'
import { appRolePassword, ensureRoles, roleNames } from '../server/platform/db/roles.ts'
import { createLog } from '../server/platform/log.ts'

const log = createLog('warn')

/** `folder` is thrown away, and so is the secret of which its passwords are made: they are of no use to anybody. */
async function build(folder: string): Promise<void> {
  const dataDir = join(folder, 'data')
  const secret = randomBytes(32).toString('hex')
  // Synced as a whole at the end; what the WAL has is in the tables by then.
  const settings = { fsync: 'off', full_page_writes: 'off', wal_recycle: 'off' }
  const embedded = await startEmbeddedPostgres({ dataDir, secret, log, settings, temporary: true })
  try {
    const names = roleNames()
    await asOwner(embedded.ownerUrl, (owner) => ensureRoles(owner, names, appRolePassword(secret)))
    await migrate(embedded.ownerUrl, { appRole: names.app, log, jobs })
  } finally {
    await embedded.stop()
  }
  await keepImage(await prepareCluster(dataDir, secret, log, { temporary: true }), IMAGE_FOLDER)
}

// Until the new one is whole there is none.
rmSync(IMAGE_FOLDER, { recursive: true, force: true })
const folder = mkdtempSync(join(tmpdir(), 'partnergate-image-'))
chmodSync(folder, 0o711) // for root, whose database runs as another user
try {
  await build(folder)
} catch (error) {
  process.stderr.write(`No image of a database was made; the first start takes longer. ${(error as Error).message}\n`)
  if (!process.argv.includes('--if-possible')) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
