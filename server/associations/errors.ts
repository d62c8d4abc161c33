import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  too_many_rows: [400, 'There are more rows than the file may hold'],
  associations_changed: [409, 'What this would do has changed since it was previewed'],
  associations_unchanged: [409, 'Nothing of this would change anything'],
})
