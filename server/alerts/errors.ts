import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  alert_over: [409, 'One of these alerts does not hold any more; load the list again'],
  too_many_alerts: [409, 'A workbook of so many rows cannot be made; choose CSV, or filter the list'],
})
