import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  collector_deleted: [409, 'This collector was deleted; register another'],
  nothing_to_revoke: [409, 'This collector has no licence that opens anything'],
  too_many_collectors: [400, 'This is too much for one file; narrow it down'],
  enrolment_used: [401, 'This licence file has enrolled another machine; download one for this'],
  enrolment_key_revoked: [401, 'The key of this machine was revoked; make another and enrol again'],
  enrolment_not_a_file: [401, 'This machine is enrolled: renew its licence instead'],
  enrolment_no_service: [403, 'The customer’s support service is not in force, so that no collector enrols'],
})
