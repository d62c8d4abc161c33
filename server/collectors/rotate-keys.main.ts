import { parseArgs } from 'node:util'
import { audit } from '../audit/index.ts'
import { loadConfig } from '../platform/config.ts'
import { openKeptDatabase } from '../platform/db/running.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import { createLog } from '../platform/log.ts'
import { rotateKey } from '../platform/signing/keys.ts'
import { listSigningKeys, rotatedFacts } from './signing-keys.ts'

/*
 * npm run keys:rotate [-- --licence-days N]: from now on another key signs, in every process; those before stay published, so
 * that records they signed still verify. Licences of collectors that the former key signed are accepted for N days more, 90
 * unless said otherwise, as long as one lasts: by then every collector has renewed. 0, for a key that was lost, refuses them at
 * once. The vendor's audit has it; on the page *Signing keys* an administrator does the same in their own name. Works beside a
 * running server or without one.
 */
const { values } = parseArgs({ options: { 'licence-days': { type: 'string', default: '90' } } })
const licenceDays = Number(values['licence-days'])
if (!/^\d{1,4}$/.test(values['licence-days'])) {
  process.stderr.write('--licence-days is a number of days, 0 to 9999\n')
  process.exit(2)
}
const config = loadConfig(process.env)
const log = createLog('error')
const database = await openKeptDatabase(config, log, { size: 1, name: 'partnergate keys' })
try {
  const keyId = await inTransaction(database.db, { kind: 'system' }, async (tx) => {
    const before = await listSigningKeys(tx)
    const made = await rotateKey(tx, config.secret, licenceDays)
    const given = { licenceDays, reason: 'npm run keys:rotate' }
    const facts = rotatedFacts(before, made, given, 'whoever runs the installation')
    await audit(tx, config.secret, { person: null, label: 'system' }, facts)
    return made
  })
  process.stdout.write(`Signing with ${keyId} from now on.\n`)
} finally {
  await database.close()
}
