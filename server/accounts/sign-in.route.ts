import { z } from '@hono/zod-openapi'
import { getCookie } from 'hono/cookie'
import { defineRoute } from '../platform/http/route.ts'
import { betterAuthModules } from './auth.ts'
import { signInBucket } from './buckets.ts'
import { deviceCookieName, deviceCookieValue, knownDevice } from './device.ts'
import { emailField, normaliseEmail } from './email.ts'
import { signIn } from './sign-in.ts'

/**
 * Limits per account and per address. A device that signed in to this account before has a bucket of its own, so that a
 * stranger who exhausts the account's bucket slows himself, not the owner at the owner's own machine.
 */
export const signInRoute = defineRoute({
  method: 'post',
  path: '/account/sign-in',
  realm: 'public',
  tag: 'Account',
  summary: 'Sign in with e-mail address and password',
  body: z.strictObject({ email: emailField, password: z.string().min(1).max(1024) }),
  answer: z.object({ accountId: z.string() }),
  limits: ({ body, address, c, secret }) => {
    const email = normaliseEmail(body.email)
    const device = knownDevice(secret, getCookie(c, deviceCookieName), email)
    return [
      { bucket: `sign-in/address/${address}`, limit: 100, windowSeconds: 900 },
      device
        ? { bucket: `sign-in/device/${device}`, limit: 20, windowSeconds: 900 }
        : { bucket: signInBucket(email), limit: 10, windowSeconds: 900 },
    ]
  },
  // Loaded before a transaction holds a connection.
  prepare: () => betterAuthModules(),
  handle: async (call) => {
    const result = await signIn(call, normaliseEmail(call.body.email), call.body.password)
    if ('problem' in result) return result.problem
    for (const cookie of result.cookies) call.c.header('Set-Cookie', cookie, { append: true })
    call.c.header('Set-Cookie', deviceCookieValue(call.deps.config.secret, result.email), { append: true })
    return { accountId: result.accountId }
  },
})
