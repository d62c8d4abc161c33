import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  sponsorship_not_draft: [409, 'This sponsorship has been issued already'],
  sponsorship_not_issued: [409, 'This sponsorship has not been issued'],
  sponsorship_revoked: [409, 'This sponsorship was revoked'],
  sponsorship_not_issuable: [409, 'This sponsorship cannot be issued yet'],
})
