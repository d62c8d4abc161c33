import { z } from '@hono/zod-openapi'
import { hashToken } from '../platform/crypto/tokens.ts'
import { defineRoute } from '../platform/http/route.ts'
import { cancelByLink, confirmByLink, previewConfirmation } from './confirm.ts'
import { offeredEntitlement, secretField } from './fields.ts'
import { outcomes } from './handle.ts'
import { secretLimits } from './limits.ts'

export const confirmed = z
  .object({
    state: z.enum(outcomes),
    email: z.string(),
    companyName: z.string(),
    partnerName: z.string().nullable(),
  })
  .openapi('RegistrationConfirmed')

const body = z.strictObject({ token: secretField })
const proof = (input: { body: { token: string } }) => hashToken(input.body.token)
const limits = (input: { body: { token: string }; address: string }) =>
  secretLimits({ secretHash: hashToken(input.body.token), address: input.address, each: 60 })

export const previewRoute = defineRoute({
  method: 'post',
  path: '/confirmations/preview',
  realm: 'public',
  tag: 'Registration',
  summary: 'What a mailed link would confirm; changes nothing',
  body,
  answer: z
    .object({
      firstName: z.string(),
      lastName: z.string(),
      email: z.string(),
      language: z.string().openapi({ description: 'The preference chosen while registering' }),
      companyName: z.string(),
      partnerName: z.string().nullable(),
      entitlements: z.array(offeredEntitlement),
      expiresAt: z.date(),
    })
    .openapi('ConfirmationPreview'),
  proof,
  limits,
  handle: (call) => previewConfirmation(call.tx, call.body.token),
})

export const confirmRoute = defineRoute({
  method: 'post',
  path: '/confirmations',
  realm: 'public',
  tag: 'Registration',
  summary: 'Confirm a registration with the token of the mailed link; works once',
  body,
  answer: confirmed,
  proof,
  limits,
  handle: (call) => confirmByLink(call, call.body.token),
})

export const cancelRoute = defineRoute({
  method: 'post',
  path: '/confirmations/cancel',
  realm: 'public',
  tag: 'Registration',
  summary: '“This was not me”: the registration disappears, its seat is free, the partner is told',
  body,
  proof,
  limits,
  handle: (call) => cancelByLink(call, call.body.token),
})
