import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { inventedStack } from '../../simulator/index.ts'
import { readDevice } from '../../test/support/collector-upload.ts'
import { servePortal } from '../../test/support/served-portal.ts'
import { installation, put } from '../../test/support/simulated.ts'
import { collect } from '../collect.ts'
import { chooseCredentials } from '../config/credentials.ts'
import { enrol } from '../licence/enrol.ts'
import { finishedCollections, manifestFile, refusedCollections, spoolFolder } from '../spool/spool.ts'
import { CollectionWriter } from '../spool/writer.ts'
import { type Line, lineSchema } from '../wire.ts'
import { upload } from './upload.ts'

// Against a real portal: its licences, routes and database, and the work that takes a collection in.

let portal: Awaited<ReturnType<typeof servePortal>>
let collectorId: string
let folder: string
let names = 0

beforeAll(async () => {
  portal = await servePortal()
  for (const serial of ['FOC1000000', 'PGX0000071']) await portal.cover(serial)
})
afterAll(() => portal?.close())
beforeEach(async () => {
  names += 1
  collectorId = await portal.register(`Hall ${names}`)
  folder = mkdtempSync(join(tmpdir(), 'collector-'))
  await enrol(folder, await portal.download(collectorId), '0.1.0')
})
afterEach(() => {
  portal.answerInstead(undefined)
  rmSync(folder, { recursive: true, force: true })
})

const json = (status: number, body: object) => Response.json(body, { status })
const asked = () => upload({ dataFolder: folder, patienceMs: 1 })

/** Leaves a collection of so many devices in the spool; answers its id. */
function collected(devices: number, linesPerChunk = 10): string {
  const writer = new CollectionWriter(spoolFolder(folder), { targets: `t${devices}`, withinMs: 0, linesPerChunk })
  for (let n = 0; n < devices; n++)
    writer.add(lineSchema.parse(readDevice(n, { address: `10.0.${n >> 8}.${n & 255}` })) as Line)
  return writer.finish({ name: 'partnergate-collector', version: '0.2.0' }).manifest.collection
}

async function stored(): Promise<{ state: string; chunks: number }[]> {
  const { rows } = await sql<{ state: string; chunks: number }>`select state,
    (select count(*)::int from collection_chunk k where k.collection_id = c.collection_id) as chunks
    from collection c where collector_id = ${collectorId} order by collection_id`.execute(portal.world.ownerDb)
  return rows
}

test('what simulated devices answer is read, uploaded and shown as devices with their coverage', async () => {
  const devices = [7, 8].map((number) => ({ at: `127.7.60.${number}`, device: inventedStack(number) }))
  const simulator = await put(devices)
  const { config, remove } = installation(simulator.port, { devices: [...devices.map(({ at }) => at), '127.7.60.99'] })
  try {
    await enrol(config.dataFolder, await portal.download(collectorId), '0.1.0')
    const made = await collect({ config, choose: chooseCredentials(config), version: '0.3.0' })
    const { uploaded } = await upload({ dataFolder: config.dataFolder })
    expect(uploaded).toEqual([made?.manifest.collection])
    const shown = await portal.inventory.work(uploaded[0] as string)
    expect(shown).toMatchObject({ state: 'done', source: 'collector', counts: { unreached: 1, errorRecords: 0 } })
    const found = await portal.inventory.devices(`&inventoryId=${shown.inventoryId}`)
    expect(
      found.map((row) => [row.hostname, row.serial, row.productId, row.softwareVersion, row.coverage].join(' ')).sort(),
    ).toEqual([
      'switch-7 PGX0000071 C9300-48P 17.9.4 covered',
      'switch-7 PGX0000072 C9300-48P 17.9.4 not_covered',
      'switch-8 PGX0000081 C9300-48P 17.9.4 not_covered',
      'switch-8 PGX0000082 C9300-48P 17.9.4 not_covered',
    ])
    const { firstUploadAt, lastUploadAt, version } = await portal.shown(collectorId)
    expect(firstUploadAt).toBe(lastUploadAt)
    expect([Date.parse(lastUploadAt) > 0, version]).toEqual([true, '0.3.0'])
  } finally {
    await simulator.close()
    remove()
  }
})

test('everything in the spool goes up once and leaves it, though a third of all requests and answers are lost', async () => {
  const collections = [205, 40, 1].map((devices) => collected(devices))
  let n = 0
  portal.answerInstead(async (request) => {
    n += 1
    if (n % 6 === 1) return json(503, {})
    if (n % 6 !== 4) return undefined
    await portal.world.app.fetch(request)
    return json(502, {})
  })
  const { uploaded, refused } = await asked()
  expect([uploaded, refused]).toEqual([collections, []])
  expect(readdirSync(spoolFolder(folder))).toEqual([])
  for (const [at, devices] of [205, 40, 1].entries())
    expect(await portal.inventory.work(collections[at] as string)).toMatchObject({ state: 'done', counts: { devices } })
  expect(await stored()).toHaveLength(3)
  const { rows } = await sql<{ used: number }>`select uploads_used as used from inventory i
    join collection c using (partner_id, inventory_id) where c.collection_id = ${collections[0]}`.execute(
    portal.world.ownerDb,
  )
  expect(rows[0]?.used).toBe(3)
})

test('interrupted it goes on with what is missing', async () => {
  collected(100)
  const stopping = new AbortController()
  const onProgress = (done: number) => done === 4 && stopping.abort()
  expect(await upload({ dataFolder: folder, signal: stopping.signal, onProgress })).toMatchObject({ interrupted: true })
  expect(await stored()).toEqual([{ state: 'uploading', chunks: 4 }])
  const sent: string[] = []
  portal.answerInstead(async ({ url }) => {
    if (url.includes('/chunks/')) sent.push(url.replace(/.*\//, ''))
    return undefined
  })
  expect((await asked()).uploaded).toHaveLength(1)
  expect(sent).toEqual(['5', '6', '7', '8', '9', '10'])
  expect(await stored()).toEqual([{ state: 'received', chunks: 10 }])
})

test('a collection that the portal would not have is set aside, and those behind it go up', async () => {
  for (const devices of [10, 20, 30, 40, 50, 60]) collected(devices)
  const [first, spoilt, ...more] = finishedCollections(spoolFolder(folder))
  writeFileSync(join(spoilt?.folder ?? '', 'chunk-000001.ndjson.gz'), 'something else')
  for (const one of [first, more[0], more[1]])
    writeFileSync(join(one?.folder ?? '', manifestFile), JSON.stringify({ ...one?.manifest, devices: 999 }))
  const { uploaded, refused } = await asked()
  expect([uploaded.length, refused.length]).toEqual([2, 4])
  expect(refused[0]).toMatchObject({
    collection: first?.manifest.collection,
    why: expect.stringMatching(/The portal refuses/),
  })
  // The last few, to be looked at.
  expect(refusedCollections(spoolFolder(folder))).toHaveLength(3)
  expect((await stored()).map(({ state }) => state).sort()).toEqual(['received', 'received', 'uploading'])
})

test('what somebody ended at the portal leaves the spool', async () => {
  const collection = collected(30)
  portal.answerInstead(async ({ url }) => (url.endsWith('/chunks/2') ? json(503, {}) : undefined))
  await expect(asked()).rejects.toThrow(/refuses/)
  expect((await portal.inventory.act(collection, 'cancel')).status).toBeLessThan(300)
  portal.answerInstead(undefined)
  expect(await asked()).toMatchObject({ uploaded: [collection], refused: [] })
  await portal.inventory.tidied()
  expect(await stored()).toEqual([{ state: 'cancelled', chunks: 0 }])
})

test('the day’s uploads, the service and the licence keep back what waits, and nothing of it is lost', async () => {
  for (let devices = 1; devices <= 6; devices++) collected(devices)
  const waits = async (says: RegExp) => {
    await expect(asked()).rejects.toThrow(says)
    expect(finishedCollections(spoolFolder(folder))).toHaveLength(1)
    expect(existsSync(join(spoolFolder(folder), 'lock'))).toBe(false)
  }
  await waits(/uploads of today/)
  await portal.revoke(collectorId)
  await waits(/revoked/)
  portal.answerInstead(async () => json(503, { title: 'Not now' }))
  await waits(/Not now/)
  portal.answerInstead(async () => json(403, { title: 'No service in force' }))
  await waits(/No service/)
})
