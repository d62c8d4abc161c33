/** `npm run migrate`: brings the database of this configuration up to date and ends, before a new version is started. */
import { jobs } from './jobs.ts'
import { ConfigError, loadConfig } from './platform/config.ts'
import { checkAppRole, openDatabase } from './platform/db/connect.ts'
import { migrate } from './platform/db/migrate.ts'
import { roleNames } from './platform/db/roles.ts'
import { createLog } from './platform/log.ts'

try {
  const config = loadConfig(process.env)
  const log = createLog(config.logLevel)
  const database = await openDatabase(config, log)
  try {
    const done = await migrate(database.ownerUrl, { appRole: roleNames(config.databaseRolePrefix).app, log, jobs })
    await checkAppRole(database.pool)
    if (done.length === 0) log.info('the database is up to date')
  } finally {
    await database.close()
  }
} catch (error) {
  if (!(error instanceof ConfigError)) process.stderr.write('The database could not be migrated.\n')
  process.stderr.write(`${(error as Error).message}\n`)
  process.exit(1)
}
