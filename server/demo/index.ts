import { fork, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { getCompileCacheDir } from 'node:module'
import { join } from 'node:path'
import type { Config } from '../platform/config.ts'
import type { Database } from '../platform/db/connect.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import { applicant, staff } from './cast.ts'
import type { Handout } from './seed.ts'
import { describeDemo } from './terminal.ts'

export { seed } from './seed.ts'

/** What server/demo-seed.main.ts is told by its parent. */
export type SeedOrder = { config: Config; appUrl: string; ownerUrl: string }

const root = join(import.meta.dirname, '..', '..')

/**
 * Makes the demonstration world where there is none yet, and only on a database that is empty or is one already.
 * @throws Error when the database is a real installation's, or a demonstration world whose making was interrupted.
 */
export async function prepareDemo(config: Config, database: Database): Promise<void> {
  buildPages()
  const state = await stateOf(database)
  if (state === 'made') return
  if (state === 'foreign')
    throw new Error(
      'DEMO=1 shows every mail to everybody, but this database belongs to an installation that was set up without it. ' +
        'Give the demonstration a folder (DATA_DIR) or database of its own, or start without DEMO.',
    )
  if (state === 'interrupted')
    throw new Error(
      `The demonstration world was only half made, because its first start was interrupted. Delete ${config.dataDir} and start again.`,
    )
  process.stdout.write('Making the demonstration world, once…\n')
  const handout = await seedElsewhere({ config, appUrl: database.appUrl, ownerUrl: database.ownerUrl })
  writeFileSync(handoutFile(config), `${JSON.stringify(handout, null, 2)}\n`, { mode: 0o600 })
}

/** For the terminal: who there is, how to sign in, what to try. */
export function greetDemo(config: Config): string {
  return describeDemo(config.origin, readHandout(config))
}

async function stateOf({ db }: Database): Promise<'empty' | 'made' | 'interrupted' | 'foreign'> {
  return inTransaction(db, { kind: 'system' }, async (tx) => {
    const { set_up_at } = await tx.selectFrom('vendor_settings').select('set_up_at').executeTakeFirstOrThrow()
    if (!set_up_at) return 'empty'
    const administrator = await tx
      .selectFrom('vendor_staff')
      .select('account_id')
      .where('email', '=', staff.administrator.email)
      .executeTakeFirst()
    if (!administrator) return 'foreign'
    // The last thing the seed does.
    const last = await tx
      .selectFrom('administrator_request')
      .select('request_id')
      .where('email', '=', applicant.email)
      .executeTakeFirst()
    return last ? 'made' : 'interrupted'
  })
}

function seedElsewhere(order: SeedOrder): Promise<Handout> {
  const cache = getCompileCacheDir()
  const child = fork(join(root, 'server', 'demo-seed.main.ts'), {
    execArgv: [],
    env: { ...process.env, ...(cache && { NODE_COMPILE_CACHE: join(cache, '..') }) },
  })
  return new Promise((resolve, reject) => {
    child.once('message', (answer: { handout?: Handout; error?: string }) => {
      if (answer.handout) resolve(answer.handout)
      else reject(new Error(answer.error))
    })
    child.once('error', reject)
    child.once('exit', (code, signal) =>
      reject(new Error(`The making of the demonstration world ended early: ${signal ?? code}`)),
    )
    child.send(order)
  })
}

function buildPages(): void {
  if (existsSync(join(root, 'dist', 'web', 'index.html'))) return
  process.stdout.write('Building the pages, once…\n')
  const { status } = spawnSync(process.execPath, [join(root, 'tools', 'build-web.ts')], { stdio: 'inherit' })
  if (status !== 0) throw new Error('The pages could not be built; see above.')
}

const handoutFile = (config: Config) => join(config.dataDir, 'demo.json')

function readHandout(config: Config): Handout | null {
  const file = handoutFile(config)
  if (!existsSync(file)) return null
  const handout = JSON.parse(readFileSync(file, 'utf8')) as Partial<Handout>
  if (handout.trial && handout.keys) return { trial: handout.trial, keys: handout.keys }
  process.stdout.write(
    `This demonstration world was made by an earlier version and lacks some of the people below. Delete ${config.dataDir} to have it anew.\n`,
  )
  return null
}
