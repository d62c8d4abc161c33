import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lettersTo } from '../../test/support/outbox.ts'
import { reviewsOf } from '../../test/support/reviews.ts'
import { type Actor, createWorld, type SponsorshipFixture, type World } from '../../test/support/world.ts'
import { closeReview } from './close.ts'

let world: World
let partnerId: string
let sponsor: Actor
let superAdmin: Actor
let bakery: SponsorshipFixture
let mill: SponsorshipFixture
let reviews: ReturnType<typeof reviewsOf>

beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner()).partnerId
  sponsor = await world.administrator(partnerId)
  superAdmin = await world.member(partnerId, { role: 'super_admin' })
  bakery = await world.sponsorship(partnerId, await world.customer(partnerId, { name: 'Bakery' }), { seats: 50 })
  mill = await world.sponsorship(partnerId, await world.customer(partnerId, { name: 'Mill' }), { seats: 50 })
  reviews = reviewsOf(world, partnerId)
})
afterAll(() => world.close())

type Registered = Awaited<ReturnType<World['registered']>>
const holds = async (person: Registered) =>
  (await world.call(person, 'GET', '/api/v1/access/explain?entitlementId=software.download')).body.holds
const dueIds = async () =>
  (await world.call(sponsor, 'GET', `/api/v1/partners/${partnerId}/attestations`)).body.items.map(
    (one: { registrationId: string }) => one.registrationId,
  )
const plan = { audience: 'customer_users', title: 'Customer users' }
const rowOf = (reviewId: string, person: Registered) => reviews.rowOf(sponsor, reviewId, person, 'customer_user')

describe('customer users: attestation by campaign (R18)', () => {
  test('keeping attests, removing disables, suspending takes the attestation back until somebody attests', async () => {
    const kept = await world.registered(bakery, { attestedDaysAgo: 380 })
    const gone = await world.registered(bakery, { attestedDaysAgo: 10 })
    const paused = await world.registered(bakery, { attestedDaysAgo: 10 })
    const elsewhere = await world.registered(mill)
    const reviewId = await reviews.start(sponsor, { ...plan, customerIds: [bakery.customerId] })
    const rows = await reviews.rows(sponsor, reviewId)
    expect(rows).toHaveLength(3)
    expect(rows.some((row) => row.accountId === elsewhere.accountId)).toBe(false)
    expect(await dueIds()).toEqual([kept.registrationId])
    const answer = async (decision: string, person: Registered) =>
      (await reviews.answer(sponsor, reviewId, decision, [(await rowOf(reviewId, person)).rowId])).body.done
    expect(await answer('keep', kept)).toBe(1)
    expect(await answer('remove', gone)).toBe(1)
    expect(await answer('suspend', paused)).toBe(1)
    expect(await holds(kept)).toBe(true)
    expect(await holds(paused)).toBe(false)
    expect((await world.call(gone, 'GET', '/api/v1/access')).status).toBe(401)
    // The always-on list of attestation knows: the kept one is done, the suspended one waits for a word.
    expect(await dueIds()).toEqual([paused.registrationId])
    expect((await lettersTo(world, paused.email)).map((letter) => letter.template)).toEqual([
      'attestation_suspended_person',
    ])
    const confirm = { registrationIds: [paused.registrationId], reason: '' }
    await world.call(sponsor, 'POST', `/api/v1/partners/${partnerId}/attestations/confirm`, confirm)
    expect(await holds(paused)).toBe(true)
    await closeReview({ ...world.deps, signal: new AbortController().signal }, reviewId)
  })

  test('whoever was dealt with meanwhile is closed as such; a rule that keeps attests nobody', async () => {
    const person = await world.registered(mill, { attestedDaysAgo: 380 })
    const left = await world.registered(mill)
    const reviewId = await reviews.start(sponsor, { ...plan, customerIds: [mill.customerId], rule: 'keep' })
    await world.call(sponsor, 'POST', `/api/v1/partners/${partnerId}/people/disable`, {
      registrationIds: [left.registrationId],
      reason: 'Left the company',
    })
    expect((await rowOf(reviewId, left)).state).toBe('gone')
    await reviews.makeDue(reviewId)
    await closeReview({ ...world.deps, signal: new AbortController().signal }, reviewId)
    expect(await dueIds()).toContain(person.registrationId)
    const { records } = (await world.call(sponsor, 'GET', reviews.at(`/${reviewId}/record`))).body
    expect(records[0].record.totals).toMatchObject({ gone: 1, unanswered: 2, kept: 2 })
  })

  test('belongs to sponsorship administrators; the team’s reviews to SA and PA: neither sees the other’s', async () => {
    const sponsors = await reviews.start(sponsor, plan)
    const team = await reviews.start(superAdmin)
    const titles = async (by: Actor) =>
      (await world.call(by, 'GET', reviews.at())).body.items.map((one: { reviewId: string }) => one.reviewId)
    expect(await titles(sponsor)).toContain(sponsors)
    expect(await titles(sponsor)).not.toContain(team)
    expect(await titles(superAdmin)).toEqual([team])
    expect((await world.call(superAdmin, 'GET', reviews.at(`/${sponsors}`))).status).toBe(404)
    expect((await world.call(sponsor, 'GET', reviews.at(`/${team}/rows`))).status).toBe(404)
    expect((await world.call(sponsor, 'GET', reviews.at(`/${team}/record?format=csv`))).status).toBe(404)
    expect((await world.call(superAdmin, 'POST', reviews.at(), reviews.plan(plan))).status).toBe(403)
    const both = await world.member(partnerId, { role: 'super_admin', sponsors: true })
    expect(await titles(both)).toEqual(expect.arrayContaining([sponsors, team]))
  })
})
