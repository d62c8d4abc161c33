import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { computer, contact, frame, netdiscovery, netinventory, prolog, xml } from '../../test/support/agent-posts.ts'
import { type AgentScene, openAgentScene } from '../../test/support/agent-scene.ts'

let scene: AgentScene
let site: Renewed['site']
let address: string
let collectorId: string
let customerId: string
let files: Renewed['files']
let devices: Renewed['devices']
let counted: Renewed['counted']

type Renewed = Awaited<ReturnType<AgentScene['renew']>>
beforeAll(async () => {
  scene = await openAgentScene()
})
afterAll(() => scene?.world.close())
beforeEach(async () => {
  ;({ site, address, collectorId, customerId, files, devices, counted } = await scene.renew())
})
const detail = async (deviceId: unknown) =>
  (await scene.world.call(scene.admin, 'GET', `/api/v1/partners/${scene.partnerId}/devices/${deviceId}`)).body

describe('agents post', () => {
  test('a FusionInventory agent asks, posts a network task one device at a time, and all of it is one upload', async () => {
    const asked = await site.post(address, prolog)
    expect(asked.status).toBe(200)
    expect(asked.headers.get('content-type')).toBe('application/x-compress-zlib')
    expect(asked.text).toContain('<RESPONSE>SEND</RESPONSE><PROLOG_FREQ>24</PROLOG_FREQ>')
    expect(await counted()).toMatchObject({ collections: 0 })

    const task = [
      netdiscovery(2),
      frame('SNMPQUERY', 'START'),
      netinventory(1),
      netinventory(2),
      frame('SNMPQUERY', 'END'),
    ]
    for (const message of task) expect((await site.post(address, message)).text).toContain('<REPLY>')
    expect((await site.post(address, gzipSync(netinventory(3)))).headers.get('content-type')).toBe(
      'application/x-compress-gzip',
    )
    expect((await site.post(address, Buffer.from(netinventory(4)))).headers.get('content-type')).toBe('application/xml')
    expect(await counted()).toEqual({ collections: 1, chunks: 5, used: 0 })
    expect(await devices()).toEqual([])

    const [collection] = await site.closed(2)
    expect(collection).toMatchObject({
      state: 'done',
      source: 'fusioninventory',
      partial: true,
      counts: { devices: 4, duplicates: 0 },
    })
    expect(await counted()).toMatchObject({ used: 1, chunks: 0 })
    const found = await devices()
    // Discovery and inventory of one device are one device, each with what it said.
    expect(
      found.map(({ hostname, serial, location, coverage }) => `${hostname} ${serial} ${location} ${coverage}`),
    ).toEqual([
      'sw-1 FOC1000001  covered',
      'sw-2 FOC1000002 Hall 2 not_covered',
      'sw-3 FOC1000003  not_covered',
      'sw-4 FOC1000004  not_covered',
    ])
    const shown = await site.shown(collectorId)
    expect(shown).toMatchObject({ kind: 'agent', status: 'active', version: 'FusionInventory-Agent_v2.6-3' })
    // Nobody has come with the next address yet.
    const next = await site.makeAddress(collectorId)
    expect(await site.shown(collectorId)).toMatchObject({ status: 'licensed' })
    await site.post(next, netinventory(4))
    expect(await site.shown(collectorId)).toMatchObject({ status: 'active' })
    expect(shown.firstUploadAt).not.toBeNull()
    expect(shown.certificateCreatedAt).not.toBeNull()
  })

  test('a GLPI agent makes contact and posts JSON; a later partial post merges and never replaces', async () => {
    const glpi = { 'user-agent': 'GLPI-Agent_v1.12' }
    const asked = await site.post(address, contact, glpi)
    expect(JSON.parse(asked.text)).toEqual({ status: 'ok', expiration: 24 })
    const software = {
      softwares: [{ name: 'editor', version: '2.1' }],
      networks: [{ ipaddress: '10.0.1.1', mac: '00:11:22:33:44:55' }],
    }
    expect(JSON.parse((await site.post(address, computer(1, software), glpi)).text)).toEqual({ status: 'ok' })
    // In the same collection, and in the next.
    await site.post(
      address,
      computer(1, { operatingsystem: { name: 'Debian', version: '12' } }, { partial: true }),
      glpi,
    )
    const [first] = await site.closed()
    expect(first).toMatchObject({ source: 'glpi', state: 'done', counts: { devices: 1, new: 1 } })
    await site.post(address, computer(1, { softwares: [{ name: 'editor', version: '2.2' }] }, { partial: true }), glpi)
    await site.closed(600)
    const [device] = await devices()
    expect(device).toMatchObject({
      serial: 'PCS1000001',
      address: '10.0.1.1',
      softwareVersion: '12',
      coverage: 'covered',
    })
    expect((await detail(device?.deviceId)).components).toMatchObject([{ name: 'editor', softwareVersion: '2.2' }])
    expect((await site.shown(collectorId)).version).toBe('GLPI-Agent_v1.12')
  })

  test('the same post again, and many at once, have one effect each', async () => {
    await Promise.all([1, 2, 3, 1, 2, 3].map((n) => site.post(address, netinventory(n))))
    expect((await site.post(address, netinventory(1))).status).toBe(200)
    expect(await counted()).toMatchObject({ collections: 1, chunks: 3 })
    const [collection] = await site.closed()
    expect(collection?.counts).toMatchObject({ records: 3, devices: 3 })
  })

  test('three hundred agents that each post once are no more uploads than the day has', async () => {
    let done = 0
    for (let hour = 0; hour < 24; hour += 4) {
      for (let n = 0; n < 50; n += 1)
        expect(
          (await site.post(address, computer(1 + n + hour * 50), { 'user-agent': 'GLPI-Agent_v1.12' })).status,
        ).toBe(200)
      done += (await site.closed(240)).length
    }
    expect(done).toBeGreaterThanOrEqual(3)
    expect((await counted())?.used).toBeLessThanOrEqual(5)
  })

  test('what finds the day’s uploads used up waits for tomorrow and goes on gathering', async () => {
    await site.post(address, netinventory(1))
    await sql`update inventory set uploads_on = (now() at time zone 'utc')::date, uploads_used = 5 where customer_id = ${customerId}`.execute(
      scene.world.ownerDb,
    )
    expect(await site.closed()).toEqual([])
    expect((await site.post(address, netinventory(2))).status).toBe(200)
    await sql`update inventory set uploads_on = uploads_on - 1 where customer_id = ${customerId}`.execute(
      scene.world.ownerDb,
    )
    expect(await site.closed()).toMatchObject([{ state: 'done', counts: { devices: 2 } }])
  })

  test('a task whose device could not be asked, and frames around nothing, are no collection', async () => {
    for (const message of [
      frame('SNMPQUERY', 'START'),
      xml('SNMPQUERY', '<DEVICE><ERROR><ID>1</ID><MESSAGE>no answer</MESSAGE></ERROR></DEVICE>'),
      frame('SNMPQUERY', 'END'),
    ])
      expect((await site.post(address, message)).status).toBe(200)
    expect(await counted()).toEqual({ collections: 0, chunks: 0, used: 0 })
    const asked = await scene.world.app.request(`${new URL(address).pathname}?action=getConfig&machineid=x`)
    expect(await asked.json()).toEqual({})
  })

  test('a collection that somebody withdrew is not gathered into any more', async () => {
    await site.post(address, netinventory(1))
    const { body } = await scene.world.call(scene.admin, 'GET', `${files.base}?customerId=${customerId}`)
    expect((await files.act(body.items[0].collectionId, 'cancel')).status).toBeLessThan(300)
    await site.post(address, netinventory(2))
    const [collection] = await site.closed()
    expect(collection).toMatchObject({ counts: { devices: 1 } })
  })
})

describe('captured from agents that really ran', () => {
  const folder = process.env.CAPTURED_UPLOADS
  test.skipIf(!folder)('all of them, posted one after the other (CAPTURED_UPLOADS names their folder)', async () => {
    let count = 0
    for (const name of ['fusioninventory-captured', 'glpi-inventory-format-mit'])
      for (const file of readdirSync(`${folder}/${name}`)) {
        const path = `${folder}/${name}/${file}`
        const http = readFileSync(path, 'utf8')
        const body = file.startsWith('http-')
          ? http.slice(http.indexOf('}\n\n') + 3)
          : /^(net|computer).*\.(xml|json)$/.test(file)
            ? http
            : null
        if (body === null) continue
        expect((await site.post(address, body)).status, file).toBe(200)
        count += 1
      }
    expect(count).toBeGreaterThan(10)
    const [collection] = await site.closed()
    expect(collection?.counts?.devices ?? collection?.blockedReason).toBeTruthy()
    expect(collection?.counts.errors).toBe(1) // the one that tells nothing by which it is known again
  })
})
