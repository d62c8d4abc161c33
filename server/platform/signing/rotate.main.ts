import { parseArgs } from 'node:util'
import { loadConfig } from '../config.ts'
import { openAppDatabase, openDatabase } from '../db/connect.ts'
import { runningDatabaseUrl } from '../db/running.ts'
import { inTransaction } from '../db/transaction.ts'
import { createLog } from '../log.ts'
import { rotateKey } from './keys.ts'

/*
 * npm run keys:rotate [-- --licence-days N]: from now on another key signs, in every process; those before stay published, so
 * that records they signed still verify. Licences of collectors that the former key signed are accepted for N days more, 90
 * unless said otherwise, as long as one lasts: by then every collector has renewed. 0, for a key that was lost, refuses them at
 * once. Works beside a running server or without one.
 */
const { values } = parseArgs({ options: { 'licence-days': { type: 'string', default: '90' } } })
const licenceDays = Number(values['licence-days'])
if (!/^\d{1,4}$/.test(values['licence-days'])) {
  process.stderr.write('--licence-days is a number of days, 0 to 9999\n')
  process.exit(2)
}
const config = loadConfig(process.env)
const log = createLog('error')
const url = runningDatabaseUrl(config)
const database = url
  ? openAppDatabase(url, { size: 1, name: 'partnergate keys', log })
  : await openDatabase(config, log)
try {
  const keyId = await inTransaction(database.db, { kind: 'system' }, (tx) => rotateKey(tx, config.secret, licenceDays))
  process.stdout.write(`Signing with ${keyId} from now on.\n`)
} finally {
  await database.close()
}
