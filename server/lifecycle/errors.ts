import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  lifecycle_unreadable: [400, 'This file cannot be read as lifecycle data'],
})
