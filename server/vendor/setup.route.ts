import { z } from '@hono/zod-openapi'
import {
  emailField,
  judgePerson,
  normaliseEmail,
  passwordField,
  personalNameField,
  requireGoodPassword,
  requirePersonalName,
} from '../accounts/index.ts'
import { hashPassword } from '../platform/crypto/passwords.ts'
import { hashToken } from '../platform/crypto/tokens.ts'
import { defineRoute } from '../platform/http/route.ts'
import { colourField, judgeColour, languageField, requireKnownLanguage, requireReadable, tokenField } from './fields.ts'
import { previewSetup, setUp } from './setup.ts'

export const previewSetupRoute = defineRoute({
  method: 'post',
  path: '/set-up/preview',
  realm: 'public',
  tag: 'Set-up',
  summary: 'Whether a set-up link still works',
  body: z.strictObject({ token: tokenField }),
  answer: z.object({ expiresAt: z.date(), languages: z.array(z.string()) }),
  proof: ({ body }) => hashToken(body.token),
  limits: ({ address }) => [{ bucket: `setup/address/${address}`, limit: 60, windowSeconds: 900 }],
  handle: (call) => previewSetup(call, call.body.token),
})

/** Signs nobody in: the new administrator proves the password once, at the sign-in page. */
export const setUpRoute = defineRoute({
  method: 'post',
  path: '/set-up',
  realm: 'public',
  tag: 'Set-up',
  summary: 'Set the portal up: the first administrator and the vendor’s name',
  body: z
    .strictObject({
      token: tokenField,
      firstName: personalNameField,
      lastName: personalNameField,
      email: emailField,
      password: passwordField,
      language: languageField,
      vendorName: z.string().trim().min(1).max(100),
      helpEmail: emailField,
      colour: colourField.optional(),
    })
    .superRefine(requirePersonalName),
  status: 201,
  answer: z.object({ email: z.string() }),
  proof: ({ body }) => hashToken(body.token),
  limits: ({ address }) => [{ bucket: `setup/address/${address}`, limit: 60, windowSeconds: 900 }],
  judge: async (body) => [...judgeColour(body), ...(await judgePerson(body))],
  prepare: async ({ body }) => {
    const { password, email, firstName, lastName, vendorName, colour } = body
    if (colour) requireReadable(colour, await judgePerson(body))
    await requireGoodPassword(password, [email, firstName, lastName, vendorName])
    return hashPassword(password)
  },
  handle: async (call) => {
    const { password: _, ...input } = call.body
    await requireKnownLanguage(call.tx, input.language)
    return setUp(
      call,
      { ...input, email: normaliseEmail(input.email), helpEmail: normaliseEmail(input.helpEmail) },
      call.prepared as string,
    )
  },
})
