import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const require = createRequire(import.meta.url)
const packaged = join(dirname(require.resolve('@sparticuz/chromium')), '..')
const { version } = require(join(packaged, 'package.json')) as { version: string }

let launched: Promise<Browser> | undefined

/**
 * The Chromium that comes as an npm package: no system package, also as root. It is unpacked once for all processes of this
 * machine; `PARTNERGATE_CHROMIUM` names another executable instead. Started once a process, and ends with it: test files
 * close their contexts and leave the browser to the next file.
 */
export async function launchChromium(): Promise<Browser> {
  const running = await launched
  if (running?.isConnected()) return running
  launched = launch()
  return launched
}

async function launch(): Promise<Browser> {
  const own = process.env.PARTNERGATE_CHROMIUM
  const { executablePath, env } = own ? { executablePath: own, env: process.env } : await unpacked()
  return chromium.launch({
    executablePath,
    env: env as Record<string, string>,
    // With one renderer for all pages of a context, what one of them has compiled serves the next (contexts.ts).
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-gpu',
      '--font-render-hinting=none',
      '--process-per-site',
      // A page is opened, looked at and left: what the optimising compilers make of its scripts costs more than it saves (a fifth of the renderer).
      '--js-flags=--no-maglev,--no-opt',
    ],
  })
}

async function unpacked(): Promise<{ executablePath: string; env: NodeJS.ProcessEnv }> {
  const folder = join(tmpdir(), `partnergate-chromium-${version}-${process.getuid?.() ?? 0}`)
  if (!existsSync(folder)) await unpackInto(folder)
  const executablePath = join(folder, 'chromium')
  const env = { ...process.env }
  // A machine without fonts of its own draws with the packaged ones.
  if (!existsSync('/etc/fonts/fonts.conf')) env.FONTCONFIG_PATH ??= join(folder, 'fonts')
  const trial = spawnSync(executablePath, ['--version'], { env, encoding: 'utf8' })
  if (/shared librar/.test(trial.stderr ?? '')) {
    env.LD_LIBRARY_PATH = [join(folder, 'al2023', 'lib'), env.LD_LIBRARY_PATH].filter(Boolean).join(':')
  }
  return { executablePath, env }
}

/** Unpacks beside the goal and renames, so that of several test processes the first wins and none sees half of it. */
async function unpackInto(folder: string): Promise<void> {
  const staging = mkdtempSync(`${folder}-`)
  const before = process.env.TMPDIR
  // The package unpacks into the temporary folder, whatever that is at the moment.
  process.env.TMPDIR = staging
  try {
    const { inflate } = await import('@sparticuz/chromium')
    const archives = ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br']
    await Promise.all(archives.map((archive) => inflate(join(packaged, 'bin', archive))))
    mkdirSync(dirname(folder), { recursive: true })
    renameSync(staging, folder)
  } catch (error) {
    rmSync(staging, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}
