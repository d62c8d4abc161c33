import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  service_in_grace: [403, 'The support service for this customer has ended; its data can be read, not changed'],
  service_closed: [403, 'The support service for this customer has ended, and so has the time for reading'],
  service_missing: [403, 'There is no support service for this customer'],
})
