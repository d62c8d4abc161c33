import { z } from '@hono/zod-openapi'
import { listQuery, oneOrMore, pageOf, sortOf } from '../platform/http/cursor.ts'
import { defineRoute } from '../platform/http/route.ts'
import { reasonField } from './fields.ts'
import { administratorsOnly } from './policy.ts'
import { changeStaffRole, removeStaffMember } from './staff.ts'
import { listStaff, staffSorts } from './staff-queries.ts'

export const roleField = z.enum(['administrator', 'support_agent', 'auditor'])

const member = z
  .object({
    accountId: z.uuid(),
    firstName: z.string(),
    lastName: z.string(),
    email: z.string(),
    role: roleField,
    createdAt: z.date(),
    /** The reader's own row: nobody changes their own role. */
    own: z.boolean(),
  })
  .openapi('StaffMember')

export const listStaffRoute = defineRoute({
  method: 'get',
  path: '/vendor/staff',
  realm: 'vendor',
  tag: 'Vendor staff',
  summary: 'Who works for the vendor here',
  query: listQuery.extend({ role: oneOrMore(roleField).optional(), sort: sortOf(staffSorts, 'name') }),
  answer: pageOf(member),
  handle: async ({ tx, principal, query }) => {
    const rows = await listStaff(tx, query)
    return {
      items: rows.map((row) => ({ ...row, own: row.accountId === principal.accountId })),
      nextCursor: null,
      total: rows.length,
    }
  },
})

export const changeStaffRoute = defineRoute({
  method: 'patch',
  path: '/vendor/staff/{accountId}',
  realm: 'vendor',
  tag: 'Vendor staff',
  keys: false,
  summary: 'Change somebody’s role',
  params: z.object({ accountId: z.uuid() }),
  body: z.strictObject({ role: roleField }),
  allow: administratorsOnly,
  handle: (call) => changeStaffRole(call, call.params.accountId, call.body.role),
})

export const removeStaffRoute = defineRoute({
  method: 'post',
  path: '/vendor/staff/{accountId}/remove',
  realm: 'vendor',
  tag: 'Vendor staff',
  keys: false,
  summary: 'Take somebody off the staff; their sessions end at once',
  params: z.object({ accountId: z.uuid() }),
  body: z.strictObject({ reason: reasonField }),
  allow: administratorsOnly,
  handle: (call) => removeStaffMember(call, call.params.accountId, call.body.reason),
})
