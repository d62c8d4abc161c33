import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'
import { newId } from '../platform/ids.ts'

// Every vendor operation of this side against every kind of caller: who is outside sees nothing, an auditor only reads.

let world: World
let people: Record<'person' | 'member' | 'auditor' | 'support_agent' | 'administrator', Actor>
let partnerId: string
let contractId: string
let contractTypeId: string

beforeAll(async () => {
  world = await createWorld()
  ;({ partnerId, contractId, contractTypeId } = await world.partner())
  people = {
    person: await world.person(),
    member: await world.administrator(partnerId),
    auditor: await world.staff('auditor'),
    support_agent: await world.staff('support_agent'),
    administrator: await world.staff('administrator'),
  }
})
afterAll(() => world.close())

const reason = 'Asked for in writing'
const fill = (path: string) =>
  `/api/v1${path}`
    .replace('{partnerId}', partnerId)
    .replace('{contractId}', contractId)
    .replace('{contractTypeId}', contractTypeId)
    .replace('{entitlementId}', 'software.download')
    .replace(/\{(accountId|invitationId)\}/g, newId())

const dates = { startsAt: inDays(-1).toISOString(), endsAt: inDays(90).toISOString() }

const reads = [
  '/vendor/overview',
  '/vendor/staff',
  '/vendor/staff-invitations',
  '/vendor/settings',
  '/vendor/settings/signing-keys',
  '/vendor/entitlements',
  '/vendor/entitlements/{entitlementId}',
  '/vendor/contract-types',
  '/vendor/contract-types/{contractTypeId}',
  '/vendor/contracts',
  '/vendor/partners',
  '/vendor/partners/{partnerId}',
  '/vendor/partners/{partnerId}/customers',
  '/vendor/customers',
  '/vendor/partners/{partnerId}/administrators',
  '/vendor/partners/{partnerId}/contracts/{contractId}',
]

const previews: [string, object][] = [
  ['/vendor/settings/preview', { attestationDays: 30 }],
  ['/vendor/entitlements/{entitlementId}/preview', { state: 'retired' }],
  ['/vendor/contract-types/{contractTypeId}/preview', { qualifiesSponsoring: false }],
  ['/vendor/partners/{partnerId}/preview', { state: 'suspended' }],
  ['/vendor/partners/{partnerId}/contracts/{contractId}/preview', { state: 'terminated' }],
]

const administration: [string, string, object | undefined][] = [
  ['PATCH', '/vendor/staff/{accountId}', { role: 'auditor' }],
  ['POST', '/vendor/staff/{accountId}/remove', { reason }],
  ['POST', '/vendor/staff-invitations', { email: 'new@vendor.example', role: 'auditor', language: 'en' }],
  ['POST', '/vendor/staff-invitations/{invitationId}/resend', undefined],
  ['POST', '/vendor/staff-invitations/{invitationId}/withdraw', undefined],
  ['PATCH', '/vendor/settings', { name: 'Changed' }],
  ['PUT', '/vendor/settings/logo', { data: 'iVBORw0KGgo=' }],
  ['DELETE', '/vendor/settings/logo', undefined],
  ['POST', '/vendor/settings/signing-keys/rotate', { reason }],
  ['POST', '/vendor/entitlements', { entitlementId: 'a.b', groupName: 'support', names: {}, descriptions: {} }],
  ['PATCH', '/vendor/entitlements/{entitlementId}', { position: 7 }],
  ['PUT', '/vendor/entitlements-order', { entitlementIds: ['software.download'] }],
  ['POST', '/vendor/entitlements/{entitlementId}/state', { state: 'retired', reason }],
  ['POST', '/vendor/contract-types', { name: 'Silver' }],
  ['PATCH', '/vendor/contract-types/{contractTypeId}', { description: 'Changed' }],
  ['POST', '/vendor/contract-types/{contractTypeId}/state', { state: 'retired', reason }],
]

const support: [string, string, object | undefined][] = [
  ['POST', '/vendor/partners', { name: 'Made by nobody' }],
  ['PATCH', '/vendor/partners/{partnerId}', { country: 'PT' }],
  ['POST', '/vendor/partners/{partnerId}/state', { state: 'suspended', reason }],
  ['POST', '/vendor/partners/{partnerId}/administrators/{accountId}/remove', { reason }],
  ['PATCH', '/vendor/partners/{partnerId}/contracts/{contractId}', { note: 'Changed' }],
  ['POST', '/vendor/partners/{partnerId}/contracts/{contractId}/state', { state: 'terminated', reason }],
]

const outside = async (method: string, path: string, body?: object) => {
  expect((await world.call(null, method, fill(path), body)).status).toBe(401)
  expect((await world.call(people.person, method, fill(path), body)).status).toBe(404)
  expect((await world.call(people.member, method, fill(path), body)).status).toBe(404)
}

describe('who may', () => {
  test.each(reads)('read %s: the staff, all roles', async (path) => {
    await outside('GET', path)
    for (const role of ['auditor', 'support_agent', 'administrator'] as const)
      expect((await world.call(people[role], 'GET', fill(path))).status).toBe(200)
  })

  test.each(previews)('preview %s: the staff, all roles, and nothing stays of it', async (path, body) => {
    await outside('POST', path, body)
    const before = await state()
    for (const role of ['auditor', 'support_agent', 'administrator'] as const)
      expect((await world.call(people[role], 'POST', fill(path), body)).status).toBe(200)
    expect(await state()).toEqual(before)
  })

  test.each(administration)('%s %s: administrators only', async (method, path, body) => {
    await outside(method, path, body)
    const before = await state()
    for (const role of ['auditor', 'support_agent'] as const) {
      const reply = await world.call(people[role], method, fill(path), body)
      expect(reply.status).toBe(403)
      expect(reply.body).toMatchObject({ missing: 'role administrator', grantedBy: 'a vendor administrator' })
    }
    expect(await state()).toEqual(before)
  })

  test.each(support)('%s %s: administrators and support agents', async (method, path, body) => {
    await outside(method, path, body)
    const before = await state()
    const reply = await world.call(people.auditor, method, fill(path), body)
    expect(reply.status).toBe(403)
    expect(reply.body).toMatchObject({ missing: 'role administrator or support agent' })
    expect(await state()).toEqual(before)
  })

  test('record a contract: administrators and support agents', async () => {
    const path = '/vendor/partners/{partnerId}/contracts'
    const body = { number: 'NEW-1', contractTypeId, ...dates }
    await outside('POST', path, body)
    expect((await world.call(people.auditor, 'POST', fill(path), body)).status).toBe(403)
    expect((await world.call(people.support_agent, 'POST', fill(path), body)).status).toBe(201)
  })
})

/** Everything these operations could change. */
async function state() {
  const { ownerDb } = world
  return Promise.all([
    ownerDb.selectFrom('vendor_settings').selectAll().execute(),
    ownerDb.selectFrom('vendor_staff').selectAll().orderBy('account_id').execute(),
    ownerDb.selectFrom('staff_invitation').selectAll().execute(),
    ownerDb.selectFrom('entitlement').selectAll().orderBy('entitlement_id').execute(),
    ownerDb.selectFrom('contract_type').selectAll().execute(),
    ownerDb.selectFrom('contract_type_entitlement').selectAll().orderBy('entitlement_id').execute(),
    ownerDb.selectFrom('partner').selectAll().execute(),
    ownerDb.selectFrom('contract').selectAll().orderBy('contract_id').execute(),
    ownerDb.selectFrom('membership').selectAll().execute(),
    ownerDb.selectFrom('audit_entry').select('action').execute(),
  ])
}
