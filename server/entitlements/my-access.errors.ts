import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  entitlement_not_granted: [403, 'Your sponsorship does not include this'],
  entitlement_granted_already: [409, 'Your sponsorship includes this already'],
  access_requested_already: [409, 'You have asked for this already'],
  registration_not_active: [409, 'Your registration is not active'],
  access_request_decided: [409, 'This request has been decided or withdrawn already'],
})
