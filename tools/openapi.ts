/** Writes openapi.json from the routes, and from it the pages' types. With --check it only says whether that is due. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openApi } from '../server/app.ts'

const root = join(import.meta.dirname, '..')
const file = join(root, 'openapi.json')
const text = `${JSON.stringify(openApi(), null, 2)}\n`

if (process.argv.includes('--check')) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    process.stderr.write('openapi.json is not what the routes say. Run: npm run openapi\n')
    process.exit(1)
  }
} else {
  writeFileSync(file, text)
  const types = spawnSync('npm', ['run', '--silent', 'generate', '--workspace', 'tools/openapi-types'], {
    cwd: root,
    stdio: 'inherit',
  })
  process.exit(types.status ?? 1)
}
