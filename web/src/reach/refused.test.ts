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
  ['GET', 'customers-export', 'sponsorship administrator', 'sponsor'],
  ['GET', 'contracts/{contractId}/end', undefined, 'see_what_stops'],
  ['GET', 'contracts/{contractId}/lines', undefined, 'search_lines'],
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

test('no chain explains an absence, an answer of the vendor’s, or what is about no right', () => {
  expect(refused('POST', 'team/suspend', {}, 404)).toBeUndefined()
  expect(refused('GET', 'audit')).toBeUndefined()
  const vendors = { method: 'POST', path: '/api/v1/vendor/partners/{partnerId}/state', params: at }
  expect(questionOf(new ApiProblem(403, {}, undefined, vendors))).toBeUndefined()
  expect(questionOf(new ApiProblem(403, {}))).toBeUndefined()
})
