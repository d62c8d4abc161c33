import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { alerting } from '../../test/support/alerting.ts'
import { collecting, ndjson } from '../../test/support/collecting.ts'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'

let world: World
let vendor: Actor
beforeAll(async () => {
  world = await createWorld()
  vendor = await world.staff('administrator')
})
afterAll(() => world.close())

async function send(content: string, query: Record<string, string> = {}, as: Actor | null = vendor) {
  const response = await world.app.request(`/api/v1/vendor/lifecycle/import?${new URLSearchParams(query)}`, {
    method: 'POST',
    body: content,
    headers: {
      origin: world.config.origin,
      'content-type': 'application/octet-stream',
      ...(as && { cookie: as.cookie }),
    },
  })
  return { status: response.status, body: JSON.parse(await response.text()) }
}
const list = async (query = '') => (await world.call(vendor, 'GET', `/api/v1/vendor/lifecycle?limit=100${query}`)).body
const day = (days: number) => inDays(days).toISOString().slice(0, 10)
const dated = (value: string, dateFormat = 'YYYY-MM-DD') => ({ value, dateFormat })
const eox = (EOLProductID: string, more: object = {}) => ({
  EOLProductID,
  ProductIDDescription: `${EOLProductID} with power`,
  ProductBulletinNumber: 'EOL1234',
  LinkToProductBulletinURL: 'https://vendor.example/eol1234',
  EndOfSaleDate: dated('2020-01-31'),
  EndOfSWMaintenanceReleases: dated(' '),
  LastDateOfSupport: dated(''),
  EOXInputValue: `${EOLProductID} `,
  ...more,
})

describe('a file in the EoX shape', () => {
  test('is compared first, then recorded; the same again changes nothing; audited', async () => {
    const file = JSON.stringify({
      EOXRecord: [eox('XA-48'), eox('XA-24', { LastDateOfSupport: dated('31/01/2031', 'DD/MM/YYYY') })],
    })
    expect((await send(file)).body).toMatchObject({ applied: false, new: 2, changed: 0, errors: 0, records: 2 })
    expect((await list('&q=XA-')).total).toBe(0)
    expect((await send(file, { mode: 'apply' })).body).toMatchObject({ applied: true, new: 2 })
    const { items } = await list('&q=xa-24')
    expect(items).toMatchObject([
      {
        about: 'hardware',
        name: 'XA-24',
        bulletin: 'EOL1234',
        milestones: [
          { milestone: 'end_of_sale', date: '2020-01-31' },
          { milestone: 'last_support', date: '2031-01-31' },
        ],
      },
    ])
    expect((await send(file, { mode: 'apply' })).body).toMatchObject({ new: 0, changed: 0, unchanged: 2 })
    const moved = JSON.stringify([eox(' xa-48', { EndOfSaleDate: dated('2021-01-31') })])
    expect((await send(moved)).body.differences).toEqual([
      { row: 1, name: 'xa-48', cycle: '', status: 'changed', fields: ['name', 'title', 'end_of_sale'] },
    ])
    const { rows } = await sql<{
      n: number
    }>`select count(*)::int as n from audit_entry where action = 'lifecycle.imported'`.execute(world.ownerDb)
    expect(rows[0]?.n).toBe(1)
  })

  test('as a table; every wrong cell is named, and the rest counts', async () => {
    const table = [
      'EOLProductID,EndOfSaleDate,LastDateOfSupport,EOXInputValue',
      'TB-1,2026-02-30,2030-01-01,TB-1',
      ',2026-01-01,,?',
      'TB-2,2026-02-28,,TB-2 ',
      'tb-2,2026-02-28,,TB-2 ',
      ',,,NOT-KNOWN ',
    ].join('\n')
    const { body } = await send(table)
    expect(body).toMatchObject({ records: 5, new: 1, empty: 1, errors: 3 })
    expect(body.findings).toEqual([
      { row: 2, field: 'EndOfSaleDate', code: 'invalid_date', value: '2026-02-30' },
      { row: 3, field: 'EOLProductID', code: 'required', value: '' },
      { row: 5, field: 'EOLProductID', code: 'duplicate', value: 'tb-2' },
    ])
  })

  test.each([
    ['', 'no_rows'],
    ['{"EOXRecord": [', 'malformed_json'],
    ['{"something": []}', 'unknown_format'],
    ['a,b\n1,2', 'unknown_format'],
  ])('%j is refused: %s', async (content, code) => {
    const reply = await send(content)
    expect([reply.status, reply.body.code]).toEqual([400, 'lifecycle_unreadable'])
    expect(reply.body.fields).toMatchObject([{ path: 'file', code }])
  })

  test('only administrators of the vendor import', async () => {
    const file = JSON.stringify([eox('XB-1')])
    expect((await send(file, {}, await world.staff('auditor'))).status).toBe(403)
    expect((await send(file, {}, null)).status).toBe(401)
    const member = await world.member((await world.partner()).partnerId, { role: 'super_admin' })
    expect((await send(file, {}, member)).status).toBe(404)
    expect((await world.call(member, 'GET', '/api/v1/vendor/lifecycle')).status).toBe(404)
  })
})

describe('a product of endoflife.date', () => {
  test.each([
    [
      'its site',
      {
        title: 'Quartz OS',
        releases: [
          { releaseCycle: '4.1', eoas: '2026-01-01', eol: '2027-01-01' },
          { releaseCycle: '3.0', eol: true },
          { releaseCycle: '5.0', eol: false },
        ],
      },
    ],
    [
      'its first API',
      [
        { cycle: '4.1', support: '2026-01-01', eol: '2027-01-01' },
        { cycle: '3.0', support: true, eol: true },
        { cycle: '5.0', eol: false },
      ],
    ],
    [
      'its present API',
      {
        result: {
          name: 'quartz',
          label: 'Quartz OS',
          releases: [
            { name: '4.1', isEoas: true, eoasFrom: '2026-01-01', isEol: false, eolFrom: '2027-01-01' },
            { name: '3.0', isEol: true, eolFrom: null },
            { name: '5.0', isEol: false, eolFrom: null },
          ],
        },
      },
    ],
  ])('as %s has it', async (_, file) => {
    await sql`delete from lifecycle_entry where about = 'software'`.execute(world.ownerDb)
    const reply = await send(JSON.stringify(file), { mode: 'apply', family: 'Quartz OS' })
    expect(reply.body).toMatchObject({ source: 'endoflife', family: 'Quartz OS', new: 3, errors: 0 })
    const { items } = await list('&about=software')
    expect(items.map(({ cycle, milestones }: { cycle: string; milestones: unknown }) => [cycle, milestones])).toEqual([
      ['3.0', [{ milestone: 'end_of_security_support', date: null }]],
      [
        '4.1',
        [
          { milestone: 'end_of_active_support', date: '2026-01-01' },
          { milestone: 'end_of_security_support', date: '2027-01-01' },
        ],
      ],
      ['5.0', []],
    ])
  })
})

describe('alerts of it', () => {
  test('each device has the milestone whose turn it is; an unknown train has none; settings and removal count', async () => {
    const { partnerId } = await world.partner()
    const admin = await world.member(partnerId, { role: 'admin' })
    const customerId = await world.customer(partnerId)
    const contractId = await world.service(partnerId, customerId)
    const alerts = alerting(world, admin, partnerId)
    const serials = [1, 2, 3, 4].map((n) => `FTX100000${n}`)
    for (const serial of serials) await world.line(partnerId, contractId, { serial, productId: '' })
    const device = (n: number, productId: string, softwareVersion: string) => ({
      hostname: `edge-${n}`,
      vendor: 'Cisco',
      serial: `FTX100000${n}`,
      productId,
      softwareType: 'IOS-XE',
      softwareVersion,
    })
    await collecting(world, admin, { partnerId, customerId }).take(
      ndjson(
        device(1, 'ed-9 ', '17.06.04'),
        device(2, 'ED-9', '17.6.10'),
        device(3, 'ED-90', '17.60.1'),
        device(4, '', '16.1'),
      ),
    )
    const milestones = {
      EndOfSaleDate: dated(day(-500)),
      EndOfSecurityVulSupportDate: dated(day(30)),
      LastDateOfSupport: dated(day(900)),
    }
    await send(JSON.stringify({ EOXRecords: [eox('ED-9', milestones)] }), { mode: 'apply' })
    const train = {
      title: 'Cisco IOS XE',
      releases: [
        { releaseCycle: '17', eol: '2099-01-01' },
        { releaseCycle: '17.6', eoas: day(-400), eol: day(-5) },
      ],
    }
    await send(JSON.stringify(train), { mode: 'apply' })
    await alerts.all()
    const expected = [
      'hardware_milestone edge-1 end_of_security_support open',
      'hardware_milestone edge-2 end_of_security_support open',
      'software_milestone edge-1 end_of_security_support open',
      'software_milestone edge-2 end_of_security_support open',
    ]
    expect(await alerts.said()).toEqual(expected)
    const found = (await alerts.list('&kind=hardware_milestone')).body.items[0]
    expect(found).toMatchObject({ severity: 'low', bulletin: 'EOL1234', dueAt: `${day(30)}T00:00:00.000Z` })
    expect((await alerts.list('&severity=high&kind=software_milestone')).body.items[0]).toMatchObject({ train: '17.6' })

    const settings = { milestoneDays: 10, hardwareMilestones: ['end_of_sale', 'last_support'], softwareMilestones: [] }
    expect((await world.call(vendor, 'PUT', '/api/v1/vendor/lifecycle-settings', settings)).body).toEqual(settings)
    await alerts.all()
    expect(await alerts.said()).toEqual([
      'hardware_milestone edge-1 end_of_sale open',
      'hardware_milestone edge-2 end_of_sale open',
    ])
    const [entry] = (await list('&q=ED-9&about=hardware')).items
    expect((await world.call(vendor, 'DELETE', `/api/v1/vendor/lifecycle/${entry.entryId}`)).status).toBe(204)
    await alerts.all()
    expect(await alerts.said()).toEqual([])
    expect((await alerts.said('&state=resolved')).length).toBe(6)
    expect(
      (await world.call(vendor, 'PUT', '/api/v1/vendor/lifecycle-settings', { ...settings, milestoneDays: -1 })).status,
    ).toBe(400)
    const auditor = await world.staff('auditor')
    expect((await world.call(auditor, 'PUT', '/api/v1/vendor/lifecycle-settings', settings)).status).toBe(403)
  })

  test.each([
    ['17.06.04', '17.6.4.'],
    ['9.3(8)', '9.3.8.'],
    ['v7.2.6', '7.2.6.'],
    ['21.4R3-S5.4', '21.4.r.3.s.5.4.'],
    ['10.1.14-h6', '10.1.14.h.6.'],
    ['', ''],
    ['…', ''],
  ])('version %s in tokens', async (version, key) => {
    const { rows } = await sql<{ key: string }>`select app.version_key(${version}) as key`.execute(world.ownerDb)
    expect(rows[0]?.key).toBe(key)
  })
})

// Real files, which are not this project's: LIFECYCLE_FILES names a folder of endoflife.date products.
const folder = process.env.LIFECYCLE_FILES
test.skipIf(!folder)('every product of the folder is read without an error, and twice is once', async () => {
  for (const name of readdirSync(folder ?? '').filter((one) => one.endsWith('.json'))) {
    const content = readFileSync(join(folder ?? '', name), 'utf8')
    const releases = JSON.parse(content).releases.length
    expect((await send(content, { mode: 'apply', name })).body, name).toMatchObject({ new: releases, errors: 0 })
    expect((await send(content, { mode: 'apply', name })).body, name).toMatchObject({
      new: 0,
      changed: 0,
      unchanged: releases,
    })
  }
})
