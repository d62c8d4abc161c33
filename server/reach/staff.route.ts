import { z } from '@hono/zod-openapi'
import { personBehind } from '../platform/db/transaction.ts'
import { defineRoute } from '../platform/http/route.ts'
import { explainStaff } from './explain-staff.ts'
import { linkOf } from './shapes.ts'
import { staffActions, staffLinkNames } from './staff-actions.ts'

const grantedBy = [
  'vendor_administrators',
  'other_administrators',
  'vendor_agents',
  'administrators',
  'super_admins',
  'partner',
  'person',
] as const

export const explainStaffRoute = defineRoute({
  method: 'get',
  path: '/vendor/reach/explain',
  realm: 'vendor',
  tag: 'Reach',
  summary: 'Whether somebody of the vendor’s staff may do something, and every link of the chain',
  query: z.object({
    action: z.enum(staffActions),
    accountId: z.uuid().optional().openapi({
      description: 'Of the person; where it is left out oneself, or who answers for the key that asks',
    }),
    about: z.uuid().optional().openapi({
      description:
        'The partner, the other person or the access review that the act is about; its state is explained as well',
    }),
  }),
  answer: z
    .object({
      accountId: z.uuid(),
      name: z.string(),
      action: z.enum(staffActions),
      holds: z.boolean(),
      links: z.array(linkOf(z.enum(staffLinkNames), z.enum(grantedBy))),
    })
    .openapi('ExplainedStaff'),
  handle: ({ tx, principal, query: { accountId = personBehind(principal), action, about } }) =>
    explainStaff(tx, { accountId, action, about }),
})
