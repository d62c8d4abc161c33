import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'
import { startOf } from './status-report.ts'
import { statusReportJob } from './status-report-job.ts'

let world: World
let partnerId: string
let customerId: string
let administrator: Actor

beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner({ name: 'Alpha' })).partnerId
  administrator = await world.administrator(partnerId)
  customerId = await world.customer(partnerId, { name: '=HYPERLINK("x")' })
  const under = await world.sponsorship(partnerId, customerId, { seats: 5 })
  for (const state of ['active', 'active', 'to_be_verified', 'disabled', 'unconfirmed', 'left'])
    await world.registered(under, { state })
  await world.registered(under, { attestedDaysAgo: 400 })
  const other = await world.sponsorship(partnerId, await world.customer(partnerId, { name: 'Zoo' }), { seats: 2 })
  await world.registered(other)
})
afterAll(() => world.close())

const at = (path = '') => `/api/v1/partners/${partnerId}/status-report${path}`
const runJob = () => statusReportJob.handle({}, { ...world.deps, signal: new AbortController().signal, attempt: 1 })

async function actions(): Promise<string[]> {
  const rows = await world.ownerDb
    .selectFrom('audit_entry')
    .select('action')
    .where('partner_id', '=', partnerId)
    .where('object_type', '=', 'status_report')
    .orderBy('seq')
    .execute()
  return rows.map((row) => row.action)
}

describe('the status report (R5)', () => {
  test('counts people by state and seats, in all and per sponsorship', async () => {
    const { status, body } = await world.call(administrator, 'GET', at())
    expect(status).toBe(200)
    expect(body.totals).toEqual({
      registrations: 8,
      unconfirmed: 1,
      toBeVerified: 1,
      active: 3,
      withoutAccess: 0,
      suspended: 1,
      disabled: 1,
      left: 1,
      lapsed: 0,
      seats: 7,
      seatsUsed: 6,
      seatsAvailable: 1,
    })
    expect(body.sponsorships.map((one: { seatsUsed: number; state: string }) => [one.seatsUsed, one.state])).toEqual([
      [5, 'full'],
      [1, 'partly_used'],
    ])
    const one = (await world.call(administrator, 'GET', at(`?customerId=${customerId}`))).body
    expect(one.totals).toMatchObject({ registrations: 7, seats: 5 })
  })

  test('tells who is active under a sponsorship that is over', async () => {
    const expiring = world.ownerDb.updateTable('sponsorship').where('partner_id', '=', partnerId)
    const before = await world.ownerDb
      .selectFrom('sponsorship')
      .selectAll()
      .where('customer_id', '=', customerId)
      .execute()
    await expiring
      .set({ expires_at: inDays(-1) })
      .where('customer_id', '=', customerId)
      .execute()
    const { totals, sponsorships } = (await world.call(administrator, 'GET', at())).body
    expect(sponsorships[0]).toMatchObject({ state: 'expired', active: 0, withoutAccess: 2 })
    expect(totals).toMatchObject({ active: 1, withoutAccess: 2, registrations: 8 })
    for (const { sponsorship_id, expires_at } of before)
      await expiring.set({ expires_at }).where('sponsorship_id', '=', sponsorship_id).execute()
  })

  test('has a point for every period, with levels that begin with what was before', async () => {
    await world.ownerDb
      .updateTable('registration')
      .set({ created_at: inDays(-400), confirmed_at: inDays(-399) })
      .where('partner_id', '=', partnerId)
      .where('customer_id', '<>', customerId)
      .execute()
    const { series } = (await world.call(administrator, 'GET', at('?period=month'))).body
    expect(series.length).toBeGreaterThanOrEqual(12)
    expect(series[0]).toMatchObject({ registered: 0, registeredTotal: 1, withAccess: 1 })
    expect(series.at(-1)).toMatchObject({ registered: 7, registeredTotal: 8 })
    const days = (await world.call(administrator, 'GET', at(`?period=day&since=${inDays(-6).toISOString()}`))).body
      .series
    expect(days).toHaveLength(7)
    expect(startOf(new Date('2026-11-22T10:00:00Z'), 'week').toISOString()).toBe('2026-11-16T00:00:00.000Z')
  })

  test('exports CSV and Excel with safe cells, filtered like the list, audited', async () => {
    const csv = await world.call(administrator, 'GET', at('/export?format=csv&content=people'))
    expect(csv.headers.get('content-type')).toContain('text/csv')
    expect(csv.text.trim().split('\r\n')).toHaveLength(9)
    expect(csv.text).toContain(`"'=HYPERLINK(""x"")"`)
    const some = await world.call(administrator, 'GET', at('/export?format=csv&state=suspended&sort=-name'))
    expect(some.text.trim().split('\r\n')).toHaveLength(2)
    const sums = await world.call(administrator, 'GET', at('/export?format=csv&content=sponsorships'))
    expect(sums.text.trim().split('\r\n')).toHaveLength(3)
    const xlsx = await world.call(administrator, 'GET', at('/export?format=xlsx'))
    expect(xlsx.text.slice(0, 2)).toBe('PK')
    expect(await actions()).toEqual(Array.from({ length: 4 }, () => 'status_report.exported'))
    expect((await world.call(administrator, 'GET', at('/export?format=pdf'))).status).toBe(400)
  })

  test('is mailed once a period to those who want it, with the file', async () => {
    const subscribe = (who: Actor | null, body: unknown) => world.call(who, 'PUT', at('/subscription'), body)
    const sent = async () =>
      world.ownerDb
        .selectFrom('mail_message')
        .select(['to_address', 'params_sealed'])
        .where('template', '=', 'status_report')
        .execute()
    const since = (days: number) =>
      world.ownerDb
        .updateTable('membership')
        .set({ status_report_sent_at: inDays(-days) })
        .where('account_id', '=', administrator.accountId)
        .execute()
    await runJob()
    expect(await sent()).toEqual([])
    expect((await subscribe(administrator, { every: 'weekly' })).status).toBe(204)
    expect((await world.call(administrator, 'GET', at())).body.subscription.every).toBe('weekly')
    await runJob()
    expect(await sent()).toEqual([])
    await since(8)
    await Promise.all([runJob(), runJob()])
    await runJob()
    const [mail, ...more] = await sent()
    expect(more).toEqual([])
    expect(mail?.to_address).toBe(administrator.email)
    // A workbook of eight people, sealed.
    expect(mail?.params_sealed?.length ?? 0).toBeGreaterThan(4000)
    await subscribe(administrator, { every: 'monthly' })
    await since(32)
    await runJob()
    expect(await sent()).toHaveLength(2)
    await subscribe(administrator, { every: 'never' })
    await since(400)
    await runJob()
    expect(await sent()).toHaveLength(2)
    expect((await subscribe(administrator, { every: 'hourly' })).status).toBe(400)
    expect((await subscribe(administrator, { every: 'weekly', accountId: administrator.accountId })).status).toBe(400)
  })

  test('is for this partner’s sponsorship administrators', async () => {
    const foreign = await world.administrator((await world.partner()).partnerId)
    const member = await world.member(partnerId, { role: 'admin' })
    for (const path of [at(), at('/export?format=csv')]) {
      expect((await world.call(null, 'GET', path)).status).toBe(401)
      expect((await world.call(foreign, 'GET', path)).status).toBe(404)
      expect((await world.call(member, 'GET', path)).status).toBe(403)
    }
    expect((await world.call(foreign, 'PUT', at('/subscription'), { every: 'weekly' })).status).toBe(404)
    expect((await world.call(member, 'PUT', at('/subscription'), { every: 'weekly' })).status).toBe(403)
    expect((await world.call(null, 'PUT', at('/subscription'), { every: 'weekly' })).status).toBe(401)
  })
})
