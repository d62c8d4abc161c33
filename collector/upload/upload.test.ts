import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { servePortal } from '../../test/support/served-portal.ts'
import { enrol } from '../licence/enrol.ts'
import { finishedCollections, refusedCollections, spoolFolder } from '../spool/spool.ts'
import { CollectionWriter, digestOf } from '../spool/writer.ts'
import { type Line, lineSchema, type Manifest, manifestSchema } from '../wire.ts'
import { upload } from './upload.ts'

// What goes up is what wire.ts says, whatever becomes of requests and answers. Licences are a real portal's; its side of an
// upload is `received`, until the portal has one.

let portal: Awaited<ReturnType<typeof servePortal>>
let folder: string
let names = 0
type Received = { manifest: Manifest; chunks: Map<number, Buffer>; committed: boolean }
let received: Map<string, Received>

beforeAll(async () => {
  portal = await servePortal()
})
afterAll(() => portal?.close())
beforeEach(async () => {
  names += 1
  received = new Map()
  folder = mkdtempSync(join(tmpdir(), 'collector-'))
  await enrol(folder, await portal.download(await portal.register(`Hall ${names}`)), '0.1.0')
})
afterEach(() => {
  portal.answerInstead(undefined)
  rmSync(folder, { recursive: true, force: true })
})

const json = (status: number, body: object) => Response.json(body, { status })
const stateOf = ({ manifest, chunks, committed }: Received) => ({
  state: committed ? 'received' : 'open',
  missing: manifest.chunks.map(({ number }) => number).filter((number) => !chunks.has(number)),
})

/** Takes an upload as wire.ts has it. */
async function take(request: Request): Promise<Response | undefined> {
  const path = /\/api\/v1\/collector\/collections\/([\da-f-]{36})(?:\/(commit|chunks\/(\d+)))?$/.exec(request.url)
  if (!path) return undefined
  const [, id = '', rest, number] = path
  expect(request.headers.get('authorization')).toMatch(/^DPoP /)
  const body = Buffer.from(await request.arrayBuffer())
  const proof = JSON.parse(Buffer.from(request.headers.get('dpop')?.split('.')[1] ?? '', 'base64url').toString())
  expect(proof.body_sha256).toBe(Buffer.from(digestOf(body), 'base64').toString('base64url'))
  if (!rest)
    received.set(
      id,
      received.get(id) ?? {
        manifest: manifestSchema.parse(JSON.parse(body.toString())),
        chunks: new Map(),
        committed: false,
      },
    )
  const one = received.get(id) as Received
  if (number) {
    expect(request.headers.get('content-digest')).toBe(`sha-256=:${digestOf(body)}:`)
    one.chunks.set(Number(number), body)
    return new Response(null, { status: 204 })
  }
  if (rest === 'commit') one.committed = stateOf(one).missing.length === 0
  return json(200, stateOf(one))
}

function collected(devices: number, linesPerChunk = 10): void {
  const writer = new CollectionWriter(spoolFolder(folder), { targets: `t${devices}`, withinMs: 0, linesPerChunk })
  for (let n = 0; n < devices; n++)
    writer.add({
      kind: 'unreached',
      address: `10.0.${n >> 8}.${n & 255}`,
      polledAt: new Date().toISOString(),
      reason: 'silent',
    })
  writer.finish({ name: 'partnergate-collector', version: '0.1.0' })
}

const linesIn = ({ manifest, chunks }: Received): Line[] =>
  manifest.chunks.flatMap(({ number }) =>
    gunzipSync(chunks.get(number) as Buffer)
      .toString()
      .trim()
      .split('\n')
      .map((line) => lineSchema.parse(JSON.parse(line))),
  )
const asked = () => upload({ dataFolder: folder, patienceMs: 1 })

test('everything in the spool goes up once and leaves it, though a third of all requests and answers are lost', async () => {
  for (const devices of [205, 40, 0]) collected(devices)
  let n = 0
  portal.answerInstead(async (request) => {
    n += 1
    if (n % 6 === 1) return json(503, {})
    const answer = await take(request)
    return answer && n % 6 === 4 ? json(502, {}) : answer
  })
  const { uploaded, refused } = await asked()
  expect([uploaded.length, refused]).toEqual([3, []])
  expect([...received.values()].map((one) => [one.committed, linesIn(one).length])).toEqual([
    [true, 205],
    [true, 40],
    [true, 0],
  ])
  expect(readdirSync(spoolFolder(folder))).toEqual([])
})

test('interrupted it goes on with what is missing', async () => {
  collected(100)
  portal.answerInstead(take)
  const stopping = new AbortController()
  const onProgress = (done: number) => done === 4 && stopping.abort()
  expect(await upload({ dataFolder: folder, signal: stopping.signal, onProgress })).toMatchObject({ interrupted: true })
  const [one] = [...received.values()] as [Received]
  expect([one.chunks.size, one.committed]).toEqual([4, false])
  const before = new Map(one.chunks)
  expect((await asked()).uploaded).toHaveLength(1)
  expect([one.chunks.size, one.committed]).toEqual([10, true])
  for (const [number, bytes] of before) expect(one.chunks.get(number)).toBe(bytes)
})

test('a collection that the portal would not have is set aside, and those behind it go up', async () => {
  for (const devices of [10, 20, 30, 40, 50, 60]) collected(devices)
  const [first, spoilt, ...more] = finishedCollections(spoolFolder(folder))
  writeFileSync(join(spoilt?.folder ?? '', 'chunk-000001.ndjson.gz'), 'something else')
  const bad = [first, more[0], more[1]].map((one) => one?.manifest.collection ?? '')
  portal.answerInstead(async (request) =>
    bad.some((id) => request.url.includes(id))
      ? json(409, { code: 'collection_differs', title: 'Another is there' })
      : take(request),
  )
  const { uploaded, refused } = await asked()
  expect([uploaded.length, refused.length]).toEqual([2, 4])
  expect(refused[0]).toMatchObject({ collection: bad[0], why: expect.stringMatching(/Another is there/) })
  // The last few, to be looked at.
  expect(refusedCollections(spoolFolder(folder))).toHaveLength(3)
})

test('what the licence, the service or the day’s limit keeps from going up stays', async () => {
  collected(10)
  for (const [status, says] of [
    [401, /refuses/],
    [403, /refuses/],
    [429, /refuses/],
    [503, /refuses/],
  ] as const) {
    portal.answerInstead(async () => json(status, { title: 'Not now' }))
    await expect(asked(), String(status)).rejects.toThrow(says)
  }
  expect(finishedCollections(spoolFolder(folder))).toHaveLength(1)
  expect(existsSync(join(spoolFolder(folder), 'lock'))).toBe(false)
})
