/** A process that runs the embedded database of DATA_DIR until it is killed; says so in one line when it is up. */
import { startEmbeddedPostgres } from '../../server/platform/db/embedded.ts'
import { createLog } from '../../server/platform/log.ts'
import { TEST_SECRET } from './constants.ts'

const dataDir = process.env.DATA_DIR ?? ''
try {
  const embedded = await startEmbeddedPostgres({ dataDir, secret: TEST_SECRET, log: createLog('silent') })
  process.stdout.write(`${JSON.stringify({ ownerUrl: embedded.ownerUrl, postmaster: embedded.pid() })}\n`)
  setInterval(() => {}, 60_000)
} catch (error) {
  process.stderr.write((error as Error).message)
  process.exit(1)
}
