import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  too_many_rows: [400, 'These are too many entries for an Excel workbook; narrow the filters or take CSV'],
})
