/**
 * Puts the server's modules, its own and its packages', into few files in dist/server: loading a thousand one by one
 * is most of the time that a start takes. Not minified: a stack trace names the function, the file says of which source.
 * With --if-possible (npm's prepare) an installation without the tools is left alone: it runs from the sources.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'
import { BUNDLE_FOLDER, type BundleSources, digestOf } from '../server/bundle.ts'

const root = join(import.meta.dirname, '..')
// Native, or with data files of its own and rarely needed.
const KEPT_AS_PACKAGES = ['@node-rs/argon2', 'pdfkit', 'pg-native']

function canBuild(): boolean {
  try {
    createRequire(import.meta.url).resolve('vite')
    return true
  } catch {
    return false
  }
}

const isOwn = (module: string) => module.startsWith(`${root}${sep}`) && !module.includes('node_modules')
const fromRoot = (path: string) => relative(root, path).split(sep).join('/')

/** A module of ours finds its files where its source is, although its code is now somewhere else. Fills `seen`. */
function sourcePlaces(seen: Set<string>) {
  return {
    name: 'source-places',
    transform(code: string, id: string) {
      if (!isOwn(id)) return null
      seen.add(fromRoot(id))
      const place = (path: string) => JSON.stringify(relative(BUNDLE_FOLDER, path).split(sep).join('/'))
      const folder = `process.getBuiltinModule('node:path').join(import.meta.dirname, ${place(dirname(id))})`
      const url = `new URL(${place(id)}, import.meta.url).href`
      const moved = code.replaceAll('import.meta.dirname', folder).replaceAll('import.meta.url', url)
      return moved === code ? null : { code: moved, map: null }
    },
  }
}

async function bundle(): Promise<void> {
  const { build } = await import('vite')
  // Until the new one is whole there is none.
  rmSync(BUNDLE_FOLDER, { recursive: true, force: true })
  const sources = new Set(['package-lock.json', 'tsconfig.json', 'tools/build-server.ts'])
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [sourcePlaces(sources)],
    ssr: { target: 'node', noExternal: true, external: KEPT_AS_PACKAGES },
    build: {
      ssr: 'server/serve.ts',
      outDir: BUNDLE_FOLDER,
      target: 'node24',
      minify: false,
      sourcemap: true,
      // All in one folder: see sourcePlaces.
      rolldownOptions: { output: { chunkFileNames: '[name]-[hash].js' } },
    },
  })
  const files = [...sources].sort()
  const made: BundleSources = { files, digest: digestOf(files) }
  writeFileSync(join(BUNDLE_FOLDER, 'sources.json'), JSON.stringify(made))
}

if (canBuild()) await bundle()
else if (!process.argv.includes('--if-possible')) {
  process.stderr.write('The server cannot be bundled: run npm ci without --omit=dev first. It runs from its sources.\n')
  process.exit(1)
}
