import { readdirSync } from 'node:fs'
import { join } from 'node:path'

export const MIGRATIONS_FOLDER = join(import.meta.dirname, '..', '..', '..', 'migrations')
const NAME = /^\d{8}T\d{4}_[a-z0-9_]+\.ts$/

/** Names of the migrations in `folder`, in the order in which they run. */
export function migrationNames(folder = MIGRATIONS_FOLDER): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  const wrong = files.find((file) => !NAME.test(file))
  if (wrong) throw new Error(`${wrong} is no name for a migration; they are called like 20261201T0900_sponsorships.ts.`)
  return files.sort().map((file) => file.slice(0, -'.ts'.length))
}
