import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { lettersTo, runJobs } from '../../test/support/outbox.ts'
import { reviewsOf } from '../../test/support/reviews.ts'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'
import { closeReview } from './close.ts'
import { remindJob } from './jobs.ts'

let world: World
let vendor: Actor
let one: Part
let two: Part

type Part = { partnerId: string; superAdmin: Actor; admin: Actor; reviews: ReturnType<typeof reviewsOf> }

beforeAll(async () => {
  world = await createWorld()
  vendor = await world.staff()
  one = await part('Alpha')
  two = await part('Beta')
})
afterAll(() => world.close())

async function part(name: string): Promise<Part> {
  const { partnerId } = await world.partner({ name })
  const superAdmin = await world.member(partnerId, { role: 'super_admin' })
  const admin = await world.member(partnerId, { role: 'admin' })
  return { partnerId, superAdmin, admin, reviews: reviewsOf(world, partnerId) }
}

const at = (path = '') => `/api/v1/vendor/access-reviews${path}`
async function start(given: object = {}): Promise<string> {
  const reply = await world.call(vendor, 'POST', at(), one.reviews.plan(given as Record<string, unknown>))
  expect(reply.status).toBe(201)
  await runJobs(world, 'reviews.prepare')
  return reply.body.reviewId
}
const rowsOf = async (reviewId: string, query = '') =>
  (await world.call(vendor, 'GET', at(`/${reviewId}/rows?limit=100${query}`))).body.items

/** How many statements the pool is asked while `act` runs. */
async function counted<T>(act: () => Promise<T>): Promise<{ result: T; statements: number }> {
  const asked = vi.spyOn(pg.Client.prototype, 'query')
  try {
    return { result: await act(), statements: asked.mock.calls.length }
  } finally {
    asked.mockRestore()
  }
}

describe('a review of the vendor over several partners', () => {
  test('shows its reach first; support agents and auditors do not start one', async () => {
    const scope = { audience: 'team' }
    expect((await world.call(vendor, 'POST', at('/preview'), scope)).body).toMatchObject({ partners: 2, rows: 4 })
    const single = await world.call(vendor, 'POST', at('/preview'), { ...scope, partnerIds: [one.partnerId] })
    expect(single.body).toMatchObject({ partners: 1, rows: 2 })
    expect(single.body.reviewers).toHaveLength(2)
    const several = { ...scope, customerIds: [await world.customer(one.partnerId)] }
    expect((await world.call(vendor, 'POST', at('/preview'), several)).body.code).toBe(
      'review_customers_need_one_partner',
    )
    const unknown = { ...scope, partnerIds: ['01990000-0000-7000-8000-000000000000'] }
    expect((await world.call(vendor, 'POST', at('/preview'), unknown)).body.code).toBe('review_unknown_partner')
    for (const role of ['support_agent', 'auditor'] as const) {
      const staff = await world.staff(role)
      expect((await world.call(staff, 'POST', at(), one.reviews.plan())).status).toBe(403)
      expect((await world.call(staff, 'GET', at())).status).toBe(200)
    }
    expect((await world.call(one.superAdmin, 'GET', at())).status).toBe(404)
  })

  test('shows each partner its own part alone, and nobody else’s rows, counts or record', async () => {
    const reviewId = await start({ title: 'Everybody' })
    expect(await rowsOf(reviewId)).toHaveLength(4)
    const mine = await one.reviews.rows(one.superAdmin, reviewId)
    expect(mine.map((row) => row.partnerId)).toEqual([one.partnerId, one.partnerId])
    const detail = (await world.call(one.superAdmin, 'GET', one.reviews.at(`/${reviewId}`))).body
    expect(detail).toMatchObject({ runBy: 'vendor', counts: { rows: 2 }, denied: { answer: null } })
    expect(detail.parts).toHaveLength(1)
    expect(JSON.stringify(detail)).not.toContain('Beta')
    expect(detail.denied.run.grantedBy).toContain('the vendor')
    expect(
      (await world.call(one.superAdmin, 'POST', one.reviews.at(`/${reviewId}/close`), { reason: 'Mine' })).status,
    ).toBe(403)
    // The other's rows under one's own partner, and under theirs.
    const [foreign] = await two.reviews.rows(two.superAdmin, reviewId)
    const reply = await one.reviews.answer(one.superAdmin, reviewId, 'remove', [foreign.rowId])
    expect(reply.body.items[0]).toMatchObject({ ok: false, refused: 'not_found', name: '' })
    expect((await two.reviews.answer(one.superAdmin, reviewId, 'remove', [foreign.rowId])).status).toBe(404)
    const whole = (await world.call(vendor, 'GET', at(`/${reviewId}`))).body
    expect(whole.parts.map((row: { partnerName: string }) => row.partnerName)).toEqual(['Alpha', 'Beta'])
  })

  test('the only super administrator is for the vendor to answer, and nothing else is; the last one stays', async () => {
    const reviewId = await start({ title: 'For the vendor' })
    const refusal = async (actor: Actor) => (await one.reviews.rowOf(one.superAdmin, reviewId, actor)).refused
    expect(await refusal(one.superAdmin)).toBe('for_vendor')
    const rows = await rowsOf(reviewId, `&partnerId=${one.partnerId}`)
    const of = (actor: Actor) => rows.find((row: { accountId: string }) => row.accountId === actor.accountId)
    expect(of(one.superAdmin).refused).toBe(null)
    expect(of(one.admin).refused).toBe('for_partner')
    const answer = (by: Actor, decision: string, actor: Actor) =>
      world.call(by, 'POST', at(`/${reviewId}/answers`), {
        partnerId: one.partnerId,
        decision,
        rowIds: [of(actor).rowId],
        reason: 'Looked at it',
      })
    expect((await answer(await world.staff('auditor'), 'keep', one.superAdmin)).status).toBe(403)
    expect((await answer(vendor, 'remove', one.superAdmin)).body.items[0].refused).toBe('last_super_admin')
    expect((await answer(vendor, 'keep', one.admin)).body.items[0].refused).toBe('for_partner')
    expect((await answer(vendor, 'keep', one.superAdmin)).body.done).toBe(1)
    const { mine } = (await world.call(vendor, 'GET', at(`/${reviewId}`))).body.counts
    expect(mine).toBe(1)
    await world.ownerDb
      .updateTable('access_review')
      .set({ due_at: inDays(0.5) })
      .where('review_id', '=', reviewId)
      .execute()
    await remindJob.handle({}, { ...world.deps, signal: new AbortController().signal, attempt: 1 })
    const reminders = (await lettersTo(world, vendor.email)).filter(
      (letter) => letter.template === 'access_review_reminder_vendor',
    )
    expect(reminders).toHaveLength(1)
    expect(reminders[0]?.text).toContain('Beta: For the vendor: 1 row')
    expect(reminders[0]?.text).not.toContain('Alpha')
  })

  test('ends as one file with a record of each partner; a partner gets its own', async () => {
    const reviewId = await start({ title: 'To the end', rule: 'suspend' })
    await one.reviews.makeDue(reviewId)
    const close = () => closeReview({ ...world.deps, signal: new AbortController().signal }, reviewId)
    await Promise.all([close(), close(), close()])
    const told = (await lettersTo(world, vendor.email)).filter((one) => one.template === 'access_review_closed_vendor')
    expect(told).toHaveLength(1)
    expect(told[0]?.text).toMatch(/closed at all 2\s+partners[\s\S]*Rows in all: 4[\s\S]*nobody answered: 4/)
    const listed = (await world.call(vendor, 'GET', at('?state=closed'))).body.items
    expect(listed).toMatchObject([{ reviewId, partners: 2, rows: 4, open: 0 }])
    const names = async (by: Actor, path: string) =>
      (await world.call(by, 'GET', path)).body.records.map(
        (one: { record: { partner: { name: string } } }) => one.record.partner.name,
      )
    expect((await names(vendor, at(`/${reviewId}/record`))).sort()).toEqual(['Alpha', 'Beta'])
    expect(await names(two.superAdmin, two.reviews.at(`/${reviewId}/record`))).toEqual(['Beta'])
  })

  test('what closing would do is said of every partner as of it alone, and asks no more for many than for one', async () => {
    for (const [index, { partnerId, superAdmin }] of [one, two].entries()) {
      const bakery = await world.customer(partnerId)
      await world.member(partnerId, { role: 'user', customers: [bakery], sponsors: index === 0 })
      await world.member(partnerId, { sponsors: true })
      await world.apiKey(partnerId, superAdmin, { scopes: ['team:read'] })
    }
    for (const rule of ['keep', 'remove', 'suspend']) {
      const preview = async (partnerIds: string[]) => {
        const reviewId = await start({ title: 'Closing', rule, partnerIds })
        const { result, statements } = await counted(() => world.call(vendor, 'GET', at(`/${reviewId}/close`)))
        await world.call(vendor, 'POST', at(`/${reviewId}/withdraw`), { reason: 'Only looked at' })
        return { parts: result.body.parts, statements }
      }
      const of = (part: { kept: object[] }) => ({ ...part, kept: part.kept.map((row) => ({ ...row, rowId: '' })) })
      const [alpha, beta] = [await preview([one.partnerId]), await preview([two.partnerId])]
      const both = await preview([one.partnerId, two.partnerId])
      expect(both.parts.map(of)).toEqual([...alpha.parts, ...beta.parts].map(of))
      expect(both.statements).toBeLessThanOrEqual(Math.max(alpha.statements, beta.statements))
      if (rule === 'keep') continue
      expect(alpha.parts[0].kept).not.toEqual([])
      expect(alpha.parts[0].sponsoring.names).toHaveLength(1)
      if (rule === 'remove') expect(both.parts[1].owned.length).toBeGreaterThan(0)
    }
  })

  test('can be given another due date by its vendor, everywhere at once; reviewers are told and it closes by the new one', async () => {
    const reviewId = await start({ title: 'More time', rule: 'keep' })
    const dueAt = inDays(40).toISOString()
    const change = (by: Actor | null, given: object, path = at(`/${reviewId}/due`)) =>
      world.call(by, 'POST', path, { dueAt, reason: 'Holidays', ...given })
    expect((await change(null, {})).status).toBe(401)
    expect((await change(await world.staff('auditor'), {})).status).toBe(403)
    expect((await change(one.superAdmin, {}, one.reviews.at(`/${reviewId}/due`))).status).toBe(403)
    expect((await change(one.superAdmin, {}, two.reviews.at(`/${reviewId}/due`))).status).toBe(404)
    const past = await change(vendor, { dueAt: inDays(-1).toISOString() })
    expect(past.body.fields[0]).toMatchObject({ path: 'dueAt', code: 'due_out_of_range' })
    expect((await change(vendor, { reason: '' })).status).toBe(400)
    expect((await change(vendor, {})).status).toBe(204)
    for (const { superAdmin, partnerId } of [one, two]) {
      const [letter] = (await lettersTo(world, superAdmin.email)).filter(
        (one) => one.template === 'access_review_due_changed',
      )
      expect(letter?.text).toContain('Holidays')
      const entry = await world.ownerDb
        .selectFrom('audit_entry')
        .select('body')
        .where('partner_id', '=', partnerId)
        .where('action', '=', 'access_review.due_changed')
        .executeTakeFirstOrThrow()
      expect(JSON.parse(entry.body).detail).toMatchObject({ after: { dueAt }, reason: 'Holidays' })
    }
    const detail = await world.call(one.superAdmin, 'GET', one.reviews.at(`/${reviewId}`))
    expect(detail.body).toMatchObject({ dueAt, state: 'open' })
    // The job of the former date comes and finds it not due.
    await closeReview({ ...world.deps, signal: new AbortController().signal }, reviewId)
    expect((await world.call(vendor, 'GET', at(`/${reviewId}`))).body.state).toBe('open')
    await one.reviews.makeDue(reviewId)
    expect((await change(vendor, {})).body.code).toBe('review_over')
  })
})
