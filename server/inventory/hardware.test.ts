import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CollectCase, collecting, ndjson } from '../../test/support/collecting.ts'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'

let world: World
let partnerId: string
let customerId: string
let admin: Actor
let files: CollectCase
beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner()).partnerId
  admin = await world.member(partnerId, { role: 'admin' })
  customerId = await world.customer(partnerId)
  await world.line(partnerId, await world.service(partnerId, customerId), { serial: 'FOC1', productId: '' })
  files = collecting(world, admin, { partnerId, customerId })
  const switchOf = { vendor: 'Cisco', productId: 'MX-48', softwareType: 'MOS', softwareVersion: '7.6.1' }
  const parts = [
    { kind: 'chassis', name: 'Chassis', serial: 'FOC1', productId: 'MX-48' },
    { kind: 'power', name: 'Supply A', serial: 'PSU-77', productId: 'PWR-1' },
    { kind: 'software', name: 'Image' },
  ]
  await files.take(
    ndjson(
      { ...switchOf, hostname: 'b-1', serial: 'FOC1', components: parts },
      { ...switchOf, hostname: 'a-1', serial: 'FOC2' },
      { ...switchOf, hostname: 'c-1', serial: 'FOC3', softwareVersion: '=1+1' },
    ),
  )
})
afterAll(() => world.close())

const get = (path: string, actor: Actor | null = admin) =>
  world.call(actor, 'GET', `/api/v1/partners/${partnerId}/${path}`)
const told = (items: { hostname: string; kind: string; serial: string }[]) =>
  items.map(({ hostname, kind, serial }) => `${hostname} ${kind} ${serial}`)
const all = ['a-1 chassis FOC2', 'b-1 chassis FOC1', 'b-1 power PSU-77', 'c-1 chassis FOC3']

test('hardware: each chassis and part once, in pages of any size, found by a part’s serial', async () => {
  expect(told((await get('hardware')).body.items)).toEqual(all)
  const paged: string[] = []
  for (let cursor = ''; ; ) {
    const { items, nextCursor } = (await get(`hardware?limit=1${cursor && `&cursor=${encodeURIComponent(cursor)}`}`))
      .body
    paged.push(...told(items))
    if (!nextCursor) break
    cursor = nextCursor
  }
  expect(paged).toEqual(all)
  expect(told((await get('hardware?q=psu-7')).body.items)).toEqual(all.slice(1, 3))
  expect(told((await get('hardware?softwareVersion=7.6.1')).body.items)).toEqual(all.slice(0, 3))
  const file = await get('hardware-export')
  expect(file.text.trim().split('\r\n')).toHaveLength(5)
  expect((await get('hardware-export?format=xlsx')).text.slice(0, 2)).toBe('PK')
})

test('hardware goes on to the last device, however many have one part alone', async () => {
  const many = Array.from({ length: 60 }, (_, n) => ({
    hostname: `z-${String(n).padStart(3, '0')}`,
    vendor: 'Cisco',
    serial: n === 0 ? 'FOC9000' : `FOC${9000 + n}`,
  }))
  const own = await world.customer(partnerId)
  await world.line(partnerId, await world.service(partnerId, own), { serial: 'FOC9000', productId: '' })
  await collecting(world, admin, { partnerId, customerId: own }).take(ndjson(...many))
  const seen: string[] = []
  const seer = await world.member(partnerId, { role: 'user', customers: [own] })
  for (const actor of [admin, seer])
    for (let cursor = ''; ; ) {
      const at = `hardware?limit=7&customerId=${own}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`
      const { items, nextCursor } = (await get(at, actor)).body
      seen.push(...items.map(({ hostname }: { hostname: string }) => hostname))
      if (!nextCursor) break
      cursor = nextCursor
    }
  const names = many.map(({ hostname }) => hostname)
  expect(seen).toEqual([...names, ...names])
  await world.ownerDb.deleteFrom('association').where('customer_id', '=', own).execute()
})

test('software: versions with how many devices run them; files have safe cells', async () => {
  const seven = { vendor: 'Cisco', softwareType: 'MOS', softwareVersion: '7.6.1', devices: 2, customers: 1 }
  expect((await get(`software?customerId=${customerId}`)).body.items).toEqual([
    seven,
    { ...seven, softwareVersion: '=1+1', devices: 1 },
  ])
  expect((await get('software?softwareVersion=7.6.1')).body.items).toEqual([seven])
  expect((await get('software-export')).text).toContain("'=1+1")
})

test('facets: customers, inventories, presence and what is not known, each counted without its own filter', async () => {
  const own = await world.customer(partnerId, { name: 'Facet Foods' })
  await world.line(partnerId, await world.service(partnerId, own), { serial: 'FOF1', productId: '' })
  const stack = ['FOF1', 'FOF2', 'FOF3'].map((serial) => ({ kind: 'chassis', name: serial, serial }))
  const [one, two] = [
    { hostname: 's-1', vendor: 'Cisco', serial: 'FOF1', softwareType: 'MOS', site: 'Hall', components: stack },
    { hostname: 's-2', vendor: 'Cisco', serial: 'FOF4', softwareType: 'MOS', softwareVersion: '1.0' },
  ]
  const of = collecting(world, admin, { partnerId, customerId: own })
  await of.take(ndjson(one, two))
  await of.take(ndjson(one)) // s-2 has vanished
  const facets = async (query: string, actor = admin) => (await get(`device-facets?${query}`, actor)).body
  const counts = (counted: { value: string; count: number }[]) =>
    Object.fromEntries(counted.map(({ value, count }) => [value, count]))
  const mine = `customerId=${own}`
  const now = await facets(mine)
  expect(now.total).toBe(3)
  expect(counts(now.presence)).toEqual({ present: 3, gone: 1 })
  expect(counts(now.coverage)).toEqual({ covered: 1, not_covered: 2 })
  expect(now.inventoryId).toMatchObject([{ count: 3, label: 'Facet Foods · Main' }])
  expect(now.customerId.find(({ value }: { value: string }) => value === own)).toEqual({
    value: own,
    count: 3,
    label: 'Facet Foods',
  })
  expect(now.customerId.length).toBeGreaterThan(1)
  expect(counts(now.softwareVersion)).toEqual({ '': 3 })
  const both = await facets(`${mine}&presence=present&presence=gone&unstated=softwareVersion`)
  expect(both.total).toBe(3)
  expect(counts(both.softwareVersion)).toEqual({ '': 3, '1.0': 1 })
  // As the list of hardware, in which members are parts of their stack.
  const heads = await facets(`${mine}&heads=true`)
  const shown = (await get(`hardware?${mine}`)).body.items
  expect(heads.total).toBe(new Set(shown.map(({ deviceId }: { deviceId: string }) => deviceId)).size)
  expect(counts(heads.site)).toEqual({ Hall: 1 })
  // Of a customer one does not reach there is neither count nor name.
  const user = await world.member(partnerId, { role: 'user', customers: [own] })
  expect((await facets('', user)).customerId).toEqual([{ value: own, count: 3, label: 'Facet Foods' }])
  expect((await facets(`customerId=${customerId}`, user)).total).toBe(0)
  // What runs without a version leads to just these.
  const list = `${mine}&presence=present&presence=gone`
  expect((await get(`software?${list}&unstated=softwareVersion`)).body.items).toMatchObject([
    { softwareVersion: '', devices: 3 },
  ])
  expect((await get(`devices?${list}&unstated=softwareVersion&softwareVersion=1.0`)).body.total).toBe(4)
  expect((await get(`devices?${list}&unstated=softwareVersion`)).body.total).toBe(3)
  expect((await get('devices?unstated=coverage')).status).toBe(400)
  await world.ownerDb.deleteFrom('association').where('customer_id', '=', own).execute()
})

test('software goes on page after page, and so does its file', async () => {
  const own = await world.customer(partnerId)
  await world.line(partnerId, await world.service(partnerId, own), { serial: 'FOS1', productId: '' })
  const many = Array.from({ length: 1100 }, (_, n) => ({
    hostname: `v-${n}`,
    vendor: 'Cisco',
    serial: n === 0 ? 'FOS1' : `FOS${1000 + n}`,
    softwareType: 'MOS',
    softwareVersion: `9.${n % 1050}`,
  }))
  await collecting(world, admin, { partnerId, customerId: own }).take(ndjson(...many))
  const seen: string[] = []
  for (let cursor = ''; ; ) {
    const { body } = await get(
      `software?limit=100&customerId=${own}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    )
    expect(body.total).toBe(cursor ? undefined : 1050)
    seen.push(...body.items.map((row: Record<string, unknown>) => `${row.softwareVersion} ${row.devices}`))
    if (!body.nextCursor) break
    cursor = body.nextCursor
  }
  expect(seen).toHaveLength(1050)
  expect(new Set(seen).size).toBe(1050)
  expect(seen[0]).toBe('9.0 2')
  expect((await get(`software-export?customerId=${own}`)).text.trim().split('\r\n')).toHaveLength(1051)
  const forged = Buffer.from('["x","","",""]').toString('base64url')
  expect((await get(`software?cursor=${forged}`)).status).toBe(400)
})

test('a file has the columns that are asked for, in their order, and the reader’s language; others are refused by name', async () => {
  const lines = async (path: string) => (await get(path)).text.replace('\uFEFF', '').trim().split('\r\n')
  const [ask, of] = ['columns=coverage&columns=serial&columns=hostname&columns=serial', `&customerId=${customerId}`]
  expect(await lines(`devices-export?${ask}${of}`)).toEqual([
    'Coverage,Serial number,Host name',
    'not_covered,FOC2,a-1',
    'covered,FOC1,b-1',
    'not_covered,FOC3,c-1',
  ])
  const spanish = await lines(`devices-export?${ask}${of}&language=es`)
  expect(spanish.slice(0, 2)).toEqual(['Cobertura,Número de serie,Nombre', 'Sin cobertura,FOC2,a-1'])
  expect((await lines(`hardware-export?columns=kind&language=es${of}`)).slice(0, 1)).toEqual(['Tipo de pieza'])
  expect((await lines(`hardware-export?columns=kind&language=es${of}`)).at(2)).toBe('Chasis')
  expect((await lines(`software-export?columns=devices&columns=softwareVersion${of}`)).slice(0, 2)).toEqual([
    'Devices,Software version',
    '2,7.6.1',
  ])
  const usual = (await lines(`devices-export?${of}`))[0]?.split(',')
  expect(usual).toHaveLength(19)
  expect(usual?.slice(0, 3)).toEqual(['Customer', 'Inventory', 'Host name'])
  for (const [list, name] of [
    ['devices', 'position'],
    ['hardware', 'coverage'],
    ['software', 'constructor'],
  ]) {
    const { status, body } = await get(`${list}-export?columns=vendor&columns=${name}`)
    expect(status).toBe(400)
    const [wrong] = body.fields
    expect(wrong).toMatchObject({ path: 'query.columns', code: 'unknown_column' })
    expect(wrong.message).toContain(`"${name}"`)
    expect(wrong.message).toContain('softwareVersion')
  }
  expect((await get('devices-export?columns=')).status).toBe(400)
  expect((await get('devices-export?language=xx')).body).toMatchObject({
    status: 400,
    fields: [{ path: 'query.language', code: 'unknown_language', message: expect.stringMatching(/^One of: en, es/) }],
  })
})

test('both are for those who see the customer’s data alone, and every file is in the audit', async () => {
  const other = await world.customer(partnerId)
  await world.service(partnerId, other)
  const user = await world.member(partnerId, { role: 'user', customers: [other] })
  expect((await get('hardware', user)).body.items).toEqual([])
  expect((await get('software', user)).body.items).toEqual([])
  const seer = await world.member(partnerId, { role: 'user', customers: [customerId] })
  expect(told((await get('hardware?limit=2', seer)).body.items)).toEqual(all.slice(0, 2))
  expect((await get('hardware', null)).status).toBe(401)
  expect((await get('hardware?limit=x')).status).toBe(400)
  const stranger = await world.member((await world.partner()).partnerId, { role: 'super_admin' })
  for (const path of ['hardware', 'software', 'hardware-export', 'software-export'])
    expect((await get(path, stranger)).status).toBe(404)
  const actions = await world.ownerDb
    .selectFrom('audit_entry')
    .select('action')
    .where('action', 'in', ['inventory.hardware_exported', 'inventory.software_exported'])
    .execute()
  expect(actions).toHaveLength(7)
})

test('collections, differences and findings are files of what their lists show', async () => {
  const changed = { hostname: 'b-1', vendor: 'Cisco', serial: 'FOC1', softwareType: 'MOS', softwareVersion: '8.0' }
  const again = await files.take(`${ndjson(changed)}\nno record`, {}, 'good')
  const [first] = (await get(`collections?state=done&customerId=${customerId}`)).body.items.slice(-1)
  const rows = async (path: string) => (await get(path)).text.trim().split('\r\n').slice(1)
  const uploads = await rows(`collections-export?customerId=${customerId}`)
  expect(uploads.map((row) => row.split(',').slice(2, 7).join())).toEqual(Array(2).fill('NDJSON,file,Done,,no'))
  const at = `collections/${again.collectionId}`
  const differ = await rows(`${at}/differences-export?from=${first.collectionId}`)
  expect(differ.map((row) => row.split(',')[0])).toEqual(['Removed', 'Changed', 'Removed'])
  expect(differ[1]).toContain('Software version: 7.6.1 → 8.0')
  expect(await rows(`${at}/findings-export`)).toEqual(['2,,,This line is no JSON,no record'])
  expect((await get(`${at}/findings-export?format=xlsx`)).text.slice(0, 2)).toBe('PK')
  expect((await get(`${at}/differences-export?from=${customerId}`)).status).toBe(404)
})
