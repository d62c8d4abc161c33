import { z } from '@hono/zod-openapi'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'

const current = z
  .object({
    keyId: z.uuid(),
    name: z.string(),
    scopes: z.array(z.string()),
    owner: z.string(),
    /** When this very secret ends: the key's end, or sooner while it is replaced. */
    expiresAt: z.string(),
    /** Its role at the vendor; null for a partner's key. */
    staffRole: z.enum(['administrator', 'support_agent', 'auditor']).nullable(),
    partner: z
      .object({
        partnerId: z.uuid(),
        name: z.string(),
        state: z.enum(['active', 'suspended']),
        role: z.enum(['super_admin', 'admin', 'user']).nullable(),
        sponsors: z.boolean(),
        service: z.enum(['in_force', 'grace', 'closed', 'none']).nullable(),
        allCustomers: z.boolean(),
      })
      .nullable(),
  })
  .openapi('CurrentKey')

export const currentKeyRoute = defineRoute({
  method: 'get',
  path: '/key',
  realm: 'key',
  tag: 'API keys',
  summary: 'What the key of this request is: whose, its role now, its scopes, its end',
  answer: current,
  handle: async ({ principal: { key, staffRole, partner } }) => {
    if (!key) throw problems.key_required()
    return { ...key, owner: key.ownerName, staffRole, partner }
  },
})
