import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  collector_deleted: [409, 'This collector was deleted; register another'],
  nothing_to_revoke: [409, 'This collector has no licence or address that opens anything'],
  collector_no_agent: [409, 'Only agents that are not ours post to an address; this collector has a licence file'],
  collector_no_network_task: [409, 'Only agents that are not ours are handed network tasks; our collector has its own'],
  network_task_missing: [404, 'No network task is set'],
  collector_no_licence: [409, 'Agents that are not ours have no licence file; make an address for them'],
  enrolment_used: [401, 'This licence file has enrolled another machine; download one for this'],
  enrolment_key_revoked: [401, 'The key of this machine was revoked; make another and enrol again'],
  enrolment_not_a_file: [401, 'This machine is enrolled: renew its licence instead'],
  enrolment_no_service: [403, 'The customer’s support service is not in force, so that no collector enrols'],
})
