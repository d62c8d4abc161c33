import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { servedPartner } from '../../test/support/joining.ts'
import { lettersTo, runJobs } from '../../test/support/outbox.ts'
import { reviewsOf } from '../../test/support/reviews.ts'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'

// A removal by an access review is the team's own: with hand-over, mail and refusals.

let world: World
let partnerId: string
let superAdmin: Actor
let leaving: Actor
let staying: Actor
let reviews: ReturnType<typeof reviewsOf>
let keyId: string

beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

beforeEach(async () => {
  ;({ partnerId, superAdmin } = await servedPartner(world))
  reviews = reviewsOf(world, partnerId)
  leaving = await world.member(partnerId, { role: 'admin' })
  staying = await world.member(partnerId, { role: 'admin' })
  ;({ keyId } = await world.apiKey(partnerId, leaving, { name: 'Nightly' }))
  await world.call(leaving, 'POST', `/api/v1/partners/${partnerId}/team-invitations`, {
    ...{ email: `open.${partnerId}@orbit.example`, language: 'en', role: 'user', customers: 'all' },
  })
})

const key = () => world.ownerDb.selectFrom('api_key').selectAll().where('key_id', '=', keyId).executeTakeFirstOrThrow()
const invitation = () =>
  world.ownerDb.selectFrom('team_invitation').selectAll().where('partner_id', '=', partnerId).executeTakeFirstOrThrow()
const actions = async () =>
  (await world.ownerDb.selectFrom('audit_entry').select('action').where('partner_id', '=', partnerId).execute()).map(
    ({ action }) => action,
  )

async function rowOfLeaving() {
  const reviewId = await reviews.start(superAdmin)
  const { rowId } = await reviews.rowOf(superAdmin, reviewId, leaving)
  const at = (path: string, given: object) =>
    world.call(superAdmin, 'POST', reviews.at(`/${reviewId}/answers${path}`), {
      ...{ decision: 'remove', rowIds: [rowId] },
      ...given,
    })
  return { reviewId, at }
}

describe('somebody removed by an answer', () => {
  test('leaves what they own to colleagues, as the preview offered, and is told', async () => {
    await world.member(partnerId, { role: 'user' })
    const { at } = await rowOfLeaving()
    const { owned } = (await at('/preview', {})).body
    const kinds = owned.map((one: { kind: string; names: string[] }) => [one.kind, one.names])
    expect(kinds).toEqual(
      expect.arrayContaining([
        ['apiKeys', ['Nightly']],
        ['invitations', [`open.${partnerId}@orbit.example`]],
        ['accessReviews', ['Autumn review']],
      ]),
    )
    const takers = owned[0].takers.map((one: { accountId: string }) => one.accountId)
    expect(takers).toEqual(expect.arrayContaining([staying.accountId, superAdmin.accountId]))
    const handOver = owned.map(({ kind }: { kind: string }) => ({ kind, to: staying.accountId }))
    const done = await at('', { reason: 'Changed jobs', handOver })
    expect(done.body, done.text).toMatchObject({ done: 1 })
    expect(await key()).toMatchObject({ owner_id: staying.accountId, revoked_at: null })
    expect(await invitation()).toMatchObject({ invited_by: staying.accountId, withdrawn_at: null })
    const told = (await lettersTo(world, staying.email)).at(-1)
    expect(told).toMatchObject({ template: 'access_review_reminder' })
    const [removed] = (await lettersTo(world, leaving.email)).filter((one) => one.template === 'member_removed')
    expect(removed?.text).toContain('Changed jobs')
    const left = await actions()
    for (const action of ['api_key.handed_over', 'team_invitation.handed_over', 'member.removed'])
      expect(left).toContain(action)
  })

  test('whose things nobody takes leaves nothing that works on', async () => {
    const { at } = await rowOfLeaving()
    expect((await at('', { reason: 'Left' })).body.done).toBe(1)
    expect(await key()).toMatchObject({ owner_id: leaving.accountId, revoked_reason: expect.any(String) })
    expect((await invitation()).withdrawn_at).not.toBeNull()
    expect(await actions()).toEqual(expect.arrayContaining(['api_key.revoked', 'team_invitation.withdrawn']))
  })

  test('who may not take it is refused, and nothing is done', async () => {
    const user = await world.member(partnerId, { role: 'user' })
    const { at, reviewId } = await rowOfLeaving()
    const refused = await at('', { reason: 'Left', handOver: [{ kind: 'apiKeys', to: user.accountId }] })
    expect(refused.body.code).toBe('unknown_taker')
    expect((await reviews.rowOf(superAdmin, reviewId, leaving)).state).toBe('open')
    expect((await key()).revoked_at).toBeNull()
  })
})

describe('where nobody at the partner can answer, for their accounts are disabled', () => {
  let second: Actor
  let vendor: Actor
  let reviewId: string
  const at = (path: string) => `/api/v1/vendor/access-reviews${path}`
  beforeEach(async () => {
    vendor = await world.staff()
    second = await world.member(partnerId, { role: 'super_admin' })
    const plan = { ...reviews.plan(), partnerIds: [partnerId] }
    ;({ reviewId } = (await world.call(vendor, 'POST', at(''), plan)).body)
    await runJobs(world, 'reviews.prepare')
  })
  const rowsBy = async (accountId: string) =>
    (await world.call(vendor, 'GET', at(`/${reviewId}/rows?limit=100`))).body.items.find(
      (row: { accountId: string }) => row.accountId === accountId,
    )
  const disable = ({ accountId }: Actor) =>
    world.ownerDb.updateTable('auth.user').set({ disabledAt: new Date() }).where('id', '=', accountId).execute()

  test('an answer is the vendor’s as soon as the last other super administrator is disabled', async () => {
    expect((await rowsBy(superAdmin.accountId)).refused).toBe('for_partner')
    await disable(second)
    expect((await rowsBy(superAdmin.accountId)).refused).toBe(null)
    expect((await reviews.rowOf(superAdmin, reviewId, superAdmin)).refused).toBe('for_vendor')
    // The disabled one's own is answered by the other; and nobody who cannot sign in is a reviewer.
    expect((await rowsBy(second.accountId)).refused).toBe('for_partner')
    const detail = (await world.call(vendor, 'GET', at(`/${reviewId}`))).body
    expect(detail.counts.mine).toBe(1)
    expect(
      JSON.stringify((await world.call(superAdmin, 'GET', reviews.at(`/${reviewId}`))).body.reviewers),
    ).not.toContain(second.accountId)
  })

  test('the vendor says who takes over, and nobody who cannot sign in is offered', async () => {
    const owned = await world.apiKey(partnerId, second, { name: 'Weekly', role: 'user' })
    await disable(second)
    await disable(superAdmin)
    await disable(leaving)
    const { rowId } = await rowsBy(second.accountId)
    const given = { partnerId, decision: 'remove', rowIds: [rowId] }
    const preview = (await world.call(vendor, 'POST', at(`/${reviewId}/answers/preview`), given)).body
    const keys = preview.owned.find(({ kind }: { kind: string }) => kind === 'apiKeys')
    expect(keys.takers.map((one: { accountId: string }) => one.accountId)).toEqual([staying.accountId])
    const handOver = [{ kind: 'apiKeys', to: staying.accountId }]
    const done = await world.call(vendor, 'POST', at(`/${reviewId}/answers`), { ...given, reason: 'Left', handOver })
    expect(done.body, done.text).toMatchObject({ done: 1 })
    keyId = owned.keyId
    expect(await key()).toMatchObject({ owner_id: staying.accountId, revoked_at: null })
  })
})

test('a key above the taker’s own right is not theirs to take (R24)', async () => {
  const second = await world.member(partnerId, { role: 'super_admin' })
  ;({ keyId } = await world.apiKey(partnerId, second, { name: 'All powerful', role: 'super_admin' }))
  const preview = await world.call(superAdmin, 'POST', `/api/v1/partners/${partnerId}/team/preview`, {
    ...{ act: 'remove', accountIds: [second.accountId] },
  })
  const { takers } = preview.body.owned.find((one: { kind: string }) => one.kind === 'apiKeys')
  expect(takers.map((one: { accountId: string }) => one.accountId)).toEqual([superAdmin.accountId])
})

test('the last sponsorship administrator and the last super administrator stay, and the preview says so', async () => {
  const sponsor = await world.member(partnerId, { role: 'user', sponsors: true })
  const reviewId = await reviews.start(superAdmin)
  const { rowId } = await reviews.rowOf(superAdmin, reviewId, sponsor)
  const given = { decision: 'remove', rowIds: [rowId] }
  const preview = (by: Actor) => world.call(by, 'POST', reviews.at(`/${reviewId}/answers/preview`), given)
  expect((await preview(superAdmin)).body).toMatchObject({
    done: 0,
    items: [{ refused: 'last_sponsorship_administrator' }],
  })
  expect((await preview(staying)).body.items[0].refused).toBe('needs_super_admin')
  expect((await reviews.answer(superAdmin, reviewId, 'remove', [rowId])).body.items[0].refused).toBe(
    'last_sponsorship_administrator',
  )
  await world.administrator(partnerId)
  expect((await reviews.answer(superAdmin, reviewId, 'remove', [rowId])).body.done).toBe(1)
})

test('a look at the pages from before they joined does not come to light when a member leaves', async () => {
  const agent = await world.staff('support_agent')
  const started = await world.call(agent, 'POST', `/api/v1/vendor/partners/${partnerId}/acting`, {
    ...{ reason: 'A call about customers', minutes: 60 },
  })
  expect(started.status).toBe(201)
  const membership = await world.ownerDb
    .selectFrom('membership')
    .selectAll()
    .where('account_id', '=', staying.accountId)
    .executeTakeFirstOrThrow()
  const joined = { ...membership, account_id: agent.accountId, email: agent.email, role: 'user' }
  await world.ownerDb.insertInto('membership').values(joined).execute()
  const removal = { accountIds: [agent.accountId], reason: 'Back to the vendor' }
  const removed = await world.call(superAdmin, 'POST', `/api/v1/partners/${partnerId}/team/remove`, removal)
  expect(removed.body.done).toBe(1)
  expect((await world.call(agent, 'GET', `/api/v1/partners/${partnerId}/customers`)).status).toBe(404)
  expect(await actions()).toContain('acting.ended')
})
