/**
 * Records the checksums of migrations that have landed; from then on a test fails when one is edited. Run it with a
 * release (`npm run migrations:seal`). A recorded checksum is never replaced.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MIGRATIONS_FOLDER, migrationNames } from '../server/platform/db/migration-files.ts'

const file = join(MIGRATIONS_FOLDER, 'checksums.json')
const sealed = (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) as Record<string, string>
for (const name of migrationNames()) {
  const content = readFileSync(join(MIGRATIONS_FOLDER, `${name}.ts`))
  sealed[name] ??= createHash('sha256').update(content).digest('hex')
}
writeFileSync(file, `${JSON.stringify(sealed, null, 2)}\n`)
