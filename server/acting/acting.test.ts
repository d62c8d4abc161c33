import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { lettersTo } from '../../test/support/outbox.ts'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'
import { actingJobs } from './index.ts'

let world: World
let agent: Actor
beforeAll(async () => {
  world = await createWorld()
})
beforeEach(async () => {
  agent = await world.staff('support_agent')
})
afterAll(() => world.close())

const start = { reason: 'A call about customers that are missing', minutes: 60 }
const vendorUrl = (partnerId: string, rest = '') => `/api/v1/vendor/partners/${partnerId}/acting${rest}`
const partnerUrl = (partnerId: string, rest = '') => `/api/v1/partners/${partnerId}/${rest}`
const actionsOf = async (partnerId: string) =>
  (
    await world.ownerDb
      .selectFrom('audit_entry')
      .select(['action', 'object_label', 'body'])
      .where('partner_id', '=', partnerId)
      .orderBy('seq')
      .execute()
  ).map((row) => ({ action: row.action, object: row.object_label, ...JSON.parse(row.body) }))

async function scene() {
  const { partnerId } = await world.partner()
  const customerId = await world.customer(partnerId)
  await world.line(partnerId, await world.service(partnerId, customerId))
  return { partnerId, customerId }
}

async function begin(partnerId: string, who = agent): Promise<string> {
  const reply = await world.call(who, 'POST', vendorUrl(partnerId), start)
  expect(reply.status, reply.text).toBe(201)
  return reply.body.actingId
}

describe('acting for a partner', () => {
  test('is announced at once to everybody who administers something there, in their language', async () => {
    const { partnerId } = await scene()
    const admins = [
      await world.member(partnerId, { role: 'super_admin' }),
      await world.member(partnerId, { role: 'admin' }),
      await world.administrator(partnerId),
    ]
    const user = await world.member(partnerId, { role: 'user', customers: 'all' })
    await world.ownerDb
      .updateTable('membership')
      .set({ language: 'es' })
      .where('account_id', '=', admins[1]?.accountId ?? '')
      .execute()
    await begin(partnerId)
    for (const [index, admin] of admins.entries()) {
      const [letter] = await lettersTo(world, admin.email)
      expect(letter).toMatchObject({ template: 'acting_started', language: index === 1 ? 'es' : 'en' })
      expect(letter?.text).toContain(start.reason)
      expect(letter?.link).toBe(`${world.config.origin}/partner/${partnerId}/support-access`)
    }
    expect(await lettersTo(world, user.email)).toEqual([])
  })

  test('shows the pages as to a super administrator, and what was looked at is in the audit once an area', async () => {
    const { partnerId, customerId } = await scene()
    expect((await world.call(agent, 'GET', partnerUrl(partnerId, 'customers'))).status).toBe(404)
    const actingId = await begin(partnerId)
    const me = await world.call(agent, 'GET', '/api/v1/me')
    expect(me.body.acting).toMatchObject([{ partnerId, actingId, reason: start.reason }])
    expect(me.body.memberships).toEqual([])
    for (const path of ['customers', `customers/${customerId}`, 'audit', 'sponsorships', 'customers'])
      expect((await world.call(agent, 'GET', partnerUrl(partnerId, path))).status, path).toBe(200)
    const unknown = `sponsorships/${customerId}`
    expect((await world.call(agent, 'GET', partnerUrl(partnerId, unknown))).status).toBe(404)
    const entries = await actionsOf(partnerId)
    expect(entries.map(({ action, object }) => [action, object]).slice(1)).toEqual([
      ['acting.looked', 'customers'],
      ['acting.looked', 'audit'],
      ['acting.looked', 'sponsorships'],
    ])
    expect(entries[1]).toMatchObject({ accountId: agent.accountId, actingFor: expect.any(String) })
    const listed = await world.call(
      await world.member(partnerId, { role: 'admin' }),
      'GET',
      partnerUrl(partnerId, 'acting'),
    )
    expect(listed.body.items).toMatchObject([{ actingId, endedAt: null, reason: start.reason }])
    expect(listed.body.items[0].looks.map(({ area }: { area: string }) => area)).toEqual([
      'customers',
      'audit',
      'sponsorships',
    ])
  })

  test('audits every file that is read meanwhile', async () => {
    const { partnerId } = await scene()
    await begin(partnerId)
    for (const _ of [1, 2])
      expect((await world.call(agent, 'GET', partnerUrl(partnerId, 'audit/export?format=csv'))).status).toBe(200)
    const exported = (await actionsOf(partnerId)).filter(({ action }) => action === 'audit.exported')
    expect(exported).toHaveLength(2)
    expect(exported[0].actingFor).toBeTruthy()
  })

  test('ends by the agent, by the partner, or by its time; the next request is refused', async () => {
    const { partnerId } = await scene()
    const admin = await world.member(partnerId, { role: 'super_admin' })
    const look = () => world.call(agent, 'GET', partnerUrl(partnerId, 'customers'))
    const first = await begin(partnerId)
    expect((await world.call(agent, 'POST', vendorUrl(partnerId, `/${first}/end`), {})).status).toBe(204)
    expect((await look()).status).toBe(404)
    const second = await begin(partnerId)
    expect((await look()).status).toBe(200)
    const reason = { reason: 'Not now, please' }
    expect((await world.call(admin, 'POST', partnerUrl(partnerId, `acting/${second}/end`), reason)).status).toBe(204)
    expect((await look()).status).toBe(404)
    expect((await world.call(admin, 'POST', partnerUrl(partnerId, `acting/${second}/end`), reason)).body.code).toBe(
      'acting_over',
    )
    const third = await begin(partnerId)
    await world.ownerDb
      .updateTable('acting')
      .set({ ends_at: inDays(-0.001) })
      .where('acting_id', '=', third)
      .execute()
    expect((await look()).status).toBe(404)
    expect((await world.call(agent, 'GET', '/api/v1/me')).body.acting).toEqual([])
    const context = { ...world.deps, signal: new AbortController().signal, attempt: 1 }
    await Promise.all([1, 2].map(() => actingJobs[0]?.handle({}, context)))
    const ended = (await actionsOf(partnerId)).filter(({ action }) => action === 'acting.ended')
    expect(ended.map(({ why }) => why)).toEqual([
      'vendor staff',
      'an administrator of the partner',
      'its time was over',
    ])
    const listed = (await world.call(admin, 'GET', partnerUrl(partnerId, 'acting'))).body.items
    expect(listed.map((row: { endedByName: string | null }) => row.endedByName)).toEqual([
      null,
      `${admin.firstName} ${admin.lastName}`,
      `${agent.firstName} ${agent.lastName}`,
    ])
  })

  test('of two who end it at once one does', async () => {
    const { partnerId } = await scene()
    const actingId = await begin(partnerId)
    const admin = await world.member(partnerId, { role: 'super_admin' })
    const replies = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        n % 2
          ? world.call(admin, 'POST', partnerUrl(partnerId, `acting/${actingId}/end`), { reason: 'Enough' })
          : world.call(agent, 'POST', vendorUrl(partnerId, `/${actingId}/end`), {}),
      ),
    )
    expect(replies.filter(({ status }) => status === 204)).toHaveLength(1)
  })

  test('begins once at a time, with a reason, for 15 minutes to 8 hours, by agents and administrators only', async () => {
    const { partnerId } = await scene()
    const post = (actor: Actor | null, body: object) => world.call(actor, 'POST', vendorUrl(partnerId), body)
    for (const body of [
      { minutes: 60 },
      { ...start, reason: ' ' },
      { ...start, minutes: 14 },
      { ...start, minutes: 481 },
      { ...start, accountId: agent.accountId },
    ])
      expect((await post(agent, body)).status, JSON.stringify(body)).toBe(400)
    expect((await post(null, start)).status).toBe(401)
    expect((await post(await world.member(partnerId, { role: 'super_admin' }), start)).status).toBe(404)
    expect((await post(await world.staff('auditor'), start)).status).toBe(403)
    const both = await Promise.all([1, 2, 3].map(() => post(agent, start)))
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409, 409])
    const employee = await world.staff('administrator')
    await world.ownerDb
      .insertInto('membership')
      .values({
        partner_id: partnerId,
        account_id: employee.accountId,
        role: 'user',
        first_name: 'A',
        last_name: 'B',
        email: 'e',
      })
      .execute()
    expect((await post(employee, start)).body.code).toBe('member_of_partner')
    const nobodys = '00000000-0000-7000-8000-000000000000'
    expect((await world.call(agent, 'POST', vendorUrl(nobodys), start)).status).toBe(404)
  })

  test('gives nothing of another partner, and nothing of a person', async () => {
    const { partnerId } = await scene()
    const other = await scene()
    await begin(partnerId)
    expect((await world.call(agent, 'GET', partnerUrl(other.partnerId, 'customers'))).status).toBe(404)
    expect((await world.call(agent, 'GET', '/api/v1/access')).body.items).toEqual([])
    const user = await world.member(partnerId, { role: 'user' })
    expect((await world.call(user, 'GET', partnerUrl(partnerId, 'acting'))).status).toBe(403)
    const foreign = await world.member(other.partnerId, { role: 'super_admin' })
    expect((await world.call(foreign, 'GET', partnerUrl(partnerId, 'acting'))).status).toBe(404)
  })
})
