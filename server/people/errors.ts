import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  access_request_decided: [409, 'This request has been decided or withdrawn already'],
  above_ceiling: [409, 'The partner’s contracts do not allow this entitlement'],
  own_registration: [403, 'You may not decide on your own registration'],
})
