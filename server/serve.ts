import { flushCompileCache } from 'node:module'
import { ConfigError, loadConfig } from './platform/config.ts'
import { createLog, type Log } from './platform/log.ts'
import { type Running, start } from './start.ts'

/** Says what is wrong in words, on the terminal as in the log, and ends with a status that supervisors see. */
function fail(error: unknown, log?: Log): never {
  log?.fatal({ error }, 'could not start')
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

function configuration() {
  try {
    return loadConfig(process.env)
  } catch (error) {
    if (error instanceof ConfigError) fail(error)
    throw error
  }
}

const config = configuration()
const log = createLog(config.logLevel)

// npm passes a signal on that the terminal has sent us already: within a moment, two are one.
const SAME_SIGNAL_MILLISECONDS = 1000

// A signal while starting waits for the start, so that nothing is left half made; a second one does not wait.
let signalled: { name: string; at: number } | undefined
let running: Running | undefined
for (const name of ['SIGTERM', 'SIGINT'] as const) {
  process.on(name, () => {
    const at = performance.now()
    if (signalled && at - signalled.at > SAME_SIGNAL_MILLISECONDS) process.exit(1)
    if (signalled) return
    signalled = { name, at }
    if (running) void stop(running)
  })
}

async function stop(server: Running): Promise<void> {
  log.info({ signal: signalled?.name }, 'stopping')
  try {
    await server.stop()
    log.info('stopped')
    process.exit(0)
  } catch (error) {
    log.error({ error }, 'did not stop cleanly')
    process.exit(1)
  }
}

// Nothing of the demonstration is even loaded without DEMO=1.
const demo = config.demo ? await import('./demo/index.ts') : undefined
try {
  running = await start(config, log, demo && ((database) => demo.prepareDemo(config, database)))
} catch (error) {
  fail(error, log)
}
const milliseconds = Math.round(performance.now())
log.info({ role: config.role, port: running.port, origin: config.origin, milliseconds }, 'ready')
// An empty installation tells the terminal, not the log, how its first administrator comes to be.
if (demo) process.stdout.write(demo.greetDemo(config))
else if (config.role !== 'worker') {
  const { ensureSetupLink } = await import('./vendor/index.ts')
  await ensureSetupLink(running.database.db, config)
}
if (signalled) void stop(running)
else flushCompileCache() // now, because at the end we may be killed
