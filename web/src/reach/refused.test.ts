import { expect, test } from 'vitest'
import { ApiProblem } from '../api/problem.ts'
import { questionOf } from './refused.ts'

const at = { partnerId: 'p', customerId: 'c' }
const refused = (method: string, path: string, body: { code?: string; missing?: string } = {}, status = 403) =>
  questionOf(
    new ApiProblem(status, body, undefined, { method, path: `/api/v1/partners/{partnerId}/${path}`, params: at }),
  )

test.each([
  ['POST', 'team/suspend', undefined, 'manage_people'],
  ['POST', 'team/remove', 'role super administrator', 'manage_super_admins'],
  ['POST', 'access-reviews', 'role super administrator', 'start_reviews'],
  ['GET', 'sponsorships-export', 'sponsorship administrator', 'sponsor'],
  ['GET', 'contracts/{contractId}/end', undefined, 'see_what_stops'],
  ['GET', 'contracts/{contractId}/lines', undefined, 'search_lines'],
  ['GET', 'audit/export', undefined, 'read_audit'],
  ['GET', 'acting', undefined, 'read_support_access'],
  ['POST', 'acting/{actingId}/end', undefined, 'end_support_access'],
])('%s %s without %s is about %s', (method, path, missing, action) => {
  expect(refused(method, path, missing ? { missing } : {})).toEqual({ partnerId: 'p', action, customerId: undefined })
})

test('what is about a customer asks about that customer', () => {
  const of = '/{customerId}'
  expect(refused('PATCH', `customers${of}`)).toEqual({ ...at, action: 'change_customer' })
  expect(refused('GET', `customers${of}`)).toEqual({ ...at, action: 'see_customer' })
  expect(refused('POST', `customers${of}/collectors`, { code: 'service_in_grace' })).toEqual({
    ...at,
    action: 'register_collector',
  })
})

const vendors = (method: string, path: string, params: Record<string, string> = {}) =>
  questionOf(new ApiProblem(403, {}, undefined, { method, path: `/api/v1/vendor/${path}`, params }))

test.each([
  ['POST', 'partners', {}, 'manage_partners', undefined],
  ['POST', 'partners/{partnerId}/state', { partnerId: 'p' }, 'manage_partners', undefined],
  ['POST', 'partners/{partnerId}/administrators/{accountId}/remove', { accountId: 'a' }, 'manage_partners', undefined],
  ['PATCH', 'partners/{partnerId}/contracts/{contractId}', { partnerId: 'p' }, 'manage_contracts', undefined],
  ['POST', 'partners/{partnerId}/acting', { partnerId: 'p' }, 'use_support_access', undefined],
  ['POST', 'partners/{partnerId}/onboarding', { partnerId: 'p' }, 'onboard_partners', 'p'],
  ['PATCH', 'staff/{accountId}', { accountId: 'a' }, 'manage_staff', 'a'],
  ['POST', 'staff-invitations', {}, 'manage_staff', undefined],
  ['GET', 'keys/{keyId}', {}, 'read_vendor_keys', undefined],
  ['POST', 'keys', {}, 'manage_vendor_keys', undefined],
  ['POST', 'access-reviews/{reviewId}/close', { reviewId: 'r' }, 'run_vendor_reviews', 'r'],
  ['POST', 'imports/{importId}/check', {}, 'import_contracts', undefined],
])('for the vendor, %s %s is about the staff’s right', (method, path, params, staffAction, about) => {
  expect(vendors(method, path, params)).toEqual({ staffAction, about })
})

test('of who looks at a partner’s pages for the vendor it is the staff’s chain', () => {
  expect(refused('POST', 'team/suspend', { code: 'acting_reads_only' })).toEqual({
    staffAction: 'act_in_partner',
    about: 'p',
  })
})

test('no chain explains an absence, or what is about no right', () => {
  expect(refused('POST', 'team/suspend', {}, 404)).toBeUndefined()
  expect(refused('GET', 'overview')).toBeUndefined()
  expect(vendors('GET', 'audit')).toBeUndefined()
  expect(questionOf(new ApiProblem(403, {}))).toBeUndefined()
})
