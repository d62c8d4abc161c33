import { Hono } from 'hono'
import type { Config } from './platform/config.ts'
import { checkAppRole, type Database, openDatabase } from './platform/db/connect.ts'
import { migrate } from './platform/db/migrate.ts'
import { roleNames } from './platform/db/roles.ts'
import type { AppVariables } from './platform/http/guard.ts'
import { mountHealth, type Readiness } from './platform/http/health.ts'
import { listen } from './platform/http/listen.ts'
import type { Jobs } from './platform/jobs/work.ts'
import type { Log } from './platform/log.ts'

export type Running = {
  port: number
  database: Database
  /** Drains requests, then jobs, then closes the database. */
  stop(): Promise<void>
}

/**
 * Brings the whole server up: database → migrations → application → jobs → listening, by the role of `config`.
 * `prepare` runs on the migrated database before anything is served.
 * @throws Error saying what is wrong and what to do about it; everything started is stopped then.
 */
export async function start(
  config: Config,
  log: Log,
  prepare: (database: Database) => Promise<void> = async () => {},
): Promise<Running> {
  const readiness: Readiness = { migrated: false, draining: false }
  const serves = config.role !== 'worker'
  const works = config.role !== 'web'
  // The database comes up in processes of its own, while this one reads the application's code.
  const code = Promise.all([import('./jobs.ts'), serves ? import('./app.ts') : undefined])
  code.catch(() => {}) // reported below, once the database can be closed again
  const database = await openDatabase(config, log)
  let jobs: Jobs | undefined
  try {
    const [{ jobs: list }, application] = await code
    const appRole = roleNames(config.databaseRolePrefix).app
    await migrate(database.ownerUrl, { appRole, log, jobs: list })
    await checkAppRole(database.pool)
    readiness.migrated = true
    const deps = { config, db: database.db, log }
    await prepare(database)
    if (works) {
      const { startJobs } = await import('./platform/jobs/work.ts')
      jobs = await startJobs({ ...deps, appUrl: database.appUrl }, list)
    }
    const health = (app: Hono<{ Variables: AppVariables }>) => mountHealth(app, { ...deps, readiness })
    const app = application ? application.createApp(deps, health) : new Hono<{ Variables: AppVariables }>()
    if (!application) health(app)
    const http = await listen(app.fetch, config)
    return {
      port: http.port,
      database,
      stop: async () => {
        readiness.draining = true
        await http.drain(config.shutdownSeconds)
        await jobs?.drain(config.shutdownSeconds)
        await database.close()
      },
    }
  } catch (error) {
    await jobs?.drain(0)
    await database.close()
    throw error
  }
}
