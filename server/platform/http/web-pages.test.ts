import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { publishPages } from '../../../tools/publish-pages.ts'
import type { AppVariables } from './guard.ts'
import { mountPages } from './web-pages.ts'

let folder: string
let served: string
let app: Hono<{ Variables: AppVariables }>
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pg-pages-'))
  served = join(folder, 'web')
  app = new Hono<{ Variables: AppVariables }>()
  app.use(async (c, next) => {
    c.set('nonce', 'n0nce')
    await next()
  })
  app.onError((_, c) => c.text('not there', 404))
  mountPages(app, served)
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A build as Vite makes one: its index names one script, which has its version in name and content. */
function publish(version: string, more: Record<string, string> = {}): void {
  const files = {
    'index.html': `<script nonce="__CSP_NONCE__" src="/assets/main-${version}.js"></script>`,
    'first-paint.js': version,
    'assets/react-same.js': 'react',
    [`assets/main-${version}.js`]: version,
    ...more,
  }
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, 'built', name)), { recursive: true })
    writeFileSync(join(folder, 'built', name), content)
  }
  publishPages(join(folder, 'built'), served)
}
const get = async (path: string) => {
  const answer = await app.request(path)
  return [answer.status, await answer.text()]
}
const index = (version: string) => [200, `<script nonce="n0nce" src="/assets/main-${version}.js"></script>`]

test('a build published under a running server is served from the next request on, whole', async () => {
  expect(await get('/partner')).toEqual([503, 'The pages are not built. Run: npm run build:web'])
  for (const version of ['1', '2', '3']) {
    publish(version)
    expect(await get('/partner')).toEqual(index(version))
    expect(await get(`/assets/main-${version}.js`)).toEqual([200, version])
    expect(await get('/first-paint.js')).toEqual([200, version])
    expect(await get('/assets/react-same.js')).toEqual([200, 'react'])
  }
  expect(readdirSync(folder)).toEqual(['web'])
  // What the builds are made of is kept beside them, and told nobody.
  expect(await get('/.vite/builds.json')).toEqual(index('3'))
})

test('a browser that has the index before it open finds the rest of it; what is older goes', async () => {
  publish('1', { 'assets/page-1.js': 'page 1' })
  publish('2')
  publish('2') // the very same again is no further build
  expect(await get('/assets/page-1.js')).toEqual([200, 'page 1'])
  publish('3')
  expect(await get('/assets/page-1.js')).toEqual([404, 'not there'])
  expect(await get('/assets/main-1.js')).toEqual([404, 'not there'])
  expect(await get('/assets/main-2.js')).toEqual([200, '2'])
})

test('a file that an interrupted build left halfway is there whole after the next', async () => {
  publish('1')
  writeFileSync(join(served, 'assets', 'main-1.js'), '')
  publish('1')
  expect(await get('/assets/main-1.js')).toEqual([200, '1'])
})
