import { basename, dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sliceEdges } from '../support/slice-edges.ts'
import { namesIn, readSources, type SourceFile } from '../support/source.ts'

// The rules of the layout (design §4). Each finding reads "file → what it may not import".

const server = readSources('server')
const everything = [
  ...server,
  ...readSources(
    'web/src',
    'client',
    'cli',
    'collector',
    'simulator',
    'migrations',
    'test',
    'bench',
    'drills',
    'tools',
  ),
]

// Written by a tool, so nobody reads them from top to bottom.
const GENERATED = new Set(['server/schema.ts', 'client/schema.ts', 'web/src/app/routeTree.gen.ts'])
const MAX_LINES = 300

const HTTP_PACKAGE = /^(hono|@hono\/node-server)(\/|$)|^node:https?$/

// The database's generated types are everybody's.
const SHARED = new Set(['server/schema.ts'])

/** Name of the slice a file belongs to; undefined for the platform and for what puts the server together. */
function sliceOf(path: string): string | undefined {
  const [top, folder, ...rest] = path.split('/')
  return top === 'server' && rest.length > 0 && folder !== 'platform' ? folder : undefined
}

function findings(files: SourceFile[], isWrong: (target: string, file: SourceFile) => boolean): string[] {
  return files.flatMap((file) =>
    file.imports.filter(({ target }) => isWrong(target, file)).map(({ target }) => `${file.path} → ${target}`),
  )
}

const isTest = ({ path }: SourceFile) => path.endsWith('.test.ts')
const within = (folder: string) => (target: string) => target.startsWith(`${folder}/`)

describe('imports', () => {
  test('the checks see the imports of this tree', () => {
    expect(server.length).toBeGreaterThan(30)
    const main = server.find(({ path }) => path === 'server/start.ts')
    expect(main?.imports.map(({ target }) => target)).toContain('server/app.ts')
    expect(server.flatMap(({ imports }) => imports).filter(({ internal }) => internal).length).toBeGreaterThan(50)
  })

  test('the platform knows no slice', () => {
    const platform = server.filter(({ path }) => path.startsWith('server/platform/') && !path.endsWith('.test.ts'))
    const outside = (target: string) =>
      within('server')(target) && !within('server/platform')(target) && !SHARED.has(target)
    expect(findings(platform, outside)).toEqual([])
  })

  test('a slice reaches another only through its index.ts', () => {
    const past = (target: string, file: SourceFile) => {
      const slice = sliceOf(target)
      return slice !== undefined && slice !== sliceOf(file.path) && basename(target) !== 'index.ts'
    }
    expect(
      findings(
        server.filter((file) => sliceOf(file.path) && !isTest(file)),
        past,
      ),
    ).toEqual([])
  })

  test('a slice knows only the slices listed in test/support/slice-edges.ts', () => {
    const unlisted = (target: string, file: SourceFile) => {
      const [from, to] = [sliceOf(file.path), sliceOf(target)]
      return from !== undefined && to !== undefined && from !== to && !sliceEdges[from]?.includes(to)
    }
    expect(
      findings(
        server.filter((file) => !isTest(file)),
        unlisted,
      ),
    ).toEqual([])
  })

  test('every slice is listed, and the list has no cycles', () => {
    const slices = new Set(server.flatMap(({ path }) => sliceOf(path) ?? []))
    expect([...slices].filter((slice) => !(slice in sliceEdges))).toEqual([])
    const reach = (slice: string, seen: string[]): string[] =>
      seen.includes(slice)
        ? [[...seen, slice].join(' → ')]
        : (sliceEdges[slice] ?? []).flatMap((next) => reach(next, [...seen, slice]))
    expect(Object.keys(sliceEdges).flatMap((slice) => reach(slice, []))).toEqual([])
  })

  test('nothing in a slice imports what puts the server together', () => {
    const assembly = (target: string) => dirname(target) === 'server' && !SHARED.has(target)
    expect(
      findings(
        server.filter((file) => sliceOf(file.path) && !isTest(file)),
        assembly,
      ),
    ).toEqual([])
  })

  test('operations and queries know nothing of HTTP', () => {
    // What only shares the folder (a Problem is a refusal in words, a cursor a place in a list) is no HTTP.
    const speaksHttp = new Set(
      server
        .filter(
          ({ path, imports }) =>
            path.startsWith('server/platform/http/') &&
            imports.some(({ target, typeOnly }) => !typeOnly && HTTP_PACKAGE.test(target)),
        )
        .map(({ path }) => path),
    )
    expect(speaksHttp).toContain('server/platform/http/route.ts')
    const mapsHttp = ({ path }: SourceFile) => /\.(route|test|main)\.ts$|\/(routes|index|errors)\.ts$/.test(path)
    const operations = server.filter((file) => sliceOf(file.path) && !mapsHttp(file))
    const http = operations.flatMap((file) =>
      file.imports
        .filter(({ target, typeOnly }) => {
          if (typeOnly || target === '@hono/zod-openapi') return false // that is zod
          return speaksHttp.has(target) || HTTP_PACKAGE.test(target)
        })
        .map(({ target }) => `${file.path} → ${target}`),
    )
    expect(http).toEqual([])
  })

  test('pages, client, command line and collector talk to the server over HTTP only, and it never imports them', () => {
    const clients = everything.filter(
      ({ path }) => /^(web|client|cli|collector)\//.test(path) && !path.endsWith('.test.ts'),
    )
    expect(findings(clients, within('server'))).toEqual([])
    // But for the form of what a collector uploads, which both read by the same schemas (decision 26).
    const outside = (target: string) =>
      /^(web|client|cli|collector|simulator)\/|^@partnergate\/|^partnergate-collector(?!\/wire$)/.test(target)
    expect(
      findings(
        server.filter((file) => !isTest(file)),
        outside,
      ),
    ).toEqual([])
  })

  test('the form of what a collector uploads needs zod alone, and the collector no other part of this tree', () => {
    const collector = everything.filter((file) => file.path.startsWith('collector/') && !isTest(file))
    const wire = collector.find(({ path }) => path === 'collector/wire.ts')
    expect(wire?.imports.map(({ target }) => target)).toEqual(['zod'])
    const elsewhere = collector.flatMap(({ path, imports }) =>
      imports
        .filter(({ internal, target }) => internal && !target.startsWith('collector/'))
        .map(({ target }) => `${path} → ${target}`),
    )
    expect(elsewhere).toEqual([])
  })

  test('what runs in production imports no test', () => {
    const production = [...server, ...everything.filter(({ path }) => path.startsWith('collector/'))].filter(
      (file) => !isTest(file),
    )
    expect(findings(production, (target) => within('test')(target) || target.endsWith('.test.ts'))).toEqual([])
  })
})

describe('files', () => {
  test(`have at most ${MAX_LINES} lines`, () => {
    const long = everything.filter(({ path, lines }) => lines > MAX_LINES && !GENERATED.has(path))
    expect(long.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([])
  })

  test('are named after what they hold', () => {
    const vague = /(^|\/)(utils?|helpers?|common|misc)(\.|\/|$)/
    expect(
      namesIn('server', 'web/src', 'client', 'cli', 'collector', 'simulator', 'test', 'migrations', 'tools').filter(
        (path) => vague.test(path),
      ),
    ).toEqual([])
  })
})
