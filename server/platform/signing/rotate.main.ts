import { loadConfig } from '../config.ts'
import { openAppDatabase, openDatabase } from '../db/connect.ts'
import { runningDatabaseUrl } from '../db/running.ts'
import { inTransaction } from '../db/transaction.ts'
import { createLog } from '../log.ts'
import { rotateKey } from './keys.ts'

/*
 * npm run keys:rotate: from now on another key signs, in every process; those before stay published, so that what they signed
 * still verifies. Works beside a running server or without one.
 */
const config = loadConfig(process.env)
const log = createLog('error')
const url = runningDatabaseUrl(config)
const database = url
  ? openAppDatabase(url, { size: 1, name: 'partnergate keys', log })
  : await openDatabase(config, log)
try {
  const keyId = await inTransaction(database.db, { kind: 'system' }, (tx) => rotateKey(tx, config.secret))
  process.stdout.write(`Signing with ${keyId} from now on.\n`)
} finally {
  await database.close()
}
