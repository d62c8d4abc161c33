import { z } from '@hono/zod-openapi'
import { personalEmailField } from '../accounts/index.ts'
import { hashToken } from '../platform/crypto/tokens.ts'
import { defineRoute } from '../platform/http/route.ts'
import { confirmed } from './confirm.route.ts'
import { confirmByCode } from './confirm.ts'
import { secretField } from './fields.ts'
import { correctAddress, handleStatus, outcomes, resend } from './handle.ts'
import { codeLimits, mailLimits, secretLimits } from './limits.ts'

const status = z
  .object({
    email: z.string(),
    state: z.enum(['waiting', 'confirmed', 'cancelled']),
    outcome: z.enum(outcomes).nullable(),
    companyName: z.string(),
    partnerName: z.string().nullable(),
    linkExpiresAt: z.date(),
    resendsLeft: z.number().int(),
    resendAt: z.date(),
    codeAttemptsLeft: z.number().int(),
  })
  .openapi('RegistrationStatus')

const proof = ({ body }: { body: { handle: string } }) => hashToken(body.handle)
const limitsOf =
  (each: number) =>
  ({ body, address }: { body: { handle: string }; address: string }) =>
    secretLimits({ secretHash: hashToken(body.handle), address, each })

export const statusRoute = defineRoute({
  method: 'post',
  path: '/registration/status',
  realm: 'public',
  tag: 'Registration',
  summary: 'How far the registration of this browser is',
  body: z.strictObject({ handle: secretField }),
  answer: status,
  proof,
  limits: limitsOf(300),
  handle: (call) => handleStatus(call.tx, call.body.handle),
})

export const resendRoute = defineRoute({
  method: 'post',
  path: '/registration/resend',
  realm: 'public',
  tag: 'Registration',
  summary: 'Have the e-mail sent again: a new link and code replace the old ones',
  body: z.strictObject({ handle: secretField }),
  answer: status,
  proof,
  limits: limitsOf(30),
  handle: (call) => resend(call),
})

export const correctAddressRoute = defineRoute({
  method: 'post',
  path: '/registration/correct-address',
  realm: 'public',
  tag: 'Registration',
  summary: 'Correct the e-mail address before confirmation: the old link dies',
  body: z.strictObject({ handle: secretField, email: personalEmailField }),
  answer: status,
  proof,
  limits: (input) => [...limitsOf(30)(input), ...mailLimits({ email: input.body.email })],
  handle: (call) => correctAddress(call, call.body.email),
})

export const codeRoute = defineRoute({
  method: 'post',
  path: '/registration/code',
  realm: 'public',
  tag: 'Registration',
  summary: 'Confirm with the code of the e-mail instead of its link',
  body: z.strictObject({ handle: secretField, code: z.string().min(1).max(40) }),
  answer: confirmed,
  proof,
  limits: (input) => [...limitsOf(60)(input), ...codeLimits({ address: input.address })],
  handle: (call) => confirmByCode(call, call.body.code),
})
