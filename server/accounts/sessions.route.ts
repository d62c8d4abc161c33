import { z } from '@hono/zod-openapi'
import { auditCall } from '../audit/index.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { sessionCookieName } from '../platform/http/session-cookie.ts'
import { endSessions, listSessions } from './queries.ts'

const session = z
  .object({
    sessionId: z.uuid(),
    createdAt: z.date(),
    expiresAt: z.date(),
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
    present: z.boolean(),
  })
  .openapi('Session')

export const sessionsRoute = defineRoute({
  method: 'get',
  path: '/account/sessions',
  realm: 'person',
  tag: 'Account',
  summary: 'My sessions, newest first',
  answer: z.object({ items: z.array(session) }),
  handle: async ({ tx, principal }) => {
    const rows = await listSessions(tx, principal.accountId)
    return { items: rows.map((row) => ({ ...row, present: row.sessionId === principal.sessionId })) }
  },
})

export const revokeSessionRoute = defineRoute({
  method: 'delete',
  path: '/account/sessions/{sessionId}',
  realm: 'person',
  tag: 'Account',
  summary: 'End one of my sessions',
  params: z.object({ sessionId: z.uuid() }),
  handle: async (call) => {
    const { principal } = call
    if ((await endSessions(call.tx, principal.accountId, call.params.sessionId, null)) === 0) throw problems.not_found()
    await auditCall(call, {
      partnerId: null,
      action: 'account.session_revoked',
      objectType: 'session',
      objectId: call.params.sessionId,
      objectLabel: principal.email,
      why: 'own session',
    })
  },
})

export const revokeOtherSessionsRoute = defineRoute({
  method: 'delete',
  path: '/account/sessions',
  realm: 'person',
  tag: 'Account',
  summary: 'End all my sessions but this one',
  answer: z.object({ ended: z.number().int() }),
  handle: async (call) => {
    const { principal } = call
    const ended = await endSessions(call.tx, principal.accountId, null, principal.sessionId)
    await auditCall(call, {
      partnerId: null,
      action: 'account.sessions_revoked',
      objectType: 'account',
      objectId: principal.accountId,
      objectLabel: principal.email,
      why: 'own sessions',
      detail: { ended },
    })
    return { ended }
  },
})

export const signOutRoute = defineRoute({
  method: 'post',
  path: '/account/sign-out',
  realm: 'person',
  tag: 'Account',
  summary: 'Sign out: this session ends',
  handle: async (call) => {
    const { principal } = call
    await endSessions(call.tx, principal.accountId, principal.sessionId, null)
    await auditCall(call, {
      partnerId: null,
      action: 'account.signed_out',
      objectType: 'account',
      objectId: principal.accountId,
      objectLabel: principal.email,
      why: 'own session',
    })
    call.c.header('Set-Cookie', `${sessionCookieName}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0`)
  },
})
