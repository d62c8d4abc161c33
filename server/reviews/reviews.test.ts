import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lettersTo } from '../../test/support/outbox.ts'
import { reviewsOf } from '../../test/support/reviews.ts'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'
import { audit } from '../audit/index.ts'
import { inTransaction } from '../platform/db/transaction.ts'

let world: World
let partnerId: string
let reviews: ReturnType<typeof reviewsOf>
let [superAdmin, secondSuperAdmin, admin, user, wholeUser]: Actor[] = []
let [bakery, mill]: string[] = []

beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner({ name: 'Alpha' })).partnerId
  reviews = reviewsOf(world, partnerId)
  bakery = await world.customer(partnerId, { name: 'Bakery' })
  mill = await world.customer(partnerId, { name: 'Mill' })
  superAdmin = await world.member(partnerId, { role: 'super_admin' })
  secondSuperAdmin = await world.member(partnerId, { role: 'super_admin' })
  admin = await world.member(partnerId, { role: 'admin' })
  user = await world.member(partnerId, { role: 'user', customers: [bakery, mill] })
  wholeUser = await world.member(partnerId, { role: 'user', customers: 'all' })
  await world.administrator(partnerId)
})
afterAll(() => world.close())

const actor = (one: Actor | undefined) => one as Actor
const preview = async (by: Actor, scope: object) =>
  world.call(by, 'POST', reviews.at('/preview'), { audience: 'team', ...scope })

describe('starting', () => {
  test('shows first how many rows, people and reviewers; roles and customers narrow it', async () => {
    const all = await preview(actor(superAdmin), {})
    // Five members with a role and one who only sponsors, two associations, one with every customer.
    expect(all.body).toMatchObject({ rows: 9, people: 6, memberships: 6, associations: 3 })
    expect(all.body.reviewers).toHaveLength(3)
    expect((await preview(actor(superAdmin), { roles: ['user'], associations: false })).body).toMatchObject({ rows: 2 })
    expect((await preview(actor(superAdmin), { customerIds: [bakery], memberships: false })).body.rows).toBe(2)
    const foreign = await world.customer((await world.partner()).partnerId)
    expect((await preview(actor(superAdmin), { customerIds: [foreign] })).body.code).toBe('review_unknown_customer')
    const nothing = await preview(actor(superAdmin), { memberships: false, associations: false })
    expect(nothing.body.fields[0]).toMatchObject({ path: 'memberships', code: 'review_of_nothing' })
  })

  test('is for super administrators; a partner administrator answers and does not start; others see nothing', async () => {
    const sponsor = await world.administrator(partnerId)
    const foreign = await world.member((await world.partner()).partnerId, { role: 'super_admin' })
    const tries: [Actor | null, number][] = [
      [actor(admin), 403],
      [actor(user), 403],
      [sponsor, 403],
      [foreign, 404],
      [null, 401],
    ]
    for (const [by, status] of tries)
      expect((await world.call(by, 'POST', reviews.at(), reviews.plan())).status).toBe(status)
    expect((await world.call(actor(admin), 'POST', reviews.at(), reviews.plan())).body).toMatchObject({
      missing: 'role super administrator',
    })
    expect((await world.call(actor(user), 'GET', reviews.at())).status).toBe(403)
    const late = await world.call(
      actor(superAdmin),
      'POST',
      reviews.at(),
      reviews.plan({ dueAt: inDays(-1).toISOString() }),
    )
    expect(late.body.fields[0]).toMatchObject({ path: 'dueAt', code: 'due_out_of_range' })
    const unknown = await world.call(actor(superAdmin), 'POST', reviews.at(), reviews.plan({ partnerId }))
    expect(unknown.status).toBe(400)
  })

  test('fixes the rows with sign-in and usage, tells each reviewer in their language, and takes no later grant in', async () => {
    await world.ownerDb
      .updateTable('membership')
      .set({ language: 'es' })
      .where('account_id', '=', actor(admin).accountId)
      .execute()
    await world.ownerDb
      .updateTable('membership')
      .set({ last_sign_in_at: inDays(-3) })
      .where('account_id', '=', actor(user).accountId)
      .execute()
    await inTransaction(world.db, { kind: 'system', partnerId }, (tx) =>
      audit(
        tx,
        world.config.secret,
        { person: { ...actor(user), email: 'x' } },
        {
          partnerId,
          action: 'customer.changed',
          objectType: 'customer',
          objectId: 'x',
          objectLabel: 'x',
          why: 'test',
        },
      ),
    )
    const reviewId = await reviews.start(actor(superAdmin), { title: 'Winter' })
    const late = await world.member(partnerId, { role: 'user' })
    const rows = await reviews.rows(actor(superAdmin), reviewId)
    expect(rows).toHaveLength(10)
    expect(rows.some((row) => row.accountId === late.accountId)).toBe(false)
    const seen = rows.find((row) => row.accountId === actor(user).accountId && row.customerName === 'Bakery')
    expect(seen).toMatchObject({ role: 'user', givenByName: 'Fixture', activeDays: 1, state: 'open', refused: null })
    expect(seen.lastSignInAt).not.toBeNull()
    const whole = rows.find((row) => row.accountId === actor(wholeUser).accountId && row.kind === 'association')
    expect(whole).toMatchObject({ customerId: null, activeDays: 0, lastSignInAt: null })
    const letters = await lettersTo(world, actor(admin).email)
    expect(letters.at(-1)).toMatchObject({ template: 'access_review_begun', language: 'es' })
    // All but their own, those of the two super administrators and of the two who sponsor.
    expect(letters.at(-1)?.text).toMatch(/ 5\s+filas/)
  })
})

describe('answering', () => {
  test('keeps, removes and suspends at once; who lost the role has no associations left to decide', async () => {
    const leaving = await world.member(partnerId, { role: 'user', customers: [bakery ?? ''] })
    const pausing = await world.member(partnerId, { role: 'user', customers: [bakery ?? '', mill ?? ''] })
    const reviewId = await reviews.start(actor(superAdmin))
    const by = actor(admin)
    const leavingRow = await reviews.rowOf(by, reviewId, leaving)
    const shown = await world.call(by, 'POST', reviews.at(`/${reviewId}/answers/preview`), {
      decision: 'remove',
      rowIds: [leavingRow.rowId],
    })
    expect(shown.body).toMatchObject({ done: 1, stops: [{ kind: 'people', count: 1 }, { kind: 'memberships' }] })
    expect((await reviews.answer(by, reviewId, 'remove', [leavingRow.rowId], '')).body.fields[0].path).toBe('reason')
    expect((await reviews.answer(by, reviewId, 'remove', [leavingRow.rowId])).body.done).toBe(1)
    expect((await world.call(leaving, 'GET', '/api/v1/account/sessions')).status).toBe(401)
    expect((await reviews.rowOf(by, reviewId, leaving, 'association')).state).toBe('gone')

    const pausingRow = await reviews.rowOf(by, reviewId, pausing)
    const [one, other] = (await reviews.rows(by, reviewId, '&kind=association')).filter(
      (row) => row.accountId === pausing.accountId,
    )
    const refused = await reviews.answer(by, reviewId, 'suspend', [pausingRow.rowId, one.rowId])
    expect(refused.body.items.map((item: { refused: string }) => item.refused)).toEqual([null, 'not_suspendable'])
    expect((await reviews.answer(by, reviewId, 'remove', [one.rowId])).body.done).toBe(1)
    expect((await reviews.answer(by, reviewId, 'keep', [other.rowId], '')).body.done).toBe(1)
    const left = await world.ownerDb
      .selectFrom('association')
      .select('customer_id')
      .where('account_id', '=', pausing.accountId)
      .execute()
    expect(left).toEqual([{ customer_id: other.customerId }])
    const { state } = await world.ownerDb
      .selectFrom('membership')
      .select('state')
      .where('account_id', '=', pausing.accountId)
      .executeTakeFirstOrThrow()
    expect(state).toBe('suspended')
    const detail = (await world.call(by, 'GET', reviews.at(`/${reviewId}`))).body
    expect(detail.counts).toMatchObject({ kept: 1, removed: 2, suspended: 1, gone: 1 })
    expect(detail.activity[0]).toMatchObject({ action: 'access_review.answered', decision: 'keep', count: 1 })
    expect(detail.denied).toMatchObject({ answer: null, run: { missing: 'role super administrator' } })
  })

  test('nobody answers for themselves, and a partner administrator not for a super administrator (R24)', async () => {
    const reviewId = await reviews.start(actor(superAdmin))
    const refusalOf = async (by: Actor | undefined, about: Actor | undefined) => {
      const { rowId } = await reviews.rowOf(actor(superAdmin), reviewId, actor(about))
      return (await reviews.answer(actor(by), reviewId, 'keep', [rowId])).body.items[0].refused
    }
    expect(await refusalOf(superAdmin, superAdmin)).toBe('own')
    expect(await refusalOf(admin, admin)).toBe('own')
    expect(await refusalOf(admin, superAdmin)).toBe('needs_super_admin')
    expect(await refusalOf(secondSuperAdmin, superAdmin)).toBe(null)
    expect(await refusalOf(secondSuperAdmin, superAdmin)).toBe('decided_already')
    const mine = await reviews.rows(actor(admin), reviewId, '&mine=true')
    expect(mine.every((row) => row.refused === null)).toBe(true)
    expect(mine.some((row) => row.role === 'super_admin')).toBe(false)
  })

  test('a right to sponsor is confirmed with its membership, by a super administrator; the last one stays', async () => {
    const own = await world.partner({ name: 'Sponsored' })
    const there = reviewsOf(world, own.partnerId)
    const by = await world.member(own.partnerId, { role: 'super_admin' })
    const partnerAdmin = await world.member(own.partnerId, { role: 'admin' })
    const only = await world.member(own.partnerId, { sponsors: true })
    const both = await world.member(own.partnerId, { role: 'user', sponsors: true })
    const given = await world.member(own.partnerId, { role: 'user' })
    const reviewId = await there.start(by, { rule: 'remove', associations: false })
    const onlyRow = await there.rowOf(by, reviewId, only)
    const bothRow = await there.rowOf(by, reviewId, both)
    expect(onlyRow).toMatchObject({ role: null, sponsors: true, sponsorsNow: true, refused: null })
    expect(bothRow).toMatchObject({ role: 'user', sponsors: true })
    // Given since: no part of the review, and said all the same.
    await world.ownerDb
      .updateTable('membership')
      .set({ sponsors: true })
      .where('account_id', '=', given.accountId)
      .execute()
    const givenRow = await there.rowOf(partnerAdmin, reviewId, given)
    expect(givenRow).toMatchObject({ sponsors: false, sponsorsNow: true, refused: 'needs_super_admin' })
    for (const { rowId } of [onlyRow, bothRow, givenRow]) {
      const refused = await there.answer(partnerAdmin, reviewId, 'keep', [rowId])
      expect(refused.body.items[0].refused).toBe('needs_super_admin')
    }
    expect(await there.rows(partnerAdmin, reviewId, '&mine=true')).toEqual([])
    const shown = await world.call(by, 'POST', there.at(`/${reviewId}/answers/preview`), {
      decision: 'remove',
      rowIds: [onlyRow.rowId, bothRow.rowId],
    })
    expect(shown.body).toMatchObject({
      done: 2,
      sponsoring: { names: [expect.any(String), expect.any(String)], remaining: 1 },
    })
    const all = [onlyRow, bothRow, givenRow].map(({ rowId }) => rowId)
    const answered = await there.answer(by, reviewId, 'remove', all)
    expect(answered.body.items.filter(({ ok }: { ok: boolean }) => ok)).toHaveLength(2)
    expect(answered.body.items.find(({ ok }: { ok: boolean }) => !ok).refused).toBe('last_sponsorship_administrator')
    const left = await world.ownerDb
      .selectFrom('membership')
      .select('account_id')
      .where('partner_id', '=', own.partnerId)
      .where('sponsors', '=', true)
      .execute()
    expect(left).toHaveLength(1)
    const detail = (await world.call(by, 'GET', there.at(`/${reviewId}`))).body
    expect(Date.parse(detail.rowsFixedAt)).toBeGreaterThanOrEqual(Date.parse(detail.startedAt))
  })

  test('of two reviewers at once one decides', async () => {
    const subject = await world.member(partnerId, { role: 'user' })
    const reviewId = await reviews.start(actor(superAdmin))
    const { rowId } = await reviews.rowOf(actor(superAdmin), reviewId, subject)
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        reviews.answer(actor([superAdmin, secondSuperAdmin, admin][n % 3]), reviewId, n % 2 ? 'remove' : 'suspend', [
          rowId,
        ]),
      ),
    )
    expect(answers.map((one) => one.status)).toEqual(Array(12).fill(200))
    expect(answers.map((one) => one.body.done).sort()).toEqual([...Array(11).fill(0), 1])
    const acts = await world.ownerDb
      .selectFrom('audit_entry')
      .select('action')
      .where('object_id', '=', subject.accountId)
      .execute()
    expect(acts).toHaveLength(1)
  })

  test('two super administrators removing each other at once leave one', async () => {
    const other = (await world.partner()).partnerId
    const there = reviewsOf(world, other)
    const [one, two] = [
      await world.member(other, { role: 'super_admin' }),
      await world.member(other, { role: 'super_admin' }),
    ]
    const reviewId = await there.start(one)
    const rowOne = await there.rowOf(one, reviewId, one)
    const rowTwo = await there.rowOf(one, reviewId, two)
    await Promise.all([
      there.answer(one, reviewId, 'remove', [rowTwo.rowId]),
      there.answer(two, reviewId, 'remove', [rowOne.rowId]),
    ])
    const left = await world.ownerDb
      .selectFrom('membership')
      .select('account_id')
      .where('partner_id', '=', other)
      .where('role', '=', 'super_admin')
      .where('state', '=', 'active')
      .execute()
    expect(left).toHaveLength(1)
  })

  test('a row whose subject is gone, or was given anew, is closed as such', async () => {
    const subject = await world.member(partnerId, { role: 'user', customers: [bakery ?? ''] })
    const reviewId = await reviews.start(actor(superAdmin))
    const { rowId } = await reviews.rowOf(actor(superAdmin), reviewId, subject, 'association')
    await world.ownerDb.deleteFrom('association').where('account_id', '=', subject.accountId).execute()
    await world.associate(partnerId, subject.accountId, bakery ?? '')
    const row = await reviews.rowOf(actor(superAdmin), reviewId, subject, 'association')
    expect(row).toMatchObject({ state: 'gone', refused: 'gone' })
    expect((await reviews.answer(actor(superAdmin), reviewId, 'remove', [rowId])).body.items[0].refused).toBe('gone')
    expect(
      await world.ownerDb
        .selectFrom('association')
        .select('customer_id')
        .where('account_id', '=', subject.accountId)
        .execute(),
    ).toHaveLength(1)
  })
})
