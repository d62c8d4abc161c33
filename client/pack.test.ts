import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

// The packages as somebody else has them: each installed by npm from its one file, in an empty folder, without a registry.

const root = join(import.meta.dirname, '..')
let folder: string
let tarballs: string[]

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'partnergate-pack-'))
  tarballs = run(process.execPath, [join(root, 'tools', 'pack.ts')], root)
    .trim()
    .split('\n')
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(command: string, args: string[], cwd: string): string {
  // With an empty cache there is nothing but the file; the Node that runs the tests runs what is installed as well.
  const env = {
    ...process.env,
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    npm_config_cache: join(folder, 'cache'),
    npm_config_update_notifier: 'false',
  }
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env })
}

/** An empty project with this one package; answers its folder. */
function installed(name: string, tarball: string | undefined): string {
  const project = join(folder, name)
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball ?? ''], project)
  return project
}

test('a script of somebody else’s is typed by the client and runs with it', () => {
  const project = installed('script', tarballs[0])
  writeFileSync(
    join(project, 'script.ts'),
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
  expect(run(process.execPath, [compiler, ...flags, 'script.ts'], project)).toBe('')
  expect(run(process.execPath, ['script.ts'], project)).toBe('unreachable\n')
}, 180_000)

test('the command line runs by its name', () => {
  const project = installed('command', tarballs[1])
  const help = run(join(project, 'node_modules', '.bin', 'partnergate'), ['--help'], project)
  for (const command of ['login', 'list', 'import', 'explain', 'licence']) expect(help).toContain(command)
}, 180_000)

test('the collector runs by its name, and its format can be read by others', () => {
  const project = installed('collector', tarballs[2])
  const collector = join(project, 'node_modules', '.bin', 'partnergate-collector')
  expect(run(collector, ['--version'], project)).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(run(collector, ['collect', '--help'], project)).toContain('spool')
  writeFileSync(
    join(project, 'wire.mjs'),
    "import { lineSchema } from 'partnergate-collector/wire'\nconsole.log(typeof lineSchema.parse)\n",
  )
  expect(run(process.execPath, ['wire.mjs'], project)).toBe('function\n')
}, 180_000)
