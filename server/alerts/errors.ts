import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  alert_over: [409, 'One of these alerts does not hold any more; load the list again'],
})
