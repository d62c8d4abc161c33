import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ImportCase, importing } from '../../test/support/importing.ts'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'

let world: World
let agent: Actor
let files: ImportCase
let partner: Awaited<ReturnType<World['partner']>>
beforeAll(async () => {
  world = await createWorld()
  agent = await world.staff('support_agent')
  files = importing(world, agent)
  partner = await world.partner({ name: 'Órbita Redes' })
  await world.serviceType()
})
afterAll(() => world.close())

const header =
  'Partner,Contract number,Contract type,Customer,Contract start,Contract end,Serial number,Vendor,Product id,Service level,Line start,Line end'
const contract = (number: string, customer = '', end = '2027-12-31') =>
  `orbita redes,${number},Gold,${customer},2026-01-01,${end}`
const line = (serial: string, more = 'Cisco,C9300,SNT,,') => `${serial},${more}`
const text = (...rows: string[]) => [header, ...rows].join('\n')
const linesOf = async (number: string) =>
  (
    await sql<{ serial: string; customer: string | null; first: string; last: string; level: string }>`
      select l.serial, cu.name as customer, l.starts_at::date::text as first, (l.ends_at - interval '1 second')::date::text as last,
        l.service_level as level
      from contract_line l join contract c using (partner_id, contract_id)
      left join customer cu on cu.partner_id = l.partner_id and cu.customer_id = l.customer_id
      where c.number = ${number} order by 1`.execute(world.ownerDb)
  ).rows

describe('a file from upload to applied', () => {
  test('new contracts with their lines and customers; the same file twice changes nothing', async () => {
    const customerId = await world.customer(partner.partnerId, { name: 'Acme Mills' })
    const file = text(
      `${contract('IM-100', 'acme  mills')},${line('sn1')}`,
      `${contract('IM-100', 'Acme Mills')},${line('SN2', 'Cisco,C9300,,2026-02-01,2026-06-30')}`,
      `${contract('IM-200', 'New Rivers')},${line('SN1')}`,
      `${contract('IM-300')},,,,,,`,
    )
    const made = await files.upload(file, { name: 'june.csv' })
    expect(made).toMatchObject({ status: 201, body: { state: 'uploaded', format: 'csv', fileName: 'june.csv' } })
    expect(Object.keys(made.body.mapping)).toHaveLength(12)
    const strict = await files.check(made.body.importId)
    expect(strict).toMatchObject({ state: 'checked', counts: { rows: 4, errorRows: 1, errors: 1 } })
    expect(await files.findings(made.body.importId)).toEqual(['4 D unknown_customer New Rivers'])

    const checked = await files.check(made.body.importId, { createCustomers: true })
    expect(checked.counts).toMatchObject({
      errors: 0,
      customers: 1,
      contracts: { new: 3, changed: 0, unchanged: 0 },
      lines: { new: 3, changed: 0, unchanged: 0 },
    })
    expect(await linesOf('IM-100')).toEqual([])
    expect(await files.apply(made.body.importId)).toMatchObject({ state: 'applied', mode: 'all' })
    expect(await linesOf('IM-100')).toEqual([
      { serial: 'SN2', customer: 'Acme Mills', first: '2026-02-01', last: '2026-06-30', level: '' },
      { serial: 'sn1', customer: 'Acme Mills', first: '2026-01-01', last: '2027-12-31', level: 'SNT' },
    ])
    expect((await linesOf('IM-200'))[0]).toMatchObject({ serial: 'SN1', customer: 'New Rivers' })
    const found = await world.call(agent, 'GET', '/api/v1/vendor/contracts?q=IM-300')
    expect(found.body.items[0]).toMatchObject({ customerId: null, shownState: 'in_force' })
    expect((await world.call(agent, 'GET', '/api/v1/vendor/contracts?q=IM-100')).body.items[0].customerId).toBe(
      customerId,
    )

    const again = await files.upload(file)
    const second = await files.check(again.body.importId)
    expect(second.counts).toMatchObject({
      errors: 0,
      customers: 0,
      contracts: { new: 0, changed: 0, unchanged: 3 },
      lines: { new: 0, changed: 0, unchanged: 3 },
    })
    expect(await files.start(again.body.importId, 'apply', { mode: 'all' })).toMatchObject({
      status: 409,
      body: { code: 'import_changes_nothing' },
    })
  })

  test('the timeline of every contract tells of the file that touched it; the chain still verifies', async () => {
    const first = await files.checked(
      text(`${contract('IM-150')},${line('TL1')}`, `${contract('IM-151')},${line('TL2')}`),
    )
    await files.apply(first.importId)
    const second = await files.checked(
      text(
        `${contract('IM-150', '', '2028-06-30')},${line('TL1')}`,
        `${contract('IM-150', '', '2028-06-30')},${line('TL3')}`,
      ),
    )
    await files.apply(second.importId)
    const eventsOf = async (number: string) => {
      const { partner_id, contract_id } = await world.ownerDb
        .selectFrom('contract')
        .selectAll()
        .where('number', '=', number)
        .executeTakeFirstOrThrow()
      return (await world.call(agent, 'GET', `/api/v1/vendor/partners/${partner_id}/contracts/${contract_id}`)).body
        .events
    }
    const brought = { status: 'new', fileName: 'file.csv', lines: { new: 1, changed: 0, ended: 0 } }
    expect(await eventsOf('IM-150')).toMatchObject([
      { action: 'contract.imported', import: { importId: first.importId, ...brought } },
      {
        action: 'contract.imported',
        before: { contractEnd: '2028-01-01T00:00:00.000Z' },
        import: {
          importId: second.importId,
          status: 'changed',
          lines: { new: 1, changed: expect.any(Number), ended: 0 },
        },
      },
    ])
    expect(await eventsOf('IM-151')).toMatchObject([{ import: brought }])
    const verified = await world.call(await world.staff('auditor'), 'GET', '/api/v1/vendor/audit/verification')
    expect([verified.status, verified.body.findings]).toEqual([200, []])
  })

  test('who did it is in the partner’s log and the vendor’s, once each, and gets a mail', async () => {
    const { body } = await files.upload(
      text(`${contract('IM-400')},${line('A1')}`, `${contract('IM-400')},${line('A2')}`),
    )
    await files.check(body.importId)
    await files.apply(body.importId, 'all', 'Yearly order')
    const { items } = (
      await world.call(await world.staff('auditor'), 'GET', '/api/v1/vendor/audit?action=import.applied&limit=2')
    ).body
    expect(items.map((item: { partnerId: string }) => item.partnerId)).toEqual([null, partner.partnerId])
    const entry = await world.call(
      await world.staff(),
      'GET',
      `/api/v1/vendor/audit/${partner.partnerId}/${items[1].seq}`,
    )
    expect(entry.body).toMatchObject({
      accountId: agent.accountId,
      detail: { reason: 'Yearly order', contracts: { new: 1 }, lines: { new: 2, changed: 0, ended: 0 } },
    })
    const mail = await world.ownerDb
      .selectFrom('mail_message')
      .select(['to_address', 'template'])
      .orderBy('created_at', 'desc')
      .executeTakeFirst()
    expect(mail).toEqual({ to_address: agent.email, template: 'import_applied' })
  })

  test('changes show what stands there; an empty cell leaves it; missing ones end only by choice', async () => {
    await files.apply(
      (
        await files.checked(
          text(
            `${contract('IM-500', 'Acme Mills')},${line('B1')}`,
            `${contract('IM-500', 'Acme Mills')},${line('B2')}`,
          ),
        )
      ).importId,
    )
    const { importId, counts } = await files.checked(
      `Contract;Contract end;Serial;Vendor;Service level;Last day\nim 500;30.06.2027;b1;CISCO;8x5;30.06.2027\n`,
    )
    expect(counts).toMatchObject({ errors: 0, contracts: { changed: 1 }, lines: { changed: 1, missing: 1 } })
    const contracts = await world.call(agent, 'GET', `/api/v1/vendor/imports/${importId}/contracts`)
    expect(contracts.body).toMatchObject({
      total: 1,
      items: [
        { number: 'IM-500', before: { contractEnd: '2028-01-01T00:00:00.000Z' }, endsAt: '2027-07-01T00:00:00.000Z' },
      ],
    })
    const lines = await world.call(agent, 'GET', `/api/v1/vendor/imports/${importId}/lines`)
    expect(Object.keys(lines.body.items[0].before).sort()).toEqual(['lineEnd', 'serial', 'serviceLevel', 'vendor'])
    const missing = await world.call(agent, 'GET', `/api/v1/vendor/imports/${importId}/lines?status=missing`)
    expect(missing.body.items).toMatchObject([{ serial: 'B2', row: null }])
    await files.apply(importId)
    expect(await linesOf('IM-500')).toMatchObject([
      { serial: 'B2', last: '2027-12-31' },
      { serial: 'b1', customer: 'Acme Mills', last: '2027-06-30', level: '8x5' },
    ])
    const ending = await files.checked(`Contract,Serial,Vendor\nIM-500,B1,Cisco\n`, { endMissing: 'lines' })
    expect(ending.counts).toMatchObject({ lines: { missing: 1 } })
    await files.apply(ending.importId)
    expect((await linesOf('IM-500'))[1]?.last).toBe(new Date().toISOString().slice(0, 10))
  })

  test('a workbook and JSON say the same as CSV', async () => {
    const rows = [
      {
        partner: 'Órbita Redes',
        contractNumber: 'IM-600',
        contractType: 'Gold',
        contractStart: '2026-01-01',
        contractEnd: '2026-12-31',
        serial: 'J1',
        vendor: 'Cisco',
      },
    ]
    const json = await files.checked(JSON.stringify(rows), {}, 'application/json')
    expect(json).toMatchObject({ format: 'json', counts: { errors: 0, contracts: { new: 1 }, lines: { new: 1 } } })
    await files.apply(json.importId)
    const sheet = await world.app.request('/api/v1/vendor/import-template?format=xlsx', {
      headers: { cookie: agent.cookie },
    })
    const book = await files.upload(new Uint8Array(await sheet.arrayBuffer()), {
      type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    })
    expect(book.body).toMatchObject({ format: 'xlsx', sheets: ['Contracts'] })
    expect(Object.keys(book.body.mapping)).toHaveLength(12)
  })
})

describe('what a change stops', () => {
  test('is shown with the check, and has stopped when it is applied', async () => {
    const other = await world.partner()
    const customerId = await world.customer(other.partnerId)
    await world.registered(await world.sponsorship(other.partnerId, customerId))
    const [row] = (
      await sql<{ number: string }>`select number from contract where contract_id = ${other.contractId}`.execute(
        world.ownerDb,
      )
    ).rows
    const ended = inDays(-2).toISOString().slice(0, 10)
    const { importId, impact } = await files.checked(`Contract,Contract end\n${row?.number},${ended}\n`)
    expect(impact).toMatchObject({ people: 1, sponsorshipCount: 1 })
    await files.apply(importId, 'all', 'Not renewed')
    const held = await sql`select 1 from effective_access where partner_id = ${other.partnerId} and holds`.execute(
      world.ownerDb,
    )
    expect(held.rows).toEqual([])
  })

  test('also of the support service, at once or earlier than it would have', async () => {
    const { partnerId } = await world.partner()
    const customers = await Promise.all([world.customer(partnerId), world.customer(partnerId)])
    const [over, soon] = await Promise.all(customers.map((customerId) => world.service(partnerId, customerId)))
    const numbers = await world.ownerDb
      .selectFrom('contract')
      .select(['contract_id', 'number'])
      .where('partner_id', '=', partnerId)
      .execute()
    const numberOf = (id: string | undefined) => numbers.find((one) => one.contract_id === id)?.number
    const day = (days: number) => inDays(days).toISOString().slice(0, 10)
    const rows = [[over, day(-2)] as const, [soon, day(2)] as const]
    const { impact } = await files.checked(
      `Contract,Contract end\n${rows.map(([id, end]) => `${numberOf(id)},${end}\n`).join('')}`,
    )
    expect(impact).toMatchObject({
      serviceCount: 1,
      services: [{ customerId: customers[0], after: 'grace', closesAt: expect.any(String) }],
      servicesEarlier: { customers: 1, at: `${day(3)}T00:00:00.000Z` },
    })
  })

  test('contracts that the file does not have end when that was chosen', async () => {
    const other = await world.partner()
    const kept = await world.contract(other.partnerId, { number: 'KEEP-1' })
    const { importId, counts } = await files.checked('Contract\nKEEP-1\n', { endMissing: 'contracts' })
    expect(counts).toMatchObject({ contracts: { unchanged: 1, missing: 1 } })
    await files.apply(importId)
    const states = await world.ownerDb
      .selectFrom('contract')
      .select(['contract_id', 'state'])
      .where('partner_id', '=', other.partnerId)
      .execute()
    expect(Object.fromEntries(states.map((one) => [one.contract_id, one.state]))).toEqual({
      [kept]: 'active',
      [other.contractId]: 'terminated',
    })
  })
})
