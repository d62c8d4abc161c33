/**
 * Builds the pages into dist/web, under a running server as well, and stores each text asset compressed beside itself, so that serving costs no CPU.
 * With --if-possible (npm's prepare) a checkout without pages or an installation without their tools is left alone.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { publishPages } from './publish-pages.ts'

const root = join(import.meta.dirname, '..')
const COMPRESSED = new Set(['.js', '.css', '.svg', '.json', '.txt', '.webmanifest'])
// Smaller than a packet's payload: nothing to gain.
const MIN_BYTES = 1024

function canBuild(): boolean {
  try {
    createRequire(import.meta.url).resolve('vite')
    return existsSync(join(root, 'web', 'index.html'))
  } catch {
    return false
  }
}

function compress(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const file = join(entry.parentPath, entry.name)
    if (!entry.isFile() || !COMPRESSED.has(extname(file))) continue
    const content = readFileSync(file)
    if (content.length < MIN_BYTES) continue
    writeFileSync(`${file}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }))
    writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }))
  }
}

if (canBuild()) {
  const { build } = await import('vite')
  // Beside the pages that a server may be serving, and only whole in their place.
  const outDir = join(root, 'dist', `web-building-${process.pid}`)
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }))
  await build({
    ...{ root: join(root, 'web'), configFile: join(root, 'web', 'vite.config.ts'), logLevel: 'warn' },
    build: { outDir, emptyOutDir: true },
  })
  compress(outDir)
  publishPages(outDir, join(root, 'dist', 'web'))
} else if (!process.argv.includes('--if-possible')) {
  process.stderr.write('The pages cannot be built: run npm ci without --omit=dev first.\n')
  process.exit(1)
}
