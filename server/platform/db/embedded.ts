import { mkdirSync, rmSync } from 'node:fs'
import pg from 'pg'
import type { Log } from '../log.ts'
import { type Preparing, prepareCluster } from './cluster.ts'
import { lockDataFolder } from './data-lock.ts'
import { CLUSTER_OWNER } from './initdb.ts'
import { type Postmaster, startPostmaster, stopOrphan } from './postmaster.ts'
import { socketUrl } from './url.ts'

export const DATABASE_NAME = 'partnergate'

export type EmbeddedPostgres = {
  /** How the owner (a superuser of this cluster) signs in, over the socket. */
  connection: { host: string; user: string; password: string; database: string }
  /** The same as a URL, for libraries that want one. */
  ownerUrl: string
  /** Of the postmaster now running; another one after it was restarted. */
  pid(): number
  /** Fast shutdown: open transactions are rolled back, everything committed is on disk. Idempotent. */
  stop(): Promise<void>
}

type Options = Preparing & {
  dataDir: string
  /** 64 hexadecimal digits; the owner's password is derived from it. */
  secret: string
  log: Log
  /** More server settings, such as { max_connections: '200' }. */
  settings?: Record<string, string>
}

/**
 * Runs the server's own PostgreSQL in `dataDir`: reachable through a socket only, stopped with us even when we are
 * killed (where the system can), taken over when it was left behind, started again when it dies.
 * @throws Error saying what is wrong and what to do about it.
 */
export async function startEmbeddedPostgres({
  dataDir,
  secret,
  log,
  settings = {},
  ...preparing
}: Options): Promise<EmbeddedPostgres> {
  mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
  const lock = await lockDataFolder(dataDir)
  try {
    const cluster = await prepareCluster(dataDir, secret, log, preparing)
    await stopOrphan(cluster, log)
    let postmaster = await startPostmaster(cluster, settings, log)
    let stopping = false

    const supervise = async (): Promise<void> => {
      for (;;) {
        const words = await postmaster.exited
        if (stopping) return
        log.error({ words }, 'the database stopped by itself; starting it again')
        const restarted = await restart(
          () => startPostmaster(cluster, settings, log),
          () => stopping,
          log,
        )
        if (!restarted) return
        postmaster = restarted
        log.warn({ postmaster: postmaster.pid }, 'the database is back')
      }
    }
    const supervised = supervise()

    const connection = {
      host: cluster.socketFolder,
      user: CLUSTER_OWNER,
      password: cluster.password,
      database: DATABASE_NAME,
    }
    let stopped: Promise<void> | undefined
    const stop = async () => {
      stopping = true
      postmaster.child.kill('SIGINT')
      await supervised
      if (!cluster.socketFolder.startsWith(cluster.home)) rmSync(cluster.socketFolder, { recursive: true, force: true })
      lock.release()
    }
    try {
      await ensureDatabase(connection)
    } catch (error) {
      await stop()
      throw error
    }
    return {
      connection,
      ownerUrl: socketUrl(connection),
      pid: () => postmaster.pid,
      stop: () => {
        stopped ??= stop()
        return stopped
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

async function restart(start: () => Promise<Postmaster>, stopping: () => boolean, log: Log) {
  for (let waitMilliseconds = 500; !stopping(); waitMilliseconds = Math.min(waitMilliseconds * 2, 10_000)) {
    try {
      const postmaster = await start()
      if (stopping()) postmaster.child.kill('SIGINT')
      return postmaster
    } catch (error) {
      log.error({ error, waitMilliseconds }, 'the database does not start; trying again')
      await new Promise((resolve) => setTimeout(resolve, waitMilliseconds))
    }
  }
  return undefined
}

async function ensureDatabase(connection: EmbeddedPostgres['connection']): Promise<void> {
  const database = new pg.Client(connection)
  try {
    await database.connect()
    return
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === '28P01') {
      throw new Error(
        'The database does not accept the password that belongs to this secret. secrets.json and the database are not ' +
          'of the same installation: restore both from one backup.',
        { cause: error },
      )
    }
    if (code !== '3D000') throw error
  } finally {
    await database.end().catch(() => {})
  }
  const maintenance = new pg.Client({ ...connection, database: 'postgres' })
  await maintenance.connect()
  try {
    await maintenance.query(`create database ${pg.escapeIdentifier(connection.database)}`)
  } finally {
    await maintenance.end()
  }
}
