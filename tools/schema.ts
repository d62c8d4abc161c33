/**
 * Writes server/schema.ts, the types of the tables, from a freshly migrated database; with `--verify` only says whether it is
 * up to date.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { openBenchDatabase } from '../bench/support.ts'

const root = join(import.meta.dirname, '..')
const database = await openBenchDatabase()
const given = [
  '--dialect',
  'postgres',
  '--include-pattern',
  '(public|auth).*',
  '--out-file',
  'server/schema.ts',
  '--type-only-imports',
  '--type-mapping',
  '{"int8":"number"}',
]
const result = spawnSync('kysely-codegen', [...given, ...process.argv.slice(2)], {
  cwd: root,
  env: { ...process.env, DATABASE_URL: database.ownerUrl },
  stdio: 'inherit',
})
await database.close()
if (result.status !== 0) process.exit(result.status ?? 1)
spawnSync('biome', ['check', '--write', 'server/schema.ts'], { cwd: root, stdio: 'inherit' })
