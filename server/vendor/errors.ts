import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  link_invalid: [410, 'This link was used, has expired or is not complete'],
  already_set_up: [409, 'This portal has been set up already'],
  account_exists: [409, 'There is an account with this address; sign in with it first, then accept'],
  wrong_account: [403, 'This invitation was sent to another address'],
  already_staff: [409, 'This person works for the vendor already'],
  already_invited: [409, 'There is an open invitation to this address; send it again or withdraw it'],
  own_role: [403, 'Nobody changes or removes their own role'],
  last_administrator: [409, 'The last administrator stays'],
  contrast_too_low: [400, 'White text on this colour could not be read'],
  logo_refused: [400, 'This image cannot be used as the logo'],
})
