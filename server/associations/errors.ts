import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  associations_changed: [409, 'What this would do has changed since it was previewed'],
  associations_unchanged: [409, 'Nothing of this would change anything'],
})
