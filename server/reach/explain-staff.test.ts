import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'
import { newId } from '../platform/ids.ts'
import { routes } from '../routes.ts'
import { type StaffAction, staffActions, staffRules } from './staff-actions.ts'

let world: World
let administrator: Actor
let agent: Actor
let auditor: Actor
beforeAll(async () => {
  world = await createWorld()
  administrator = await world.staff('administrator')
  agent = await world.staff('support_agent')
  auditor = await world.staff('auditor')
})
afterAll(() => world.close())

const explain = (actor: Actor | null, query: string) =>
  world.call(actor, 'GET', `/api/v1/vendor/reach/explain?${query}`)
type Link = { link: string; holds: boolean; names: string[]; state: string; grantedBy: string }
const broken = (links: Link[]) => links.filter(({ holds }) => !holds).map(({ link }) => link)

/** Which act an operation of the vendor's is. */
const actOf: Record<string, StaffAction> = {
  'Access reviews': 'run_vendor_reviews',
  'Administrator requests': 'decide_requests',
  'API keys': 'manage_vendor_keys',
  'Contract types': 'manage_contract_types',
  Contracts: 'manage_contracts',
  Entitlements: 'manage_entitlements',
  Imports: 'import_contracts',
  Mail: 'resend_mail',
  Onboarding: 'onboard_partners',
  Partners: 'manage_partners',
  'Support access': 'use_support_access',
  Lifecycle: 'change_settings',
  'Vendor settings': 'change_settings',
  'Vendor staff': 'manage_staff',
}
const roles = ['administrator', 'support_agent', 'auditor'] as const

test('the right of a role is what the operations ask for, every one of them', () => {
  const restricted = routes.filter(({ realm, allow }) => realm === 'vendor' && allow)
  expect(restricted.length).toBeGreaterThan(30)
  const explained = new Set<string>()
  for (const { allow, tag, method, path } of restricted) {
    const action = tag === 'API keys' && method === 'get' ? 'read_vendor_keys' : actOf[tag]
    if (!action) throw new Error(`${method} ${path} is no act that is explained`)
    explained.add(action)
    for (const staffRole of roles)
      expect(staffRules[action].right(staffRole), `${staffRole} ${method} ${path}`).toBe(
        allow?.({ staffRole, partner: null } as never) === null,
      )
  }
  // What nobody of the staff may do has no operation.
  expect(staffActions.filter((action) => !explained.has(action))).toEqual(['act_in_partner'])
})

describe('the chain of somebody of the staff', () => {
  test('names the role, what it lacks and who gives it', async () => {
    const { body } = await explain(auditor, 'action=manage_partners')
    expect(body).toMatchObject({ holds: false, accountId: auditor.accountId, action: 'manage_partners' })
    expect(body.links.map(({ link }: Link) => link)).toEqual(['account_active', 'staff_active', 'staff_right'])
    expect(body.links[2]).toMatchObject({
      holds: false,
      state: 'auditor',
      grantedBy: 'vendor_administrators',
      names: [`${administrator.firstName} ${administrator.lastName}`],
    })
    expect((await explain(agent, 'action=manage_partners')).body.holds).toBe(true)
    expect(broken((await explain(agent, 'action=change_settings')).body.links)).toEqual(['staff_right'])
    const other = await explain(auditor, `action=change_settings&accountId=${administrator.accountId}`)
    expect(other.body).toMatchObject({ holds: true, accountId: administrator.accountId })
  })

  test('says that nobody changes their own role, and that somebody was removed', async () => {
    const about = (id: string) => explain(administrator, `action=manage_staff&about=${id}`)
    expect(broken((await about(administrator.accountId)).body.links)).toEqual(['other_person'])
    expect((await about(agent.accountId)).body.holds).toBe(true)
    const gone = await world.staff('administrator')
    await world.call(administrator, 'POST', `/api/v1/vendor/staff/${gone.accountId}/remove`, { reason: 'Left us' })
    const { body } = await explain(administrator, `action=manage_staff&accountId=${gone.accountId}`)
    expect(broken(body.links)).toEqual(['staff_active'])
  })

  test('follows a partner on its way to a super administrator and to a sponsorship administrator', async () => {
    const { partnerId } = await world.partner()
    const asked = async (action: string) =>
      broken((await explain(agent, `action=${action}&about=${partnerId}`)).body.links)
    expect(await asked('onboard_partners')).toEqual(['partner_service'])
    await world.service(partnerId, await world.customer(partnerId))
    expect(await asked('onboard_partners')).toEqual([])
    const first = await world.member(partnerId, { role: 'super_admin' })
    expect(await asked('onboard_partners')).toEqual(['no_super_admin'])
    const { links } = (await explain(agent, `action=onboard_partners&about=${partnerId}`)).body
    expect(links.find(({ link }: Link) => link === 'no_super_admin').names).toEqual([
      `${first.firstName} ${first.lastName}`,
    ])
    await world.ownerDb.updateTable('partner').set({ state: 'suspended' }).where('partner_id', '=', partnerId).execute()
    expect(await asked('decide_requests')).toEqual(['partner_qualified'])
    expect(await asked('onboard_partners')).toContain('partner_active')
  })

  test('says of who looks at a partner’s pages that looking is all', async () => {
    const { partnerId } = await world.partner()
    const member = await world.member(partnerId, { role: 'super_admin' })
    const before = await explain(agent, `action=act_in_partner&about=${partnerId}`)
    expect(broken(before.body.links)).toEqual(['support_access', 'partner_member'])
    const actingId = newId()
    await world.ownerDb
      .insertInto('acting')
      .values({
        partner_id: partnerId,
        acting_id: actingId,
        account_id: agent.accountId,
        actor_name: 'Staff',
        reason: 'They asked us',
        ends_at: inDays(0.1),
      })
      .execute()
    const { body } = await explain(agent, `action=act_in_partner&about=${partnerId}`)
    expect(broken(body.links)).toEqual(['partner_member'])
    expect(body.links[3]).toMatchObject({ fact: 'They asked us', state: 'open' })
    expect(body.links[4]).toMatchObject({ names: [`${member.firstName} ${member.lastName}`] })
    expect((await explain(agent, 'action=act_in_partner')).status).toBe(400)
  })

  test('whose review it is', async () => {
    const { partnerId } = await world.partner()
    await world.service(partnerId, await world.customer(partnerId))
    const chief = await world.member(partnerId, { role: 'super_admin' })
    const plan = { audience: 'team', title: 'Spring', dueAt: inDays(20).toISOString(), rule: 'keep' }
    const started = await world.call(chief, 'POST', `/api/v1/partners/${partnerId}/access-reviews`, plan)
    expect(started.status, started.text).toBe(201)
    const { body } = await explain(administrator, `action=run_vendor_reviews&about=${started.body.reviewId}`)
    expect(broken(body.links)).toEqual(['review_of_vendor'])
  })

  test('is nobody else’s to ask for, and about nothing that is not there', async () => {
    const { partnerId } = await world.partner()
    const member = await world.member(partnerId, { role: 'super_admin' })
    expect((await explain(member, 'action=manage_staff')).status).toBe(404)
    expect((await explain(null, 'action=manage_staff')).status).toBe(401)
    expect((await explain(administrator, `action=manage_staff&accountId=${member.accountId}`)).status).toBe(404)
    for (const action of ['manage_staff', 'onboard_partners', 'run_vendor_reviews', 'act_in_partner'])
      expect((await explain(administrator, `action=${action}&about=${newId()}`)).status, action).toBe(404)
    expect((await explain(administrator, 'action=fly')).status).toBe(400)
  })
})
