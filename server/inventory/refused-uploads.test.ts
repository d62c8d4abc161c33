import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { collecting } from '../../test/support/collecting.ts'
import { readDevice, spool, uploading } from '../../test/support/collector-upload.ts'
import { codeOf, type LicensedScene, openLicensedScene } from '../../test/support/licensed-scene.ts'
import { newMachine } from '../../test/support/machine.ts'
import { processJob } from './jobs.ts'

// Refused, with an error that names it and an entry in the audit, and nothing changed.

let scene: LicensedScene
let machine: ReturnType<typeof uploading>
beforeAll(async () => {
  scene = await openLicensedScene()
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
const recorded = async (action: string, objectId: string) =>
  (
    await sql<{
      body: string
    }>`select body from audit_entry where action = ${action} and object_id = ${objectId} order by seq`.execute(
      scene.world.ownerDb,
    )
  ).rows.map(({ body }) => JSON.parse(body).detail)
const everything = async () =>
  (
    await sql`select (select count(*)::int from device) as devices, (select count(*)::int from inventory) as inventories,
      (select json_agg(json_build_array(collection_id, state, bytes) order by collection_id) from collection) as collections,
      (select count(*)::int from collection_chunk) as chunks, (select sum(uploads_used)::int from inventory) as uploads`.execute(
      scene.world.ownerDb,
    )
  ).rows[0]

test.each([
  ['fewer', -1],
  ['more', 1],
])('%s lines than the manifest says fail the collection, which names both numbers', async (_, more) => {
  const spooled = spool([readDevice(1), readDevice(2)])
  const { manifest, counts } = spooled
  for (const said of [manifest, counts]) said.devices -= more
  for (const chunk of manifest.chunks) chunk.lines -= more
  expect((await machine.upload(spooled)).status).toBe(202)
  await work(manifest.collection)
  const numbers = { expected: 2 - more, found: 2 }
  expect((await machine.look(spooled)).body).toMatchObject({
    state: 'failed',
    fault: { code: 'counts_differ', params: numbers },
  })
  expect(await recorded('collection.failed', manifest.collection)).toMatchObject([
    { code: 'counts_differ', ...numbers },
  ])
  expect(await everything()).toMatchObject({ devices: 0 })
})

test('a collector of one customer uploads for another: whatever it says or asks, it reaches its own alone', async () => {
  const { world, partnerId, admin, at } = scene
  const spooled = spool([readDevice(1), readDevice(2), readDevice(3)])
  await machine.begin(spooled)
  await machine.send(spooled, 1)

  const customerId = await world.customer(partnerId, { name: 'Bridge Mills' })
  await world.service(partnerId, customerId)
  const registered = { customerId, name: 'Foreign', inventoryName: 'Foreign' }
  const { collectorId } = (await world.call(admin, 'POST', at(), registered)).body
  const { licence: file } = (await world.call(admin, 'POST', at(`/${collectorId}/licence`))).body
  const own = await newMachine(world)
  const foreign = uploading(own, (await own.enrol(file, { version: '1.2.0', serial: '' })).body.licence)

  const before = await everything()
  expect(await codeOf(foreign.begin(spooled))).toBe('409 collection_differs')
  expect(await codeOf(foreign.look(spooled))).toBe('404 not_found')
  expect(await codeOf(foreign.send(spooled, 2))).toBe('404 not_found')
  expect(await codeOf(foreign.commit(spooled))).toBe('404 not_found')
  const said = { ...spooled, manifest: { ...spooled.manifest, customer: scene.customerId } }
  expect((await foreign.begin(said)).status).toBe(400)
  expect(await everything()).toEqual(before)
  // Once an hour for each reason, in the partner's audit.
  expect(await recorded('collector.upload_refused', collectorId)).toEqual([
    { reason: 'collection_differs', customer: 'Bridge Mills' },
    { reason: 'not_found', customer: 'Bridge Mills' },
  ])
  expect((await machine.send(spooled, 2)).status).toBe(204)
  expect((await machine.commit(spooled)).status).toBe(202)
})

test('a CSV of a million rows', { timeout: 120_000 }, async () => {
  const files = collecting(scene.world, scene.admin, scene)
  const before = await everything()
  const refused = await files.upload(`hostname,serialNumber\n${'sw-1,\n'.repeat(1_000_000)}`, { name: 'parts.csv' })
  expect(refused.body).toMatchObject({ status: 400, code: 'upload_unreadable', fields: [{ code: 'too_many_rows' }] })
  expect(await recorded('collection.upload_refused', scene.partnerId)).toEqual([
    { reason: 'too_many_rows', max: 500_000 },
  ])
  expect(await everything()).toEqual(before)
})

test('a file that begins well and cannot be read to its end', async () => {
  const files = collecting(scene.world, scene.admin, scene)
  const { uploads } = (await everything()) as { uploads: number }
  const text = `{"hostname":"sw-1"}\n${' '.repeat(200_000)}{"hostname":"${'a'.repeat(5 * 1024 * 1024)}`
  const { collectionId, ...checked } = await files.checked(text)
  expect(checked).toMatchObject({ state: 'failed', fault: { code: 'line_too_long' }, revalidatable: false })
  expect(await recorded('collection.failed', collectionId)).toMatchObject([{ code: 'line_too_long' }])
  expect((await files.act(collectionId, 'revalidate')).body).toMatchObject({
    status: 409,
    code: 'collection_stays_failed',
    params: { reason: 'line_too_long' },
  })
  expect((await files.act(collectionId, 'accept', { mode: 'good' })).body.code).toBe('collection_wrong_state')
  expect(await everything()).toMatchObject({ devices: 0, uploads })
})
