import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  view_name_taken: [409, 'Another view of this list is called so'],
  views_full: [409, 'You have saved fifty views of this list; delete one first'],
  too_many_rows: [400, 'This is too much for one file; narrow it down to fewer customers'],
})
