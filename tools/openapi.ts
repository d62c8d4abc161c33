/** Writes openapi.json from the routes, and from it the client's types. With --check it only says whether that is due. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openApi } from '../server/app.ts'

const root = join(import.meta.dirname, '..')
const file = join(root, 'openapi.json')
const text = `${JSON.stringify(openApi(), null, 2)}\n`
const checks = process.argv.includes('--check')

if (checks && !(existsSync(file) && readFileSync(file, 'utf8') === text)) {
  process.stderr.write('openapi.json is not what the routes say. Run: npm run openapi\n')
  process.exit(1)
}
if (!checks) writeFileSync(file, text)
const script = checks ? 'compare' : 'generate'
const types = spawnSync('npm', ['run', '--silent', script, '--workspace', 'tools/openapi-types'], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
})
if (types.status !== 0) process.stderr.write('The types in client/schema.ts: run npm run openapi\n')
process.exit(types.status ?? 1)
