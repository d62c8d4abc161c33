import { deflateSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { netinventory, prolog, xml } from '../../test/support/agent-posts.ts'
import { type AgentScene, openAgentScene } from '../../test/support/agent-scene.ts'
import { inDays } from '../../test/support/world.ts'

let scene: AgentScene
let site: Renewed['site']
let address: string
let collectorId: string
let customerId: string
let files: Renewed['files']
let devices: Renewed['devices']
let counted: Renewed['counted']
let refusals: Renewed['refusals']

type Renewed = Awaited<ReturnType<AgentScene['renew']>>
beforeAll(async () => {
  scene = await openAgentScene()
})
afterAll(() => scene?.world.close())
beforeEach(async () => {
  ;({ site, address, collectorId, customerId, files, devices, counted, refusals } = await scene.renew())
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

  test('more than is kept where the day’s uploads are used up: how many those were, and when the next may come (R29)', async () => {
    const { ownerDb } = scene.world
    expect((await site.post(address, netinventory(1))).status).toBe(200)
    await sql`update agent_gathering set posts = 20000 where collector_id = ${collectorId}`.execute(ownerDb)
    await sql`update inventory set uploads_on = (now() at time zone 'utc')::date, uploads_used = 5
      where customer_id = ${customerId}`.execute(ownerDb)
    const reply = await site.post(address, netinventory(2))
    expect([reply.status, reply.code]).toEqual([429, 'posts_used_up'])
    expect(JSON.parse(reply.text).message).toMatch(/: 5 uploads of 5 .*; the next from \d{4}-\d\d-\d\dT00:00:00/)
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
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
      scene.world.ownerDb,
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
    await scene.world.ownerDb
      .updateTable('contract')
      .set({ ends_at: inDays(-1) })
      .where('customer_id', '=', customerId)
      .execute()
    expect(await site.post(address, netinventory(1))).toMatchObject({ status: 403, code: 'uploads_refused' })
    expect(await refusals()).toEqual(['uploads_refused'])
    expect(await counted()).toMatchObject({ collections: 0 })
  })

  test('whatever a message says of whose it is, it goes to the address’s customer', async () => {
    const other = await scene.world.customer(scene.partnerId)
    await scene.world.service(scene.partnerId, other)
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
    const ours = (await scene.world.call(scene.admin, 'POST', site.at, body)).body.collectorId
    expect((await scene.world.call(scene.admin, 'POST', `${site.at}/${ours}/address`)).body.code).toBe(
      'collector_no_agent',
    )
    expect((await scene.world.call(scene.admin, 'POST', `${site.at}/${collectorId}/licence`)).body.code).toBe(
      'collector_no_licence',
    )
  })
})
