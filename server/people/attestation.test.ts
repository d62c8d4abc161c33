import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, createWorld, inDays, type SponsorshipFixture, type World } from '../../test/support/world.ts'
import { attestationJob } from './attestation-job.ts'

let world: World
let partnerId: string
let administrator: Actor
let sponsorship: SponsorshipFixture

beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner({ name: 'Alpha' })).partnerId
  administrator = await world.administrator(partnerId)
  sponsorship = await world.sponsorship(partnerId, await world.customer(partnerId, { name: 'Bakery' }), { seats: 100 })
})
afterAll(() => world.close())

const at = (path: string) => `/api/v1/partners/${partnerId}/attestations${path}`
const runJob = () => attestationJob.handle({}, { ...world.deps, signal: new AbortController().signal, attempt: 1 })
const mails = async (to: string) =>
  (await world.ownerDb.selectFrom('mail_message').select('template').where('to_address', '=', to).execute()).map(
    (row) => row.template,
  )
const due = async (query = '') =>
  (await world.call(administrator, 'GET', at(query))).body.items.map(
    (one: { registrationId: string }) => one.registrationId,
  )

describe('attestation (R18)', () => {
  test('lists who is due soon, overdue, and suspended; confirming starts a new period', async () => {
    const fresh = await world.registered(sponsorship, { attestedDaysAgo: 100 })
    const soon = await world.registered(sponsorship, { attestedDaysAgo: 340 })
    const overdue = await world.registered(sponsorship, { attestedDaysAgo: 380 })
    const suspended = await world.registered(sponsorship, { attestedDaysAgo: 400 })
    expect(await due()).toEqual([suspended, overdue, soon].map((one) => one.registrationId))
    expect(await due('?due=soon')).toEqual([soon.registrationId])
    expect(await due('?due=overdue')).toEqual([overdue.registrationId])
    expect(await due('?due=suspended')).toEqual([suspended.registrationId])
    expect(await due()).not.toContain(fresh.registrationId)
    const explain = '/api/v1/access/explain?entitlementId=software.download'
    expect((await world.call(suspended, 'GET', explain)).body.holds).toBe(false)
    const ids = [soon, overdue, suspended].map((one) => one.registrationId)
    const reply = await world.call(administrator, 'POST', at('/confirm'), { registrationIds: ids, reason: '' })
    expect(reply.body.done).toBe(3)
    expect(await due()).toEqual([])
    expect((await world.call(suspended, 'GET', explain)).body.holds).toBe(true)
  })

  test('marking as left disables', async () => {
    const gone = await world.registered(sponsorship, { attestedDaysAgo: 380 })
    const body = { registrationIds: [gone.registrationId], reason: 'Works elsewhere' }
    expect((await world.call(administrator, 'POST', at('/left'), body)).body.done).toBe(1)
    expect(await due()).toEqual([])
    expect((await world.call(gone, 'GET', '/api/v1/access')).status).toBe(401)
  })

  test('the daily job warns once a period, tells both sides once that access stopped, and stops nothing itself', async () => {
    const late = await world.registered(sponsorship, { attestedDaysAgo: 345 })
    const over = await world.registered(sponsorship, { attestedDaysAgo: 396 })
    await runJob()
    await Promise.all([runJob(), runJob()])
    expect(await mails(administrator.email)).toEqual(['attestation_due', 'attestation_suspended_partner'])
    expect(await mails(over.email)).toEqual(['attestation_suspended_person'])
    expect(await mails(late.email)).toEqual([])
    const row = await world.ownerDb
      .selectFrom('registration')
      .select(['state', 'attestation_warned_at'])
      .where('registration_id', '=', over.registrationId)
      .executeTakeFirstOrThrow()
    expect(row).toMatchObject({ state: 'active', attestation_warned_at: null })
    // The next period warns again.
    await world.call(administrator, 'POST', at('/confirm'), { registrationIds: [late.registrationId], reason: '' })
    await world.ownerDb
      .updateTable('registration')
      .set({ attested_at: inDays(-350) })
      .where('registration_id', '=', late.registrationId)
      .execute()
    await runJob()
    expect((await mails(administrator.email)).filter((template) => template === 'attestation_due')).toHaveLength(2)
  })

  test('is for this partner’s sponsorship administrators', async () => {
    const one = await world.registered(sponsorship, { attestedDaysAgo: 380 })
    const body = { registrationIds: [one.registrationId], reason: '' }
    const foreign = await world.administrator((await world.partner()).partnerId)
    expect((await world.call(null, 'GET', at(''))).status).toBe(401)
    expect((await world.call(foreign, 'GET', at(''))).status).toBe(404)
    expect((await world.call(foreign, 'POST', at('/confirm'), body)).status).toBe(404)
    expect((await world.call(await world.member(partnerId), 'POST', at('/confirm'), body)).status).toBe(403)
    expect((await world.call(administrator, 'POST', at('/confirm'), { ...body, all: true })).status).toBe(400)
    expect(await due()).toContain(one.registrationId)
  })
})
