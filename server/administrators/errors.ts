import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  request_pending: [409, 'You have a request that is not decided yet'],
  already_administrator: [409, 'This person already is a sponsorship administrator of this partner'],
  applicant_suspended: [409, 'This person is suspended in the team of this partner'],
  request_decided: [409, 'This request has been decided or withdrawn meanwhile'],
  partner_not_qualified: [409, 'This partner cannot have sponsorship administrators now'],
  account_not_confirmed: [409, 'This account is not confirmed, or is disabled'],
  sole_administrator: [409, 'You are the last sponsorship administrator of this partner'],
})
