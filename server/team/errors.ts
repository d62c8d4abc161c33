import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  invitation_link_invalid: [410, 'This link was used, has expired or is not complete'],
  /** `params.reason` is one of acceptance's reasons; what the invitation was to give is not there any more. */
  invitation_void: [409, 'This invitation gives nothing any more'],
  account_exists: [409, 'There is an account with this address; sign in with it first, then accept'],
  wrong_account: [403, 'This invitation was sent to another address'],
  member_already: [409, 'This person belongs to the team already'],
  member_suspended: [409, 'This person belongs to the team and is suspended; reactivate them instead'],
  member_invited: [409, 'There is an open invitation to this address; send it again or withdraw it'],
  has_super_admin: [409, 'The partner has a super administrator, who registers everybody else'],
  super_admin_invited: [409, 'There is an open invitation to become the super administrator'],
  /** `params.reason` is one of policy's refusals. */
  act_refused: [409, 'This cannot be done to this member'],
  unknown_taker: [400, 'This colleague cannot take it over'],
  list_unreadable: [400, 'This list cannot be read'],
  import_applied: [409, 'The invitations of this list were sent already'],
  import_has_errors: [409, 'Some rows are not valid; correct them, or send only the good ones'],
  import_empty: [409, 'There is nobody to invite in this list'],
})
