import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  partner_name_taken: [409, 'There is a partner with this name already'],
  partner_state_unchanged: [409, 'The partner is in this state already'],
  last_partner_administrator: [
    409,
    'This is the partner’s last administrator; only an explicit decision of the vendor removes it',
  ],
})
