import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { part, readDevice, spool, unreached, uploading } from '../../test/support/collector-upload.ts'
import { codeOf, type LicensedScene, openLicensedScene } from '../../test/support/licensed-scene.ts'
import { processJob } from './jobs.ts'

let scene: LicensedScene
let machine: ReturnType<typeof uploading>
beforeAll(async () => {
  scene = await openLicensedScene()
  const contract = await scene.world.service(scene.partnerId, scene.customerId)
  for (const n of [1, 2, 3])
    await scene.world.line(scene.partnerId, contract, { serial: `FOC${1000000 + n}`, productId: '' })
})
afterAll(() => scene?.world.close())
beforeEach(async () => {
  await scene.renew()
  machine = uploading(scene.machine, await scene.enrolled())
})

const work = (collectionId: string) =>
  processJob.handle(
    { partnerId: scene.partnerId, collectionId },
    { ...scene.world.deps, signal: new AbortController().signal, attempt: 1 },
  )
const devices = async (query = '') =>
  (await scene.world.call(scene.admin, 'GET', `/api/v1/partners/${scene.partnerId}/devices?limit=100${query}`)).body
    .items as Record<string, unknown>[]
const inventoryOf = async (collectionId: string) =>
  (await scene.world.call(scene.admin, 'GET', `/api/v1/partners/${scene.partnerId}/collections/${collectionId}`)).body

describe('a collector uploads', () => {
  test('chunks in any order, twice, after a break; committed once; shown when it is done', async () => {
    const spooled = spool([readDevice(1), readDevice(2), readDevice(3), unreached(9), readDevice(4)])
    const { collection } = spooled.manifest
    expect((await machine.begin(spooled)).body).toMatchObject({ state: 'uploading', missing: [1, 2, 3], devices: 4 })
    expect((await machine.send(spooled, 3)).status).toBe(204)
    expect((await machine.send(spooled, 3)).status).toBe(204)
    expect(await codeOf(machine.commit(spooled))).toBe('409 chunks_missing')
    expect((await machine.begin(spooled)).body).toMatchObject({ missing: [1, 2], missingCount: 2 })
    expect((await machine.send(spooled, 1)).status).toBe(204)
    const digest = `sha-256=:${spooled.manifest.chunks[1]?.sha256}:`
    expect((await machine.send(spooled, 2, undefined, { 'content-digest': digest })).status).toBe(204)
    expect((await machine.look(spooled)).body.missing).toEqual([])
    const both = await Promise.all([machine.commit(spooled), machine.commit(spooled)])
    expect(both.map(({ status }) => status)).toEqual([202, 202])
    expect((await machine.look(spooled)).body.state).toBe('received')
    await work(collection)
    expect((await machine.look(spooled)).body).toMatchObject({ state: 'done', missing: [] })
    const shown = await inventoryOf(collection)
    expect(shown).toMatchObject({
      source: 'collector',
      state: 'done',
      counts: { devices: 4, unreached: 1, new: 4, errorRecords: 0 },
    })
    expect(
      (await devices(`&inventoryId=${shown.inventoryId}`)).map(
        (row) => `${row.hostname} ${row.serial} ${row.coverage}`,
      ),
    ).toEqual([
      'sw-1 FOC1000001 covered',
      'sw-2 FOC1000002 covered',
      'sw-3 FOC1000003 covered',
      'sw-4 FOC1000004 not_covered',
    ])
    const used = await sql<{
      n: number
    }>`select uploads_used as n from inventory where inventory_id = ${shown.inventoryId}`.execute(scene.world.ownerDb)
    expect(used.rows[0]?.n).toBe(1)
    expect((await scene.shown()).lastUploadAt).not.toBeNull()
    // Everything again, after it is done, changes nothing.
    expect((await machine.begin(spooled)).body.state).toBe('done')
    expect((await machine.send(spooled, 1)).status).toBe(204)
    expect((await machine.commit(spooled)).body.state).toBe('done')
  })

  test('what it did not reach has not vanished, what fell silent halfway keeps its parts, what is not there has vanished', async () => {
    const first = spool([readDevice(1), readDevice(2), readDevice(3)], { startedAt: new Date(Date.now() - 60_000) })
    expect((await machine.upload(first)).status).toBe(202)
    await work(first.manifest.collection)
    const halfway = readDevice(1, {
      complete: false,
      sysLocation: 'Hall 2',
      components: [part('1', 'chassis', 'FOC1000001')],
    })
    const second = spool([halfway, unreached(2)])
    expect((await machine.upload(second)).status).toBe(202)
    await work(second.manifest.collection)
    const shown = await inventoryOf(second.manifest.collection)
    expect(shown.counts).toMatchObject({ devices: 1, changed: 1, unreached: 1, gone: 1 })
    const of = `&inventoryId=${shown.inventoryId}`
    expect((await devices(of)).map(({ hostname, location }) => [hostname, location])).toEqual([
      ['sw-1', 'Hall 2'],
      ['sw-2', ''],
    ])
    const [one] = await devices(of)
    const detail = await scene.world.call(
      scene.admin,
      'GET',
      `/api/v1/partners/${scene.partnerId}/devices/${one?.deviceId}`,
    )
    expect(detail.body.components.map(({ kind }: { kind: string }) => kind)).toEqual(['chassis', 'power'])
    expect((await devices(`${of}&presence=gone`)).map(({ hostname }) => hostname)).toEqual(['sw-3'])
  })
})

describe('refused, and nothing changed', () => {
  test('other bytes than the manifest names, unknown chunks, other counts, another manifest', async () => {
    const spooled = spool([readDevice(1), readDevice(2), readDevice(3)])
    await machine.begin(spooled)
    expect(await codeOf(machine.send(spooled, 1, spooled.contents[1]))).toBe('409 chunk_differs')
    expect(await codeOf(machine.send(spooled, 1, undefined, { 'content-digest': 'sha-256=:AAAA:' }))).toBe(
      '409 chunk_differs',
    )
    expect(await codeOf(machine.send(spooled, 7, spooled.contents[0]))).toBe('404 chunk_unknown')
    const other = spool([readDevice(4)])
    expect(
      await codeOf(
        machine.begin({ ...other, manifest: { ...other.manifest, collection: spooled.manifest.collection } }),
      ),
    ).toBe('409 collection_differs')
    await machine.send(spooled, 1)
    await machine.send(spooled, 2)
    expect(await codeOf(machine.commit(spooled, { ...spooled.counts, devices: 2 }))).toBe('409 counts_differ')
    const wrong = { ...spooled, manifest: { ...spooled.manifest, devices: 99 } }
    expect((await machine.begin(wrong)).status).toBe(400)
    expect((await machine.look(spooled)).body.state).toBe('uploading')
  })

  test('another collector’s collection is not there for it, and its id is taken', async () => {
    const spooled = spool([readDevice(1)])
    await machine.begin(spooled)
    await scene.renew()
    const stranger = uploading(scene.machine, await scene.enrolled())
    expect((await stranger.look(spooled)).status).toBe(404)
    expect((await stranger.send(spooled, 1)).status).toBe(404)
    expect((await stranger.commit(spooled)).status).toBe(404)
    expect(await codeOf(stranger.begin(spooled))).toBe('409 collection_differs')
  })

  test('a sixth upload of the day is told before anything is sent, and how long to wait (R29)', async () => {
    for (let n = 0; n < 5; n += 1) expect((await machine.upload(spool([readDevice(1)]))).status).toBe(202)
    const sixth = await machine.begin(spool([readDevice(1)]))
    const { opensAt } = sixth.body.params
    expect(sixth.body).toMatchObject({
      status: 429,
      code: 'uploads_used_up',
      detail: `5 uploads of 5 that are allowed a day; the next from ${opensAt}`,
      params: { used: 5, allowed: 5, opensAt: expect.stringMatching(/T00:00:00.000Z$/) },
    })
    const wait = Number(sixth.headers.get('retry-after'))
    expect(Math.abs(Date.now() + wait * 1000 - Date.parse(opensAt))).toBeLessThan(60_000)
  })

  test('a chunk that unpacks without end fails the collection with the reason', async () => {
    const bomb = spool([readDevice(1, { sysDescr: 'x'.repeat(40_000_000) })])
    expect((await machine.upload(bomb)).status).toBe(202)
    await work(bomb.manifest.collection)
    expect((await machine.look(bomb)).body).toMatchObject({
      state: 'failed',
      fault: { code: expect.stringMatching(/line_too_long|inflates/) },
    })
  })

  test('more than a chunk may hold, and what is no chunk', async () => {
    const spooled = spool([readDevice(1)])
    await machine.begin(spooled)
    expect((await machine.send(spooled, 1, Buffer.alloc(17 * 1024 * 1024))).status).toBe(413)
    expect((await machine.send(spooled, 1, undefined, { 'content-type': 'text/html' })).status).toBe(415)
  })
})
