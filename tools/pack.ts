import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/*
 * Packs the client, the command line and the collector as npm packages into dist/packages: compiled, because Node strips no
 * types below node_modules, with declarations. What they depend on is inside: each is installed from its one file, without a registry.
 * `npm run pack` prints the tarballs' paths.
 */
const root = join(import.meta.dirname, '..')
const packages = join(root, 'dist', 'packages')

type Manifest = { name: string; version: string; private?: boolean; [field: string]: unknown }
type Bundled = Record<string, string>

/**
 * `bundled`: the packages that go into it, theirs as well, and the folders in which they are; `also`: what is packed as it is.
 * Answers its own folder.
 */
function build(
  name: 'client' | 'cli' | 'collector',
  entry: Record<string, unknown>,
  bundled: Bundled,
  also: string[] = ['README.md'],
): string {
  const from = join(root, name)
  const folder = join(packages, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  execFileSync(process.execPath, [tsc, '-p', from], { stdio: ['ignore', 'inherit', 'inherit'] })
  const { private: _, ...manifest } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as Manifest
  const packed = {
    ...manifest,
    engines: { node: '>=22' },
    files: ['**/*.js', '**/*.d.ts', ...also],
    bundleDependencies: Object.keys(bundled),
    ...entry,
  }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packed, null, 2)}\n`)
  for (const file of also) cpSync(join(from, file), join(folder, file))
  for (const [dependency, source] of Object.entries(bundled))
    cpSync(source, join(folder, 'node_modules', dependency), { recursive: true })
  return folder
}

/** The tarball's path. */
function pack(folder: string): string {
  const said = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', packages], {
    cwd: folder,
    encoding: 'utf8',
    // Packing needs nobody else; npm would ask the registry whether there is a newer npm.
    env: { ...process.env, npm_config_update_notifier: 'false', npm_config_offline: 'true' },
  })
  const [{ filename }] = JSON.parse(said) as [{ filename: string }]
  return join(packages, filename)
}

const installed = (...names: string[]): Bundled =>
  Object.fromEntries(names.map((name) => [name, join(root, 'node_modules', name)]))

const client = build(
  'client',
  { exports: { types: './index.d.ts', default: './index.js' } },
  installed('openapi-fetch', 'openapi-typescript-helpers'),
)
const cli = build(
  'cli',
  { bin: { partnergate: 'main.js' } },
  { '@partnergate/client': client, ...installed('csv-stringify', 'jose') },
)
const collector = build(
  'collector',
  {
    bin: { 'partnergate-collector': 'main.js' },
    exports: { './wire': { types: './wire.d.ts', default: './wire.js' } },
  },
  installed('net-snmp', 'asn1-ber', 'smart-buffer', 'yaml', 'zod'),
  ['README.md', 'packaging/partnergate-collector.service', 'packaging/Containerfile'],
)
for (const folder of [client, cli, collector]) process.stdout.write(`${pack(folder)}\n`)
