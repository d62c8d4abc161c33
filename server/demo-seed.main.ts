import { createApp } from './app.ts'
import { type SeedOrder, seed } from './demo/index.ts'
import { jobs } from './jobs.ts'
import { openAppDatabase } from './platform/db/connect.ts'
import { createLog } from './platform/log.ts'

/*
 * The seed, in a process of its own: what it needs of memory is gone when the server begins to serve. Told by its parent what
 * to work on; ends with it.
 */
process.on('disconnect', () => process.exit(1))
process.once('message', async ({ config, appUrl, ownerUrl }: SeedOrder) => {
  const log = createLog(config.logLevel)
  const database = openAppDatabase(appUrl, { size: 5, name: 'partnergate demo', log })
  try {
    const handout = await seed({ config, db: database.db, log }, ownerUrl, createApp, jobs)
    process.send?.({ handout })
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.message : String(error) })
  } finally {
    await database.close()
    process.removeAllListeners('disconnect')
    process.disconnect?.()
  }
})
