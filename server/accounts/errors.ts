import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  sign_in_failed: [401, 'E-mail address or password is wrong, or the registration is not confirmed yet'],
  password_wrong: [403, 'The present password is wrong'],
  password_refused: [400, 'This password is not good enough'],
  link_invalid: [410, 'This link was used, has expired or is not complete'],
  email_taken: [409, 'This address cannot be used'],
})
