import { z } from '@hono/zod-openapi'
import { hashToken } from '../platform/crypto/tokens.ts'
import { defineRoute } from '../platform/http/route.ts'
import { confirmEmail, requestEmailChange } from './change-email.ts'
import { emailField, normaliseEmail } from './email.ts'

export const requestEmailRoute = defineRoute({
  method: 'post',
  path: '/account/email',
  realm: 'person',
  tag: 'Account',
  summary: 'Ask to change my e-mail address: both addresses are told, the new one confirms',
  body: z.strictObject({ email: emailField, currentPassword: z.string().min(1).max(1024) }),
  status: 202,
  answer: z.object({ email: z.string() }),
  limits: ({ sessionToken }) => [
    { bucket: `email/session/${hashToken(sessionToken ?? '')}`, limit: 10, windowSeconds: 3600 },
  ],
  handle: (call) => requestEmailChange(call, normaliseEmail(call.body.email), call.body.currentPassword),
})

export const confirmEmailRoute = defineRoute({
  method: 'post',
  path: '/account/email/confirm',
  realm: 'public',
  tag: 'Account',
  summary: 'Confirm a new e-mail address with the token of the mailed link',
  body: z.strictObject({ token: z.string().min(20).max(200) }),
  answer: z.object({ email: z.string() }),
  limits: ({ address }) => [{ bucket: `email-confirm/address/${address}`, limit: 30, windowSeconds: 900 }],
  handle: (call) => confirmEmail(call, call.body.token),
})
