import { z } from '@hono/zod-openapi'
import { sponsorsChange } from '../customers/index.ts'
import { hashToken } from '../platform/crypto/tokens.ts'
import { defineRoute } from '../platform/http/route.ts'
import { handOverByMail } from './hand-over.ts'
import { printLetter } from './print-letter.ts'
import { ofSponsorship } from './shapes.ts'

export const handOverByMailRoute = defineRoute({
  method: 'post',
  path: '/partners/{partnerId}/sponsorships/{sponsorshipId}/hand-over/email',
  realm: 'partner',
  tag: 'Sponsorships',
  summary: 'Mail the number to a named contact; the key in a separate message, or told by telephone',
  params: ofSponsorship,
  body: z
    .strictObject({
      contactName: z.string().trim().min(1).max(200),
      to: z.email().max(254),
      key: z.enum(['separate_mail', 'by_telephone', 'already_known']),
      keyTo: z.email().max(254).optional().openapi({ description: 'Default: the same address' }),
      verificationKey: z
        .string()
        .max(100)
        .optional()
        .openapi({ description: 'For separate_mail: the key as it was shown; only its hash is kept here' }),
    })
    .refine((body) => body.key !== 'separate_mail' || body.verificationKey, {
      path: ['verificationKey'],
      message: 'Give the key that was shown when it was issued',
      params: { code: 'required' },
    })
    .openapi('HandOverByMail'),
  allow: sponsorsChange,
  limits: ({ sessionToken }) => [
    { bucket: `hand-over/session/${hashToken(sessionToken ?? '')}`, limit: 60, windowSeconds: 3600 },
  ],
  handle: (call) => handOverByMail(call, call.params, call.body),
})

export const letterRoute = defineRoute({
  method: 'post',
  path: '/partners/{partnerId}/sponsorships/{sponsorshipId}/letter',
  realm: 'partner',
  tag: 'Sponsorships',
  summary: 'The letter to the customer as PDF; with the key only when it is given here',
  params: ofSponsorship,
  body: z
    .strictObject({
      verificationKey: z
        .string()
        .max(100)
        .optional()
        .openapi({ description: 'As it was shown; without it the letter says that the key comes separately' }),
    })
    .openapi('LetterRequest'),
  produces: 'application/pdf',
  allow: sponsorsChange,
  handle: (call) => printLetter(call, call.params, call.body.verificationKey),
})
