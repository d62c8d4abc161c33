import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { collecting, ndjson } from '../../test/support/collecting.ts'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'
import { alertsOfDevices } from '../alerts/index.ts'
import { recomputeCoverage } from '../coverage/index.ts'

let world: World
let partnerId: string
let contractId: string
let shortId: string
let mine: string
let other: string
let actors: Record<'admin' | 'user' | 'sponsor' | 'outsider', Actor>

const DAY = 86_400_000
const dayIn = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10)
const device = (n: number, productId = 'C9300') => ({
  hostname: `sw-${n}`,
  vendor: 'Cisco',
  serial: `FOC${1000000 + n}`,
  productId,
})

beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner()).partnerId
  mine = await world.customer(partnerId, { name: 'Mine' })
  other = await world.customer(partnerId, { name: 'Other' })
  contractId = await world.service(partnerId, mine, { days: 400 })
  shortId = await world.service(partnerId, mine, { days: 40 })
  const otherContract = await world.service(partnerId, other, { days: 400 })
  // 1 lasts, 2 ends soon and is of another product, 3 on the short contract, 4 ended, 5 another partner's, 6 nobody's.
  await world.line(partnerId, contractId, { serial: 'FOC1000001', days: 390 })
  await world.line(partnerId, contractId, { serial: 'FOC1000002', days: 20, productId: 'ASR-9000' })
  await world.line(partnerId, shortId, { serial: 'FOC1000003', days: 40 })
  await world.line(partnerId, contractId, { serial: 'FOC1000004', days: -5 })
  await world.line(partnerId, contractId, { serial: 'FOC1999999', days: 390 })
  await world.line(partnerId, otherContract, { serial: 'FOC1000009', days: 390 })
  const there = (await world.partner()).partnerId
  await world.line(there, await world.service(there, await world.customer(there)), { serial: 'FOC1000005' })
  actors = {
    admin: await world.member(partnerId, { role: 'admin' }),
    user: await world.member(partnerId, { role: 'user', customers: [mine] }),
    sponsor: await world.administrator(partnerId),
    outsider: await world.member(there, { role: 'super_admin' }),
  }
  const take = (customerId: string, ...devices: object[]) =>
    collecting(world, actors.admin, { partnerId, customerId }).take(ndjson(...devices))
  await take(mine, ...[1, 2, 3, 4, 5, 6].map((n) => device(n)))
  await take(other, device(9))
  await recomputeCoverage(world.deps.db, alertsOfDevices)
})
afterAll(() => world.close())

const get = (who: Actor | null, path: string) => world.call(who, 'GET', `/api/v1/partners/${partnerId}${path}`)
const paths = ['/device-coverage', '/coverage-endings', '/renewal', '/renewal-devices', '/renewal-export']

test('who sees no data of the support service, or none of this partner, is refused everywhere', async () => {
  for (const path of paths) {
    expect((await get(null, path)).status).toBe(401)
    expect((await get(actors.sponsor, path)).status).toBe(403)
    expect((await get(actors.outsider, path)).status).toBe(404)
  }
  for (const path of ['/coverage-endings?months=0', '/renewal?until=tomorrow', '/device-coverage?coverage=lost'])
    expect((await get(actors.admin, path)).status).toBe(400)
})

test('a contract line says whether its device is there, and whether it is another product', async () => {
  const { body } = await get(actors.user, `/contracts/${contractId}/lines`)
  const found = body.items.map((row: { serial: string; device: { name: string; productDiffers: boolean } | null }) => [
    row.serial,
    row.device?.name ?? null,
    row.device?.productDiffers ?? null,
  ])
  expect(found).toEqual([
    ['FOC1000001', 'sw-1', false],
    ['FOC1000002', 'sw-2', true],
    ['FOC1000004', 'sw-4', false],
    ['FOC1999999', null, null],
  ])
  expect((await get(actors.admin, '/contract-lines?found=false')).body).toMatchObject({
    total: 1,
    items: [{ serial: 'FOC1999999', device: null }],
  })
  const soon = await get(actors.admin, `/contract-lines?endsFrom=${dayIn(0)}&endsTo=${dayIn(60)}`)
  expect(soon.body.items.map((row: { serial: string }) => row.serial)).toEqual(['FOC1000002', 'FOC1000003'])
})

describe('devices with the line their coverage rests on', () => {
  const serials = (reply: { body: { items: { serial: string }[] } }) =>
    reply.body.items.map((row) => row.serial.slice(-1))

  test('covered and not covered, as far as one reaches; of another partner’s line nothing but that', async () => {
    expect(serials(await get(actors.admin, '/device-coverage'))).toEqual(['1', '2', '3', '4', '5', '6', '9'])
    expect(serials(await get(actors.user, '/device-coverage'))).toEqual(['1', '2', '3', '4', '5', '6'])
    const covered = await get(actors.user, '/device-coverage?coverage=covered&coverage=expiring&sort=until')
    expect(serials(covered)).toEqual(['2', '3', '1'])
    expect(covered.body.items[0]).toMatchObject({ contractId, lineProductId: 'ASR-9000', productDiffers: true })
    const without = ['not_covered', 'expired', 'other_partner'].map((state) => `coverage=${state}`).join('&')
    const { body } = await get(actors.user, `/device-coverage?${without}`)
    expect(body).toMatchObject({
      total: 3,
      items: [
        { coverage: 'expired', contractId, confidential: false },
        { coverage: 'other_partner', confidential: true, contractNumber: null, lineId: null, coveredUntil: null },
        { coverage: 'not_covered', lineId: null },
      ],
    })
    expect(serials(await get(actors.admin, `/device-coverage?contractId=${shortId}`))).toEqual(['3'])
  })

  test('their file is audited and says what is confidential', async () => {
    const reply = await get(actors.user, '/device-coverage-export?coverage=other_partner')
    expect(reply.text).toContain('FOC1000005')
    expect(reply.text.match(/Confidential/g)).toHaveLength(11)
    expect(reply.text).toContain('Another partner’s')
    const { rows } = await sql<{ actor: string }>`select account_id as actor from audit_entry
      where action = 'contract.coverage_exported' and partner_id = ${partnerId}`.execute(world.ownerDb)
    expect(rows).toEqual([{ actor: actors.user.accountId }])
  })

  test('their files speak the reader’s language', async () => {
    const { ownerDb } = world
    const speak = (language: string) =>
      ownerDb.updateTable('auth.user').set({ language }).where('id', '=', actors.user.accountId).execute()
    await speak('es')
    const [of, lines, all] = await Promise.all(
      ['/device-coverage-export', '/contract-lines-export', '/contracts-export'].map((path) => get(actors.user, path)),
    )
    const renewal = await get(actors.user, '/renewal-export')
    await speak('en')
    expect(of?.text).toMatch(/Cubierto hasta.*Estado del contrato.*\r\n/)
    expect(of?.text).toMatch(/,De otro partner,Confidencial,/)
    expect(of?.text).toMatch(/,Cubierto,.*,Activo,/)
    expect(lines?.text).toMatch(/,Termina pronto,/)
    expect(all?.text).toMatch(/Inicio del contrato.*\r\n.*,Vigente,/)
    expect(renewal.text).toMatch(/,De otro partner|,Sigue sin cubrir/)
  })

  test('their days in files are those on which something begins and ends, as an import reads them', async () => {
    const [device] = (await get(actors.user, '/device-coverage?coverage=covered')).body.items
    const file = await get(actors.user, '/device-coverage-export?coverage=covered')
    const line = file.text.split('\n').find((row) => row.startsWith(device.serial)) ?? ''
    const days = line.match(/\d{4}-\d\d-\d\d[^,]*/g)
    const until = new Date(Date.parse(device.coveredUntil) - 1).toISOString().slice(0, 10)
    expect(days).toHaveLength(6)
    expect(days).toContain(until)
    for (const other of ['/contracts-export', `/renewal-export?endsTo=${dayIn(60)}`])
      expect((await get(actors.user, other)).text.split('\n')[1]).toMatch(/,\d{4}-\d\d-\d\d,\d{4}-\d\d-\d\d,/)
  })
})

test('what ends by month', async () => {
  const all = (await get(actors.user, '/coverage-endings?months=24')).body.months as Record<string, number>[]
  expect(all).toHaveLength(24)
  const sum = (name: string) => all.reduce((total, month) => total + Number(month[name]), 0)
  expect([sum('lines'), sum('devices')]).toEqual([4, 3])
  const ofShort = (await get(actors.admin, `/coverage-endings?contractId=${shortId}`)).body.months as {
    month: string
    lines: number
    devices: number
  }[]
  expect(ofShort.filter(({ lines }) => lines > 0)).toMatchObject([{ contracts: 1, lines: 1, devices: 1 }])
})

describe('what if lines were renewed', () => {
  const outcomes = async (query: string) => (await get(actors.user, `/renewal?until=${dayIn(380)}${query}`)).body

  test('nothing chosen: things as they are', async () => {
    expect(await outcomes('')).toMatchObject({
      lines: 0,
      devices: 6,
      outcomes: { renewed: 0, regained: 0, ends: 2, lasts: 1, other_partner: 1, uncovered: 2 },
    })
  })

  test('a contract: its running lines last longer, an ended one covers again, the others end anyway', async () => {
    const said = await outcomes(`&contractId=${contractId}`)
    expect(said).toMatchObject({
      lines: 2,
      contracts: 1,
      outcomes: { renewed: 1, regained: 1, ends: 1, lasts: 1, other_partner: 1, uncovered: 1 },
    })
    const last = said.months.at(-2)
    expect([last.coveredBefore, last.coveredAfter]).toEqual([1, 3])
  })

  test('all that ends before a day; nothing of customers one does not reach, nothing changed', async () => {
    expect(await outcomes(`&endsTo=${dayIn(60)}`)).toMatchObject({ lines: 2, outcomes: { renewed: 2, ends: 0 } })
    const { body } = await get(actors.user, `/renewal-devices?endsTo=${dayIn(60)}&outcome=uncovered`)
    expect(body.items.map((row: { serial: string }) => row.serial)).toEqual(['FOC1000004', 'FOC1000006'])
    const file = await get(actors.user, `/renewal-export?endsTo=${dayIn(60)}&outcome=renewed`)
    expect(file.text.trim().split('\n')).toHaveLength(3)
    expect(await outcomes('')).toMatchObject({ outcomes: { renewed: 0, ends: 2 } })
  })
})
