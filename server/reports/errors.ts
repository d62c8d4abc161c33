import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  too_many_rows: [400, 'This is too much for one file; narrow it down to fewer customers'],
})
