import { readdirSync, readFileSync } from 'node:fs'
import { deflateSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  agents,
  computer,
  contact,
  frame,
  netdiscovery,
  netinventory,
  prolog,
  xml,
} from '../../test/support/agent-posts.ts'
import { collecting } from '../../test/support/collecting.ts'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'

let world: World
let admin: Actor
let partnerId: string
let customerId: string
let site: ReturnType<typeof agents>
let collectorId: string
let address: string
let files: ReturnType<typeof collecting>
beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner()).partnerId
  admin = await world.member(partnerId, { role: 'admin' })
})
afterAll(() => world?.close())
beforeEach(async () => {
  await sql`delete from app.throttle_bucket`.execute(world.ownerDb)
  // What an earlier test left open is no concern of this one's.
  await sql`update agent_gathering set collection_id = null`.execute(world.ownerDb)
  customerId = await world.customer(partnerId)
  const contract = await world.service(partnerId, customerId)
  await world.line(partnerId, contract, { serial: 'FOC1000001', productId: '' })
  await world.line(partnerId, contract, { serial: 'PCS1000001', productId: '' })
  site = agents(world, admin, { partnerId, customerId })
  files = collecting(world, admin, { partnerId, customerId })
  collectorId = await site.register()
  address = await site.makeAddress(collectorId)
})

const devices = () => files.devices(`&customerId=${customerId}`)
const detail = async (deviceId: unknown) =>
  (await world.call(admin, 'GET', `/api/v1/partners/${partnerId}/devices/${deviceId}`)).body
const counted = async () =>
  (
    await sql<{ collections: number; chunks: number; used: number }>`select
      (select count(*)::int from collection where collector_id = ${collectorId}) as collections,
      (select count(*)::int from collection_chunk where collector_id = ${collectorId}) as chunks,
      (select coalesce(max(uploads_used), 0)::int from inventory where customer_id = ${customerId}) as used`.execute(
      world.ownerDb,
    )
  ).rows[0]
const refusals = async (action = 'collector.request_refused') =>
  (
    await sql<{
      body: string
    }>`select body from audit_entry where object_id = ${collectorId} and action = ${action} order by seq`.execute(
      world.ownerDb,
    )
  ).rows.map(({ body }) => JSON.parse(body).detail.reason)

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
      world.ownerDb,
    )
    expect(await site.closed()).toEqual([])
    expect((await site.post(address, netinventory(2))).status).toBe(200)
    await sql`update inventory set uploads_on = uploads_on - 1 where customer_id = ${customerId}`.execute(world.ownerDb)
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
    const asked = await world.app.request(`${new URL(address).pathname}?action=getConfig&machineid=x`)
    expect(await asked.json()).toEqual({})
  })

  test('a collection that somebody withdrew is not gathered into any more', async () => {
    await site.post(address, netinventory(1))
    const { body } = await world.call(admin, 'GET', `${files.base}?customerId=${customerId}`)
    expect((await files.act(body.items[0].collectionId, 'cancel')).status).toBeLessThan(300)
    await site.post(address, netinventory(2))
    const [collection] = await site.closed()
    expect(collection).toMatchObject({ counts: { devices: 1 } })
  })
})

describe('refused, told to the agent, in the audit, and nothing changed', () => {
  const bomb = deflateSync(`<?xml version="1.0"?><REQUEST>${' '.repeat(60_000_000)}</REQUEST>`)
  test.each([
    [
      'a document type',
      '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><REQUEST>&x;</REQUEST>',
      'xml_doctype',
    ],
    ['an entity nobody declared', xml('INVENTORY', '<DEVICE><IP>&x;</IP></DEVICE>'), 'malformed_xml'],
    ['half a document', xml('INVENTORY', '').slice(0, 60), 'malformed_xml'],
    ['a zip bomb', bomb, 'inflates_too_much'],
    ['a damaged packing', deflateSync(netinventory(1)).subarray(0, 60), 'malformed_archive'],
    ['JSON that is none', Buffer.from('{"action":'), 'malformed_json'],
    ['something else', Buffer.from('hostname,serial\na,b\n'), 'unknown_format'],
    ['another XML', '<?xml version="1.0"?><svg></svg>', 'unknown_format'],
    ['nothing', Buffer.from(''), 'no_rows'],
  ])('%s', async (_, message, reason) => {
    const reply = await site.post(address, message)
    expect([reply.status, reply.code]).toEqual([400, 'post_refused'])
    expect(JSON.parse(reply.text)).toMatchObject({
      status: 'error',
      message: expect.stringContaining('no message of an agent'),
    })
    expect(await refusals()).toEqual([reason])
    await site.post(address, message)
    expect(await refusals()).toEqual([reason])
    expect(await counted()).toEqual({ collections: 0, chunks: 0, used: 0 })
  })

  test('a body beyond its size', async () => {
    expect(await site.post(address, Buffer.alloc(17 * 1024 * 1024))).toMatchObject({ status: 413, code: 'too_large' })
    expect(await refusals()).toEqual(['too_large'])
  })

  test('a forged address and a revoked one get the same answer; either is counted, and recorded where it belongs', async () => {
    const forged = `${address.slice(0, -4)}AAAA`
    await site.act(collectorId, 'revoke')
    expect((await site.shown(collectorId)).status).toBe('revoked')
    const bare = ({ text, status, headers }: Awaited<ReturnType<typeof site.post>>) => {
      const { requestId: _, ...body } = JSON.parse(text)
      return { status, body, limit: headers.get('ratelimit-limit') }
    }
    const [unknown, revoked] = [await site.post(forged, netinventory(1)), await site.post(address, netinventory(1))]
    expect(bare(unknown)).toEqual(bare(revoked))
    expect(bare(unknown)).toMatchObject({ status: 403, body: { code: 'address_refused' } })
    expect(await refusals()).toEqual(['address_revoked'])
    const vendors = await sql`select 1 from audit_entry where action = 'collector.forgery_refused'`.execute(
      world.ownerDb,
    )
    expect(vendors.rows.length).toBeGreaterThan(0)
    let last = 0
    for (let n = 0; n < 30; n += 1) last = (await site.post(forged, prolog)).status
    expect(last).toBe(429)
    expect(await counted()).toEqual({ collections: 0, chunks: 0, used: 0 })
  })

  test('an address that was replaced, and one of a registration that was deleted', async () => {
    const next = await site.makeAddress(collectorId)
    expect((await site.post(address, prolog)).status).toBe(403)
    expect((await site.post(next, prolog)).status).toBe(200)
    await site.post(next, netinventory(1))
    expect((await site.act(collectorId, 'delete')).status).toBe(204)
    expect((await site.post(next, netinventory(2))).status).toBe(403)
    // What came before stays.
    expect(await site.closed()).toMatchObject([{ state: 'done', counts: { devices: 1 } }])
  })

  test('the service ended: nothing is taken', async () => {
    await world.ownerDb
      .updateTable('contract')
      .set({ ends_at: inDays(-1) })
      .where('customer_id', '=', customerId)
      .execute()
    expect(await site.post(address, netinventory(1))).toMatchObject({ status: 403, code: 'uploads_refused' })
    expect(await refusals()).toEqual(['uploads_refused'])
    expect(await counted()).toMatchObject({ collections: 0 })
  })

  test('whatever a message says of whose it is, it goes to the address’s customer', async () => {
    const other = await world.customer(partnerId)
    await world.service(partnerId, other)
    const said = netinventory(1).replace(
      '<CONTENT>',
      `<CONTENT><CUSTOMER>${other}</CUSTOMER><ACCOUNTINFO><KEYNAME>TAG</KEYNAME><KEYVALUE>${other}</KEYVALUE></ACCOUNTINFO>`,
    )
    await site.post(address, said, { 'x-customer': other })
    await site.closed()
    expect((await devices()).length).toBe(1)
    expect(await files.devices(`&customerId=${other}`)).toEqual([])
  })

  test('what is our collector’s has no address, and agents have no licence', async () => {
    const body = { customerId, name: 'Ours', inventoryName: 'Ours' }
    const ours = (await world.call(admin, 'POST', site.at, body)).body.collectorId
    expect((await world.call(admin, 'POST', `${site.at}/${ours}/address`)).body.code).toBe('collector_no_agent')
    expect((await world.call(admin, 'POST', `${site.at}/${collectorId}/licence`)).body.code).toBe(
      'collector_no_licence',
    )
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
