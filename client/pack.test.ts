import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

// The packages as somebody else would have them: unpacked below node_modules, outside of this repository.

const root = join(import.meta.dirname, '..')
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'partnergate-pack-'))
  const tarballs = run(process.execPath, [join(root, 'tools', 'pack.ts')], root)
    .trim()
    .split('\n')
  const scope = join(folder, 'node_modules', '@partnergate')
  for (const [at, name] of (['client', 'cli'] as const).entries()) {
    mkdirSync(join(scope, name), { recursive: true })
    run('tar', ['-xzf', tarballs[at] ?? '', '--strip-components=1', '-C', join(scope, name)], folder)
  }
  // What npm would fetch; here there is no registry.
  for (const name of ['openapi-fetch', 'openapi-typescript-helpers', 'csv-stringify'])
    run('cp', ['-r', join(root, 'node_modules', name), join(folder, 'node_modules', name)], folder)
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(command: string, args: string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

test('a script of somebody else’s is typed by the client and runs with it', () => {
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(
    join(folder, 'script.ts'),
    `import { ApiProblem, createPartnergate, take } from '@partnergate/client'
const api = createPartnergate({ origin: 'http://127.0.0.1:9', key: 'pgk_x', retries: 0 })
// @ts-expect-error there is no such path
const wrong = () => api.GET('/api/v1/moons')
try {
  const { name }: { name: string } = await take(api.GET('/api/v1/key'))
  console.log(name, wrong)
} catch (error) {
  console.log(error instanceof ApiProblem ? error.code : 'something else')
}
`,
  )
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const flags = [
    '--strict',
    '--noEmit',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--lib',
    'es2024,dom',
    '--types',
    '',
  ]
  expect(run(process.execPath, [compiler, ...flags, 'script.ts'], folder)).toBe('')
  expect(run(process.execPath, ['script.ts'], folder)).toBe('unreachable\n')
}, 180_000)

test('the command line runs', () => {
  const main = join(folder, 'node_modules', '@partnergate', 'cli', 'main.js')
  expect(run(process.execPath, [main, '--help'], folder)).toContain('import')
})
