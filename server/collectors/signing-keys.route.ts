import { z } from '@hono/zod-openapi'
import { defineRoute, type Route } from '../platform/http/route.ts'
import { administratorsOnly, reasonField } from '../vendor/index.ts'
import { listSigningKeys, rotate } from './signing-keys.ts'

const common = { realm: 'vendor', tag: 'Vendor settings' } as const
const signingKeys = z.object({
  items: z.array(
    z
      .object({
        /** The `kid` of what it signs: RFC 7638 thumbprint of its public half. */
        keyId: z.string(),
        state: z.enum(['current', 'retired']),
        createdAt: z.date(),
        retiredAt: z.date().nullable(),
        /** Licences that it signed are accepted until then; null while it is current. Records it signed verify for good. */
        licencesUntil: z.date().nullable(),
        /** Enrolled collectors that work with a licence it signed. */
        collectors: z.number().int(),
        /** Licence files it signed that wait for a machine. */
        files: z.number().int(),
      })
      .openapi('SigningKey'),
  ),
})

export const signingKeyRoutes: Route[] = [
  defineRoute({
    ...common,
    method: 'get',
    path: '/vendor/settings/signing-keys',
    summary: 'The keys that sign licences of collectors and results of access reviews, the current one first',
    answer: signingKeys,
    handle: async ({ tx }) => ({ items: await listSigningKeys(tx) }),
  }),
  defineRoute({
    ...common,
    method: 'post',
    path: '/vendor/settings/signing-keys/rotate',
    summary: 'Let another key sign; licences of the former are accepted for so many days more, 0 refuses them at once',
    body: z.strictObject({
      licenceDays: z.number().int().min(0).max(365).default(90),
      reason: reasonField,
    }),
    answer: signingKeys,
    allow: administratorsOnly,
    handle: async (call) => {
      await rotate(call, call.body)
      return { items: await listSigningKeys(call.tx) }
    },
  }),
]
