import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  acting_already: [409, 'You look at this partner’s pages already'],
  acting_over: [409, 'This is over already'],
  member_of_partner: [409, 'A member of the partner needs no support access'],
})
