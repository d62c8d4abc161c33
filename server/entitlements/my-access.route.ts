import { z } from '@hono/zod-openapi'
import { hashToken } from '../platform/crypto/tokens.ts'
import { defineRoute } from '../platform/http/route.ts'
import { leave } from './my-leave.ts'
import { askForMore, myRequestsOf, withdrawMyRequest } from './my-requests.ts'
import { switchEntitlement } from './my-switch.ts'
import { myRequest } from './shapes.ts'

/** Each of these writes to every administrator of the partner. */
const mailsAdministrators = ({ sessionToken }: { sessionToken: string | null }) => [
  { bucket: `my-access/session/${hashToken(sessionToken ?? '')}`, limit: 30, windowSeconds: 3600 },
]

const entitlementId = z.string().min(3).max(100)

export const switchEntitlementRoute = defineRoute({
  method: 'put',
  path: '/access/{registrationId}/entitlements/{entitlementId}',
  realm: 'person',
  tag: 'My access',
  summary: 'Switch a granted entitlement off or on for myself (R11)',
  params: z.object({ registrationId: z.uuid(), entitlementId }),
  body: z.strictObject({ on: z.boolean() }),
  handle: (call) => switchEntitlement(call, call.params.registrationId, call.params.entitlementId, call.body.on),
})

export const askForMoreRoute = defineRoute({
  method: 'post',
  path: '/access/{registrationId}/requests',
  realm: 'person',
  tag: 'My access',
  summary: 'Ask the partner for an entitlement my sponsorship does not include',
  params: z.object({ registrationId: z.uuid() }),
  body: z.strictObject({ entitlementId, note: z.string().trim().max(1000).default('') }),
  status: 201,
  answer: z.object({ requestId: z.uuid() }),
  limits: mailsAdministrators,
  handle: (call) => askForMore(call, call.params.registrationId, call.body),
})

export const myRequestsRoute = defineRoute({
  method: 'get',
  path: '/access/requests',
  realm: 'person',
  tag: 'My access',
  summary: 'What I asked for, newest first',
  answer: z.object({ items: z.array(myRequest) }),
  handle: async ({ tx, principal }) => ({ items: await myRequestsOf(tx, principal.accountId) }),
})

export const withdrawRequestRoute = defineRoute({
  method: 'post',
  path: '/access/requests/{requestId}/withdraw',
  realm: 'person',
  tag: 'My access',
  summary: 'Take an open request back',
  params: z.object({ requestId: z.uuid() }),
  handle: (call) => withdrawMyRequest(call, call.params.requestId),
})

export const leaveRoute = defineRoute({
  method: 'post',
  path: '/access/{registrationId}/leave',
  realm: 'person',
  tag: 'My access',
  summary: 'End my registration: what it gives stops, the seat is free, the partner is told',
  params: z.object({ registrationId: z.uuid() }),
  body: z.strictObject({ reason: z.string().trim().max(1000).default('') }),
  answer: z.object({ stopped: z.array(z.string()) }),
  limits: mailsAdministrators,
  handle: (call) => leave(call, call.params.registrationId, call.body.reason),
})
