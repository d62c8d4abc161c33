import { processCollection } from '../server/inventory/process.ts'
import { loadConfig } from '../server/platform/config.ts'
import { openAppDatabase } from '../server/platform/db/connect.ts'
import { createLog } from '../server/platform/log.ts'

/*
 * A server's worker in a process of its own, so that its memory is the work's and not the benchmark's: takes in the collections it is told
 * of, one after the other, and answers how long each took and how much memory it had at most.
 */
const log = createLog('fatal')
const database = openAppDatabase(process.env.APP_URL ?? '', { size: 4, name: 'partnergate bench', log })
const config = loadConfig(process.env)
let peak = 0
setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss())
}, 50).unref()

process.on('message', async (id: { partnerId: string; collectionId: string } | null) => {
  if (!id) {
    await database.close()
    process.disconnect?.()
    return
  }
  const started = performance.now()
  await processCollection({ db: database.db, config, log, signal: new AbortController().signal, attempt: 1 }, id)
  process.send?.({ seconds: (performance.now() - started) / 1000, peakMegabytes: Math.round(peak / 1e6) })
})
process.send?.('ready')
