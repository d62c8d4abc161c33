import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { extname, join, normalize, sep } from 'node:path'
import { Readable } from 'node:stream'
import type { Hono } from 'hono'
import type { AppVariables } from './guard.ts'
import { problems } from './problem.ts'

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
}

/**
 * Serves the built pages from `folder`: hashed assets for ever and in their precompressed form, every other path as
 * index.html with this answer's nonce in place of `__CSP_NONCE__`. The router in the browser knows the paths.
 */
export function mountPages(app: Hono<{ Variables: AppVariables }>, folder: string): void {
  const indexFile = join(folder, 'index.html')
  const readIndex = fileReadAnew(indexFile)
  app.get('*', (c) => {
    const path = decoded(c.req.path)
    if (path.startsWith('/api/')) throw problems.not_found()
    const file = normalize(join(folder, path))
    const type = types[extname(file)]
    // What begins with a dot is the build's own record.
    if (type && file.startsWith(folder + sep) && !path.endsWith('.html') && !path.includes('/.')) {
      if (!existsSync(file) || !statSync(file).isFile()) throw problems.not_found()
      const encoding = preferred(c.req.header('accept-encoding') ?? '', file)
      if (encoding) c.header('Content-Encoding', encoding)
      c.header('Vary', 'Accept-Encoding')
      c.header('Content-Type', type)
      c.header(
        'Cache-Control',
        path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
      )
      return c.body(
        Readable.toWeb(
          createReadStream(encoding ? `${file}.${encoding === 'br' ? 'br' : 'gz'}` : file),
        ) as ReadableStream,
      )
    }
    const index = readIndex()
    if (!index) return c.text('The pages are not built. Run: npm run build:web', 503)
    c.header('Cache-Control', 'no-store')
    return c.html(index.replaceAll('__CSP_NONCE__', c.get('nonce')))
  })
}

/** What the file holds, read again when another stands in its place: a build published meanwhile is served from then on. */
function fileReadAnew(path: string): () => string | undefined {
  let known = { version: '', text: '' }
  return () => {
    const { ino, mtimeMs, size } = statSync(path, { throwIfNoEntry: false }) ?? {}
    if (mtimeMs === undefined) return undefined
    const version = `${ino} ${mtimeMs} ${size}`
    if (known.version !== version) known = { version, text: readFileSync(path, 'utf8') }
    return known.text
  }
}

/** A path that is no valid encoding names nothing. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    throw problems.not_found()
  }
}

function preferred(accepted: string, file: string): 'br' | 'gzip' | undefined {
  if (/\bbr\b/.test(accepted) && existsSync(`${file}.br`)) return 'br'
  if (/\bgzip\b/.test(accepted) && existsSync(`${file}.gz`)) return 'gzip'
  return undefined
}
