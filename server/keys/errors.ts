import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  key_revoked: [409, 'This key was revoked; make a new one'],
  key_expired: [409, 'This key has expired; give it a new end with the new secret'],
  key_owned: [409, 'This key is yours already'],
  too_many_keys: [409, 'There are too many keys; revoke those that nobody uses'],
})
