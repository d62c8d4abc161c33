import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  not_resendable: [409, 'This message was sent already, is still on its way, or has lost its content'],
})
