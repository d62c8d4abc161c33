import { z } from '@hono/zod-openapi'
import { hashToken } from '../platform/crypto/tokens.ts'
import { defineRoute } from '../platform/http/route.ts'
import { emailField, normaliseEmail } from './email.ts'
import { changePassword, forgotPassword, resetPassword } from './password.ts'
import { passwordField } from './password-rules.ts'

/** The answer is the same whether or not there is such an account; the mail, if any, tells its owner. */
export const forgotPasswordRoute = defineRoute({
  method: 'post',
  path: '/account/password/forgot',
  realm: 'public',
  tag: 'Account',
  summary: 'Ask for a link to choose a new password',
  body: z.strictObject({ email: emailField }),
  status: 202,
  answer: z.object({ email: z.string() }),
  limits: ({ body, address }) => [
    { bucket: `forgot/address/${address}`, limit: 30, windowSeconds: 3600 },
    { bucket: `forgot/account/${normaliseEmail(body.email)}`, limit: 5, windowSeconds: 3600 },
  ],
  handle: (call) => forgotPassword(call, normaliseEmail(call.body.email)),
})

export const resetPasswordRoute = defineRoute({
  method: 'post',
  path: '/account/password/reset',
  realm: 'public',
  tag: 'Account',
  summary: 'Choose a new password with the token of a mailed link',
  body: z.strictObject({ token: z.string().min(20).max(200), password: passwordField }),
  limits: ({ address, body }) => [
    { bucket: `reset/address/${address}`, limit: 30, windowSeconds: 900 },
    { bucket: `reset/token/${hashToken(body.token)}`, limit: 20, windowSeconds: 900 },
  ],
  handle: (call) => resetPassword(call, call.body.token, call.body.password),
})

export const changePasswordRoute = defineRoute({
  method: 'put',
  path: '/account/password',
  realm: 'person',
  tag: 'Account',
  summary: 'Change my password; my other sessions end',
  body: z.strictObject({ currentPassword: z.string().min(1).max(1024), password: passwordField }),
  limits: ({ sessionToken }) => [
    { bucket: `password/session/${hashToken(sessionToken ?? '')}`, limit: 10, windowSeconds: 900 },
  ],
  handle: (call) => changePassword(call, call.body.currentPassword, call.body.password),
})
