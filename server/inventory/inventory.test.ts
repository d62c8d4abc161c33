import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { up } from '../../migrations/20261128T2000_device_search.ts'
import { type CollectCase, collecting, ndjson } from '../../test/support/collecting.ts'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'

let world: World
let partnerId: string
let admin: Actor
beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner()).partnerId
  admin = await world.member(partnerId, { role: 'admin' })
})
afterAll(() => world.close())

let made = 0
/** A customer with a support-service contract in force, and lines on it for these serials. */
async function customerWith(...serials: string[]) {
  const customerId = await world.customer(partnerId, { name: `Mill ${++made}` })
  const contractId = await world.service(partnerId, customerId)
  for (const serial of serials) await world.line(partnerId, contractId, { serial, productId: '' })
  return { customerId, contractId, files: collecting(world, admin, { partnerId, customerId }) }
}

const device = (n: number, more: object = {}) => ({
  hostname: `sw-${n}`,
  address: `10.0.0.${n}`,
  vendor: 'Cisco Systems, Inc.',
  serial: `FOC${1000000 + n}`,
  productId: 'C9300-48P',
  softwareVersion: '17.9.4',
  ...more,
})
const names = (rows: Record<string, unknown>[]) => rows.map((row) => `${row.hostname} ${row.coverage}`)

describe('a collection by hand', () => {
  test('is checked, accepted and shown only then; who uploaded it gets a mail', async () => {
    const { files, customerId } = await customerWith('FOC1000001')
    const parts = [{ kind: 'power', name: 'PSU A', productId: 'PWR-1', serial: 'ART1' }]
    const checked = await files.checked(ndjson(device(1, { components: parts }), device(2)), { name: 'june.ndjson' })
    expect(checked).toMatchObject({ state: 'checked', source: 'ndjson', fault: null })
    expect(checked.counts).toMatchObject({ devices: 2, new: 2, coverage: { covered: 1, notCovered: 1 } })
    expect(await files.devices(`&customerId=${customerId}`)).toEqual([])
    await files.act(checked.collectionId, 'accept', { mode: 'all' })
    expect(await files.work(checked.collectionId)).toMatchObject({ state: 'done', counts: { new: 2 } })
    const shown = await files.devices(`&customerId=${customerId}`)
    expect(names(shown)).toEqual(['sw-1 covered', 'sw-2 not_covered'])
    const page = await world.call(admin, 'GET', `/api/v1/partners/${partnerId}/devices/${shown[0]?.deviceId}`)
    expect(page.body.components).toMatchObject([{ kind: 'power', productId: 'PWR-1' }])
    expect(page.body.lines).toMatchObject([{ inForce: true }])
    expect(page.body.history).toHaveLength(1)
    const mails = await sql<{
      template: string
    }>`select template from mail_message where template like 'collection%'`.execute(world.ownerDb)
    expect(mails.rows).toEqual([{ template: 'collection_done' }])
    const kept = await sql`select 1 from collection_chunk where collection_id = ${checked.collectionId}`.execute(
      world.ownerDb,
    )
    expect(kept.rows).toEqual([])
  })

  test('an unchanged device costs one small row; what differs between any two is exact', async () => {
    const { files } = await customerWith('FOC1000001')
    const first = await files.take(ndjson(device(1), device(2), device(3), device(4)))
    const second = await files.take(
      ndjson(device(1), device(2, { softwareVersion: '17.12.1' }), device(3, { location: 'Hall 2' }), device(5)),
    )
    expect(second.counts).toMatchObject({ devices: 4, new: 1, changed: 2, unchanged: 1, gone: 1 })
    expect(await files.differences(first.collectionId, second.collectionId)).toEqual([
      'changed sw-2 softwareVersion',
      'moved sw-3 location',
      'removed sw-4',
      'added sw-5',
    ])
    const third = await files.take(ndjson(device(1), device(2), device(3), device(4)))
    expect(third.counts).toMatchObject({ new: 0, changed: 2, unchanged: 2, gone: 1 })
    // Back to what it was: other versions, and no difference.
    expect(await files.differences(first.collectionId, third.collectionId)).toEqual([])
    const versions = await sql<{ n: number }>`select count(*)::int as n from device_version v
      join collection_device s using (partner_id, device_id) where s.collection_id = ${first.collectionId} and s.version_no = 1 and v.version_no = 1`.execute(
      world.ownerDb,
    )
    expect(versions.rows[0]?.n).toBe(4)
  })

  test('of two collections of one moment the second, if it is complete, says who has vanished', async () => {
    const { files } = await customerWith('FOC1000001')
    const at = { collectedAt: new Date(Date.now() - 60_000).toISOString() }
    await files.take(ndjson(device(1), device(2)), { ...at, partial: 'true' })
    const second = await files.take(ndjson(device(1), device(3)), at)
    expect(second.counts).toMatchObject({ devices: 2, new: 1, unchanged: 1, gone: 1 })
    expect((await files.take(ndjson(device(1)), at)).counts).toMatchObject({ unchanged: 1, gone: 1 })
  })

  test('a partial collection merges: what it does not say stays, and nobody vanishes', async () => {
    const { files, customerId } = await customerWith('FOC1000001')
    const parts = [{ kind: 'fan', name: 'Fan 1' }]
    const first = await files.take(ndjson(device(1, { components: parts }), device(2)))
    const part = { vendor: 'Cisco', serial: 'FOC1000001', softwareVersion: '17.12.1' }
    const second = await files.take(ndjson(part), { partial: 'true' })
    expect(second.counts).toMatchObject({ devices: 1, changed: 1, gone: 0 })
    expect(await files.devices(`&customerId=${customerId}`)).toMatchObject([
      { hostname: 'sw-1', softwareVersion: '17.12.1', productId: 'C9300-48P' },
      { hostname: 'sw-2', goneAt: null },
    ])
    expect(await files.differences(first.collectionId, second.collectionId)).toEqual([
      'changed sw-1 vendor,softwareVersion',
    ])
  })

  test('every chassis of a stack is a device that a line covers, and belongs to the stack', async () => {
    const { files, customerId } = await customerWith('FOC1000001', 'FOC2000001')
    const chassis = (serial: string) => ({ kind: 'chassis', productId: 'C9300-48P', serial })
    await files.take(
      ndjson(
        device(1, {
          components: [chassis('FOC1000001'), chassis('foc2000001'), chassis('FOC3000001'), chassis('N/A')],
        }),
      ),
    )
    const [main, ...members] = await files.devices(`&customerId=${customerId}&sort=serial`)
    expect(members.map(({ serial, parentId, coverage }) => [serial, parentId, coverage])).toEqual([
      ['foc2000001', main?.deviceId, 'covered'],
      ['FOC3000001', main?.deviceId, 'not_covered'],
    ])
  })

  test('of a device named twice the first counts; without a serial it is known by its address', async () => {
    const { files, customerId } = await customerWith('FOC1000001')
    const plain = { hostname: 'ap', address: '10.9.9.9', vendor: 'Cisco', serial: 'not available' }
    const one = await files.take(ndjson(device(1), device(1, { hostname: 'again' }), plain))
    expect(one.counts).toMatchObject({ devices: 2, duplicates: 1 })
    const two = await files.take(ndjson(device(1), { ...plain, hostname: 'ap-renamed' }))
    expect(two.counts).toMatchObject({ new: 0, changed: 1, unchanged: 1, gone: 0 })
    expect(names(await files.devices(`&customerId=${customerId}`))).toEqual(['ap-renamed unrecognised', 'sw-1 covered'])
  })
})

describe('errors of records', () => {
  const text = [
    'hostname,ipAddress,serialNumber,productId,swVersion',
    'sw-1,10.0.0.1,FOC1000001,C9300-48P,17.9',
    'sw-2,10.0.0.300,FOC1000002,,=1+1',
    ',10.0.0.3,FOC1000003,C9300-48P,',
  ].join('\n')

  test('all are named at once, by row and column; good records alone are taken when that is chosen', async () => {
    const { files } = await customerWith('FOC1000001')
    const checked = await files.checked(text)
    expect(checked).toMatchObject({
      state: 'checked',
      source: 'csv',
      counts: { records: 3, errorRecords: 2, errors: 3 },
    })
    const { items } = (await world.call(admin, 'GET', `${files.base}/${checked.collectionId}/findings`)).body
    expect(items.map((one: Record<string, unknown>) => `${one.row} ${one.column} ${one.code}`)).toEqual([
      '3 D required',
      '3 B invalid_address',
      '4 A required',
    ])
    expect((await files.act(checked.collectionId, 'accept', { mode: 'all' })).body.code).toBe('collection_has_errors')
    expect((await files.act(checked.collectionId, 'accept', { mode: 'good' })).status).toBe(202)
    expect(await files.work(checked.collectionId)).toMatchObject({ state: 'done', counts: { devices: 1 } })
    expect((await files.act(checked.collectionId, 'accept', { mode: 'good' })).body.code).toBe('collection_wrong_state')
  })
})

describe('coverage', () => {
  const of = async (files: CollectCase, customerId: string) => names(await files.devices(`&customerId=${customerId}`))

  test('follows the moment, the contracts and their state; another partner’s line is masked', async () => {
    const { files, customerId, contractId } = await customerWith('FOC1000001')
    await world.line(partnerId, contractId, { serial: 'FOC1000002', days: 40 })
    await world.line(partnerId, contractId, { serial: 'FOC1000003', days: -1 })
    const other = (await world.partner()).partnerId
    const theirs = await world.service(other, await world.customer(other))
    await world.line(other, theirs, { serial: 'FOC1000004' })
    // Another customer's line covers nothing here.
    const neighbour = await customerWith('FOC1000005')
    await files.take(ndjson(...[1, 2, 3, 4, 5].map((n) => device(n))))
    expect(await of(files, customerId)).toEqual([
      'sw-1 covered',
      'sw-2 expiring',
      'sw-3 expired',
      'sw-4 other_partner',
      'sw-5 not_covered',
    ])
    expect(neighbour.customerId).not.toBe(customerId)
    const agent = await world.staff('support_agent')
    const state = { state: 'suspended', reason: 'Not paid for two months' }
    const path = `/api/v1/vendor/partners/${partnerId}/contracts/${contractId}/state`
    expect((await world.call(agent, 'POST', path, state)).status).toBeLessThan(300)
    await world.service(partnerId, customerId)
    await files.contractsChanged()
    expect((await of(files, customerId)).slice(0, 2)).toEqual(['sw-1 expired', 'sw-2 expired'])
  })

  test('a device is found by product, place, description and what is printed on its parts, however spelt', async () => {
    const { files, customerId } = await customerWith('FOC1000001')
    const parts = [{ kind: 'power', name: 'PSU A', productId: 'PWR-C1', serial: 'Art 2233' }]
    const told = { location: 'Nave 3, Málaga', sysDescr: 'IOS Software,\n  C9300\tL3', components: parts }
    await files.take(ndjson(device(1, told), device(2, { productId: 'C9200' }), device(3, { sysDescr: 'back\\slash' })))
    const found = async (q: string) =>
      (await files.devices(`&customerId=${customerId}&q=${encodeURIComponent(q)}`)).map(({ hostname }) => hostname)
    for (const q of ['art 22', 'pwr-c1', 'MALAGA', 'nave 3', 'software, c9300 l3', 'foc1000001', '10.0.0.1', 'SW-1'])
      expect(await found(q), q).toEqual(['sw-1'])
    expect(await found('c9200')).toEqual(['sw-2'])
    expect(await found('k\\s')).toEqual(['sw-3'])
    expect(await found('%')).toEqual([])
    expect(await found('components')).toEqual([])
    // Another part, another place: found by these, and by the old no more.
    await files.take(ndjson(device(1, { location: 'Sótano', components: [{ kind: 'fan', serial: 'FAN9' }] })))
    expect(await found('fan9')).toEqual(['sw-1'])
    expect(await found('sotano')).toEqual(['sw-1'])
    expect(await found('malaga')).toEqual([])
    // What the migration makes of devices that were there before is the same.
    const written = () =>
      sql<{ text: string }>`select search_text as text from device where customer_id = ${customerId} order by hostname`
        .execute(world.ownerDb)
        .then(({ rows }) => rows)
    await files.take(ndjson(device(1, told), device(2, { productId: 'C9200' }), device(3, { sysDescr: 'back\\slash' })))
    const before = await written()
    await world.ownerDb.schema.alterTable('device').dropColumn('search_text').execute()
    await up(world.ownerDb as unknown as Kysely<unknown>)
    expect((await written()).map(({ text }) => text)).toEqual(before.map(({ text }) => text))
  })

  test('facets and filters count what the list shows', async () => {
    const { files, customerId } = await customerWith('FOC1000001')
    await files.take(ndjson(device(1), device(2), device(3, { productId: 'C9200', site: 'Hall' })))
    const { body } = await world.call(
      admin,
      'GET',
      `/api/v1/partners/${partnerId}/device-facets?customerId=${customerId}&productId=C9200`,
    )
    expect(body).toMatchObject({
      total: 1,
      productId: [
        { value: 'C9300-48P', count: 2 },
        { value: 'C9200', count: 1 },
      ],
      site: [{ value: 'Hall', count: 1 }],
      coverage: [{ value: 'not_covered', count: 1 }],
    })
    expect(names(await files.devices(`&customerId=${customerId}&coverage=covered&sort=-name`))).toEqual([
      'sw-1 covered',
    ])
    const exported = `/api/v1/partners/${partnerId}/devices-export?customerId=${customerId}`
    const file = await world.call(admin, 'GET', `${exported}&site=Hall`)
    expect(file.text.trim().split('\r\n')).toHaveLength(2)
    const until = `${exported}&coverage=covered&columns=coveredUntil`
    expect((await world.call(admin, 'GET', until)).text).toMatch(/^\S* ?\S*\r\n\d{4}-\d\d-\d\d\r\n$/)
  })
})

describe('blocked (R28)', () => {
  const shown = async (files: CollectCase, customerId: string) =>
    (await files.devices(`&customerId=${customerId}`)).length

  test('with no line at all: nothing covered; released by itself when a contract comes to cover one of its devices', async () => {
    const { files, customerId, contractId } = await customerWith()
    const blocked = await files.take(ndjson(device(1), device(2)))
    expect(blocked).toMatchObject({
      state: 'blocked',
      blockedReason: 'nothing_covered',
      revalidatable: true,
      release: { lines: [], serials: ['FOC1000001', 'FOC1000002'] },
    })
    expect(await shown(files, customerId)).toBe(0)
    expect(await files.contractsChanged()).toBe(0)
    expect((await files.act(blocked.collectionId, 'revalidate')).status).toBe(202)
    expect(await files.work(blocked.collectionId)).toMatchObject({ state: 'blocked' })
    await world.line(partnerId, contractId, { serial: 'FOC1000002' })
    expect(await files.contractsChanged()).toBe(1)
    expect(await files.work(blocked.collectionId)).toMatchObject({ state: 'done', counts: { devices: 2 } })
    expect(await shown(files, customerId)).toBe(2)
  })

  test('what contracts cover was not found; or their contract is over', async () => {
    const { files, contractId } = await customerWith('FOC9000001')
    const reason = async (n: number) => (await files.take(ndjson(device(n)), { inventory: `I${n}` })).blockedReason
    expect(await reason(1)).toBe('covered_not_found')
    await world.line(partnerId, contractId, { serial: 'FOC1000002', days: -1 })
    expect(await reason(2)).toBe('contract_not_valid')
  })

  test('of an older collection released late the present stays as it is', async () => {
    const { files, customerId, contractId } = await customerWith('FOC1000002')
    const old = await files.take(ndjson(device(1)), { collectedAt: inDays(-2).toISOString() })
    expect(old.state).toBe('blocked')
    await files.take(ndjson(device(2)))
    await world.line(partnerId, contractId, { serial: 'FOC1000001' })
    await files.contractsChanged()
    expect(await files.work(old.collectionId)).toMatchObject({ state: 'done' })
    expect(names(await files.devices(`&customerId=${customerId}`))).toEqual(['sw-2 covered'])
    expect(names(await files.devices(`&customerId=${customerId}&presence=gone`))).toEqual(['sw-1 covered'])
  })
})
