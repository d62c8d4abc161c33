import { z } from '@hono/zod-openapi'
import { Problem } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { addSponsorship } from './add-sponsorship.ts'
import { additionalFields, keyField, numberField } from './fields.ts'
import { redeemLimits } from './limits.ts'
import { returnAttempt } from './register.route.ts'

/** First step: /registration/check; second: this. */
export const addSponsorshipRoute = defineRoute({
  method: 'post',
  path: '/registration/sponsorships',
  realm: 'person',
  tag: 'Registration',
  summary: 'Add a sponsorship to my account with registration number and verification key',
  body: z.strictObject({ registrationNumber: numberField, verificationKey: keyField, ...additionalFields }),
  status: 201,
  answer: z
    .object({
      partnerId: z.uuid(),
      registrationId: z.uuid(),
      state: z.enum(['active', 'to_be_verified']),
      companyName: z.string(),
      partnerName: z.string(),
    })
    .openapi('SponsorshipAdded'),
  limits: ({ body, address }) => redeemLimits({ number: body.registrationNumber, address }),
  handle: async (call) => {
    const { registrationNumber: number, verificationKey: key, jobTitle, phone, site, country } = call.body
    const answer = await addSponsorship(call, { number, key, additional: { jobTitle, phone, site, country } })
    if (!(answer instanceof Problem)) returnAttempt(call, number)
    return answer
  },
})
