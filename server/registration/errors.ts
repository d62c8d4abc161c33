import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  /** The one answer for whatever is wrong with number or key (R14); the partner's administrator sees the true reason. */
  registration_refused: [403, 'This registration number and verification key cannot be used to register'],
  registration_gone: [410, 'This registration is no longer open in this browser; start again'],
  registration_over: [409, 'This registration is confirmed or was cancelled; nothing is left to do here'],
  no_more_mails: [409, 'No further e-mail can be sent for this registration'],
  wait_before_resend: [429, 'An e-mail was sent a moment ago; wait a little'],
  code_wrong: [403, 'This is not the code of the latest e-mail'],
  code_exhausted: [403, 'Too many wrong codes; have a new e-mail sent'],
  link_invalid: [410, 'This link is not complete, was cancelled, or a newer one took its place'],
  link_used: [410, 'This link was used already'],
  link_expired: [410, 'This link has expired'],
  already_registered: [409, 'You are registered under this sponsorship already'],
  own_partner: [403, 'You work for the partner that gives this sponsorship'],
})
