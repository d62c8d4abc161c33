import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  customer_archived: [409, 'This customer is archived; restore it first'],
})
