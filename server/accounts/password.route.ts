import { z } from '@hono/zod-openapi'
import { hashToken } from '../platform/crypto/tokens.ts'
import { defineRoute } from '../platform/http/route.ts'
import { emailField, normaliseEmail } from './email.ts'
import { forgotPassword } from './forgot-password.ts'
import { changePassword, resetPassword } from './password.ts'
import { passwordField, passwordReasons } from './password-rules.ts'

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

/** So that a form can say what is wrong with a password before anything is sent. It keeps and tells nothing. */
export const checkPasswordRoute = defineRoute({
  method: 'post',
  path: '/account/password/check',
  realm: 'public',
  tag: 'Account',
  summary: 'What is wrong with a new password; nothing is kept',
  body: z.strictObject({
    password: passwordField,
    /** The person's own words, so far as the form knows them: names, address, company. */
    context: z.array(z.string().max(300)).max(10).default([]),
  }),
  answer: z.object({ reasons: z.array(z.string()) }),
  limits: ({ address }) => [{ bucket: `password-check/address/${address}`, limit: 300, windowSeconds: 300 }],
  handle: async ({ body, principal, tx }) => {
    const own = principal ? [principal.email, principal.firstName, principal.lastName] : []
    const { name } = await tx.selectFrom('vendor_settings').select('name').executeTakeFirstOrThrow()
    return { reasons: await passwordReasons(body.password, [...body.context, ...own, name, 'Partnergate']) }
  },
})
