import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lettersTo, runJobs } from '../../test/support/outbox.ts'
import { reviewsOf } from '../../test/support/reviews.ts'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'
import { closeReview } from './close.ts'
import { remindJob, reviewJobs } from './jobs.ts'

let world: World
let partnerId: string
let reviews: ReturnType<typeof reviewsOf>
let superAdmin: Actor
let admin: Actor
let bakery: string

beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

async function fresh(): Promise<void> {
  partnerId = (await world.partner()).partnerId
  reviews = reviewsOf(world, partnerId)
  bakery = await world.customer(partnerId, { name: 'Bakery' })
  superAdmin = await world.member(partnerId, { role: 'super_admin' })
  admin = await world.member(partnerId, { role: 'admin' })
}

const context = () => ({ ...world.deps, signal: new AbortController().signal, attempt: 1 })
const stateOf = async (actor: Actor) =>
  world.ownerDb
    .selectFrom('membership')
    .select(['role', 'state'])
    .where('account_id', '=', actor.accountId)
    .executeTakeFirstOrThrow()

describe('when the due date comes', () => {
  test.each([
    ['keep', { role: 'user', state: 'active' }, 1],
    ['remove', { role: null, state: 'removed' }, 0],
    ['suspend', { role: 'user', state: 'suspended' }, 0],
  ])('what nobody answered gets the rule %s, and no answer is taken any more', async (rule, becomes, associations) => {
    await fresh()
    const user = await world.member(partnerId, { role: 'user', customers: [bakery] })
    const reviewId = await reviews.start(superAdmin, { rule })
    const row = await reviews.rowOf(superAdmin, reviewId, user)
    await reviews.makeDue(reviewId)
    expect((await reviews.answer(superAdmin, reviewId, 'keep', [row.rowId])).body.code).toBe('review_over')
    await closeReview(context(), reviewId)
    expect(await stateOf(user)).toEqual(becomes)
    const left = await world.ownerDb
      .selectFrom('association')
      .select('customer_id')
      .where('account_id', '=', user.accountId)
      .execute()
    expect(left).toHaveLength(associations)
    // The last super administrator stays, whatever the rule, and the record says so.
    expect(await stateOf(superAdmin)).toEqual({ role: 'super_admin', state: 'active' })
    const own = await reviews.rowOf(superAdmin, reviewId, superAdmin)
    expect(own).toMatchObject({
      state: 'keep',
      decidedByRule: true,
      notCarriedOut: rule === 'keep' ? null : 'last_super_admin',
    })
    const detail = (await world.call(superAdmin, 'GET', reviews.at(`/${reviewId}`))).body
    expect(detail).toMatchObject({ state: 'closed', counts: { open: 0 } })
    expect((await lettersTo(world, superAdmin.email)).at(-1)?.template).toBe('access_review_overdue')
  })

  test('closing many times at once does each thing once; a batch is smaller than the review', async () => {
    await fresh()
    const users = []
    for (let n = 0; n < 12; n++) users.push(await world.member(partnerId, { role: 'user', customers: [bakery] }))
    // More than one batch holds.
    const customers = []
    for (let n = 0; n < 20; n++) customers.push(await world.customer(partnerId))
    for (const user of users)
      for (const customer of customers) await world.associate(partnerId, user.accountId, customer)
    const reviewId = await reviews.start(superAdmin, { rule: 'suspend' })
    await reviews.makeDue(reviewId)
    await Promise.all(Array.from({ length: 4 }, () => closeReview(context(), reviewId)))
    await closeReview(context(), reviewId)
    const counts = (await world.call(superAdmin, 'GET', reviews.at(`/${reviewId}`))).body.counts
    expect(counts).toMatchObject({ rows: 266, open: 0, removed: 252, suspended: 13, kept: 1 })
    const acts = await world.ownerDb
      .selectFrom('audit_entry')
      .select(['action', 'body'])
      .where('partner_id', '=', partnerId)
      .execute()
    const times = (action: string) => acts.filter((one) => one.action === action).length
    expect(times('access_review.closed')).toBe(1)
    expect(times('member.suspended')).toBe(13)
    // One entry a person and batch; each association is in one of them.
    const changes = acts.filter((one) => one.action === 'association.changed')
    const taken = changes.flatMap(({ body }) => (JSON.parse(body) as { detail: { taken: unknown[] } }).detail.taken)
    expect(taken).toHaveLength(252)
    const told = await Promise.all(users.map(({ email }) => lettersTo(world, email)))
    expect(told.map((letters) => letters.map((one) => one.template))).toEqual(users.map(() => ['member_suspended']))
    expect(told[0]?.[0]?.text).toContain('The access review “Autumn review” has suspended your access')
    const closing = (await lettersTo(world, superAdmin.email)).filter((one) => one.template === 'access_review_overdue')
    expect(closing).toHaveLength(1)
  }, 60_000)

  test('an answer that meets the closing is either taken or refused, never both', async () => {
    await fresh()
    const users = []
    for (let n = 0; n < 6; n++) users.push(await world.member(partnerId, { role: 'user' }))
    const reviewId = await reviews.start(superAdmin, { rule: 'suspend' })
    const rows = await reviews.rows(superAdmin, reviewId, '&role=user')
    const reason = 'Over'
    const [answers] = await Promise.all([
      Promise.all(rows.map((row) => reviews.answer(superAdmin, reviewId, 'remove', [row.rowId]))),
      world
        .call(superAdmin, 'POST', reviews.at(`/${reviewId}/close`), { reason })
        .then(() => closeReview(context(), reviewId)),
    ])
    const taken = answers.filter((one) => one.body.done === 1).length
    const after = await reviews.rows(superAdmin, reviewId, '&role=user')
    expect(after.filter((row) => row.state === 'remove' && !row.decidedByRule)).toHaveLength(taken)
    expect(after.filter((row) => row.state === 'suspend' && row.decidedByRule)).toHaveLength(6 - taken)
  })

  test('thousands of rows are answered though the database has not counted them yet', async () => {
    await fresh()
    const users = []
    for (let n = 0; n < 60; n++) users.push(await world.member(partnerId, { role: 'user' }))
    const customer = await world.customer(partnerId)
    await sql`insert into customer select (jsonb_populate_record(c, jsonb_build_object('customer_id', gen_random_uuid()))).*
      from customer c, generate_series(1, 249) where c.customer_id = ${customer}`.execute(world.ownerDb)
    await sql`insert into association (partner_id, account_id, customer_id, given_by, given_by_name)
      select ${partnerId}, m.account_id, c.customer_id, ${superAdmin.accountId}, 'Fixture' from membership m
      join customer c on c.partner_id = m.partner_id
      where m.partner_id = ${partnerId} and m.role = 'user'`.execute(world.ownerDb)
    const reviewId = await reviews.start(superAdmin, { rule: 'keep' })
    const rows = await reviews.rows(superAdmin, reviewId, '&kind=membership&role=user')
    const reply = await reviews.answer(
      superAdmin,
      reviewId,
      'remove',
      rows.slice(0, 4).map((row) => row.rowId),
    )
    expect(reply.body.done).toBe(4)
    const { counts } = (await world.call(superAdmin, 'GET', reviews.at(`/${reviewId}`))).body
    expect(counts).toMatchObject({ removed: 4 })
    expect(counts.gone).toBeGreaterThanOrEqual(4 * 250)
  })

  test('what the rule went by is said in the language of whoever reads it; what is signed stays one text', async () => {
    await fresh()
    const spaniard = await world.member(partnerId, { role: 'user' })
    const speak = (actor: Actor) =>
      world.ownerDb.updateTable('auth.user').set({ language: 'es' }).where('id', '=', actor.accountId).execute()
    await speak(spaniard)
    await world.ownerDb
      .updateTable('membership')
      .set({ language: 'es' })
      .where('account_id', '=', spaniard.accountId)
      .execute()
    const reviewId = await reviews.start(superAdmin, { rule: 'suspend', title: 'Autumn' })
    await world.call(superAdmin, 'POST', reviews.at(`/${reviewId}/close`), { reason: 'All is said' })
    await runJobs(world, 'reviews.close')
    const inSpanish = '«Autumn»: sin respuesta cuando se cerró antes de tiempo'
    expect((await lettersTo(world, spaniard.email)).at(-1)?.text).toContain(inSpanish)
    const kept = await world.ownerDb
      .selectFrom('membership')
      .select('suspended_reason')
      .where('account_id', '=', spaniard.accountId)
      .executeTakeFirstOrThrow()
    expect(kept.suspended_reason).toBe(inSpanish)
    // The log keeps what to say, not the words of one language.
    const suspended = await world.ownerDb
      .selectFrom('audit_entry')
      .select('body')
      .where('action', '=', 'member.suspended')
      .where('object_id', '=', spaniard.accountId)
      .executeTakeFirstOrThrow()
    const { reason } = JSON.parse(suspended.body).detail
    expect(reason).toMatchObject({ rule: 'unanswered_early', review: 'Autumn', dueAt: expect.stringMatching(/^20/) })
    const record = async (format: string) =>
      (await world.call(superAdmin, 'GET', reviews.at(`/${reviewId}/record?format=${format}`))).text
    const inEnglish = '“Autumn”: not answered when it was closed early'
    expect(await record('csv')).toContain(inEnglish)
    await speak(superAdmin)
    expect(await record('csv')).toContain(inSpanish)
    expect(await record('csv')).not.toContain(inEnglish)
    expect(await record('json')).toContain(inEnglish)

    const due = await reviews.start(superAdmin, { rule: 'keep', title: 'Winter' })
    await world.ownerDb
      .updateTable('access_review')
      .set({ due_at: new Date('2026-01-01T00:00:00Z') })
      .where('review_id', '=', due)
      .execute()
    await closeReview(context(), due)
    const table = await world.call(superAdmin, 'GET', reviews.at(`/${due}/record?format=csv`))
    expect(table.text).toContain('«Winter»: sin respuesta hasta el 31 de diciembre de 2025')
  })

  test('can be brought forward with a reason; withdrawing applies no rule and leaves no record', async () => {
    await fresh()
    const user = await world.member(partnerId, { role: 'user' })
    const closed = await reviews.start(superAdmin, { rule: 'suspend', title: 'Closed early' })
    const close = (by: Actor, id: string, verb = 'close') =>
      world.call(by, 'POST', reviews.at(`/${id}/${verb}`), { reason: 'All is said' })
    expect((await close(admin, closed)).status).toBe(403)
    expect((await close(superAdmin, closed)).status).toBe(202)
    expect((await close(superAdmin, closed)).body.code).toBe('review_over')
    await runJobs(world, 'reviews.close')
    expect((await stateOf(user)).state).toBe('suspended')
    await world.ownerDb.updateTable('membership').set({ state: 'active' }).where('partner_id', '=', partnerId).execute()

    const mistaken = await reviews.start(superAdmin, { rule: 'remove', title: 'Mistaken' })
    expect((await close(superAdmin, mistaken, 'withdraw')).status).toBe(204)
    expect((await lettersTo(world, superAdmin.email)).at(-1)?.template).toBe('access_review_withdrawn')
    await reviews.makeDue(mistaken)
    await closeReview(context(), mistaken)
    expect((await stateOf(user)).state).toBe('active')
    expect((await world.call(superAdmin, 'GET', reviews.at(`/${mistaken}/record`))).body.code).toBe('review_not_closed')
  })

  test('what closing now would take from whom is said before, as it then comes', async () => {
    await fresh()
    const user = await world.member(partnerId, { role: 'user' })
    const keeper = await world.member(partnerId, { role: 'user', sponsors: true })
    const reviewId = await reviews.start(superAdmin, { rule: 'remove' })
    const ask = (by: Actor, id = reviewId) => world.call(by, 'GET', reviews.at(`/${id}/close`))
    expect((await ask(admin)).status).toBe(403)
    expect((await ask(superAdmin, crypto.randomUUID())).status).toBe(404)
    const { parts } = (await ask(superAdmin)).body
    const of = (kind: string) => parts[0].stops.find((one: { kind: string }) => one.kind === kind)
    const kept = parts[0].kept.map((one: { name: string; refused: string }) => one.refused).toSorted()
    expect(kept).toEqual(['last_sponsorship_administrator', 'last_super_admin'])
    expect((await stateOf(user)).role).toBe('user') // only looked at
    await world.call(superAdmin, 'POST', reviews.at(`/${reviewId}/close`), { reason: 'All is said' })
    await runJobs(world, 'reviews.close')
    const rows = await reviews.rows(superAdmin, reviewId)
    const removed = rows.filter((row) => row.kind === 'membership' && row.state === 'remove')
    expect(removed).toHaveLength(of('memberships').count)
    expect(
      rows
        .filter((row) => row.notCarriedOut)
        .map((row) => row.notCarriedOut)
        .toSorted(),
    ).toEqual(kept)
    expect((await stateOf(keeper)).role).toBe('user')
    expect((await ask(superAdmin)).body.code).toBe('review_over')
  })

  test('the hourly sweep takes up what was cut off', async () => {
    await fresh()
    const reviewId = await reviews.start(superAdmin)
    await world.ownerDb
      .updateTable('access_review')
      .set({ state: 'closing' })
      .where('review_id', '=', reviewId)
      .execute()
    await reviewJobs.find((job) => job.name === 'reviews.sweep')?.handle({}, context())
    expect((await world.call(superAdmin, 'GET', reviews.at(`/${reviewId}`))).body.state).toBe('closed')
  })
})

test('reminders: one message a reviewer for all that waits, on each of the chosen days once', async () => {
  await fresh()
  await world.ownerDb
    .updateTable('membership')
    .set({ language: 'es' })
    .where('account_id', '=', admin.accountId)
    .execute()
  const user = await world.member(partnerId, { role: 'user' })
  const [one, two] = [
    await reviews.start(superAdmin, { title: 'One' }),
    await reviews.start(superAdmin, { title: 'Two' }),
  ]
  const dueIn = (days: number) =>
    world.ownerDb
      .updateTable('access_review')
      .set({ due_at: inDays(days) })
      .where('review_id', 'in', [one, two])
      .execute()
  const reminders = async (to: Actor) =>
    (await lettersTo(world, to.email)).filter((letter) => letter.template === 'access_review_reminder')
  const remind = () => remindJob.handle({}, context())
  await remind()
  expect(await reminders(admin)).toHaveLength(0)
  await dueIn(6)
  await Promise.all([remind(), remind(), remind()])
  const first = await reminders(admin)
  expect(first).toHaveLength(1)
  expect(first[0]?.language).toBe('es')
  expect(first[0]?.text).toContain('One: 1 fila')
  expect(first[0]?.text).toContain('Two: 1 fila')
  const { rowId } = await reviews.rowOf(superAdmin, one, user)
  await reviews.answer(superAdmin, one, 'keep', [rowId], '')
  await dueIn(0.5)
  await remind()
  const second = await reminders(admin)
  expect(second).toHaveLength(2)
  expect(second[1]?.text).not.toContain('One: ')
})
