import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  entitlement_id_taken: [409, 'The catalogue has an entitlement with this id already'],
  entitlement_state_unchanged: [409, 'The entitlement is in this state already'],
})
