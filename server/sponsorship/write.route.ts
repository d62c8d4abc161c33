import { z } from '@hono/zod-openapi'
import { sponsorsChange } from '../customers/index.ts'
import { defineRoute } from '../platform/http/route.ts'
import { changeSponsorship, previewEffect, revokeSponsorship } from './change.ts'
import { createDraft, editDraft } from './draft.ts'
import { issueSponsorship, replaceKey } from './issue.ts'
import { readDetail } from './present.ts'
import {
  draftInput,
  effectAnswer,
  issued,
  ofSponsorship,
  reasonField,
  sponsorshipDetail,
  termsChange,
} from './shapes.ts'

const shared = { realm: 'partner', tag: 'Sponsorships', params: ofSponsorship, allow: sponsorsChange } as const
const path = '/partners/{partnerId}/sponsorships/{sponsorshipId}'

export const createSponsorshipRoute = defineRoute({
  ...shared,
  method: 'post',
  path: '/partners/{partnerId}/sponsorships',
  summary: 'Draft a sponsorship; domains and language default to the customer’s',
  params: z.object({ partnerId: z.uuid() }),
  body: draftInput,
  status: 201,
  answer: sponsorshipDetail,
  handle: async (call) => {
    const sponsorshipId = await createDraft(call, call.params.partnerId, call.body)
    return readDetail(call.tx, call.params.partnerId, sponsorshipId)
  },
})

export const editSponsorshipRoute = defineRoute({
  ...shared,
  method: 'patch',
  path,
  summary: 'Change a draft',
  body: termsChange,
  answer: sponsorshipDetail,
  handle: async (call) => {
    await editDraft(call, call.params, call.body)
    return readDetail(call.tx, call.params.partnerId, call.params.sponsorshipId)
  },
})

export const issueSponsorshipRoute = defineRoute({
  ...shared,
  method: 'post',
  path: `${path}/issue`,
  summary: 'Issue a draft: registration number and verification key, the key shown this once',
  body: z.strictObject({}),
  answer: issued,
  handle: (call) => issueSponsorship(call, call.params),
})

export const replaceKeyRoute = defineRoute({
  ...shared,
  method: 'post',
  path: `${path}/replace-key`,
  summary: 'Replace the verification key; people already registered are not touched (R14)',
  body: z.strictObject({ reason: reasonField }),
  answer: issued,
  handle: (call) => replaceKey(call, call.params, call.body.reason),
})

export const previewSponsorshipRoute = defineRoute({
  ...shared,
  method: 'post',
  path: `${path}/preview`,
  summary: 'Whom a change or a revocation would affect, and what would refuse it',
  body: z.strictObject({ change: termsChange.optional(), revoke: z.boolean().optional() }),
  answer: effectAnswer,
  handle: (call) => previewEffect(call.tx, call.params, call.body),
})

export const changeSponsorshipRoute = defineRoute({
  ...shared,
  method: 'post',
  path: `${path}/change`,
  summary: 'Change an issued sponsorship; people who gain or lose by it are told',
  body: z.strictObject({ change: termsChange, reason: reasonField }),
  answer: sponsorshipDetail,
  handle: async (call) => {
    await changeSponsorship(call, call.params, call.body.change, call.body.reason)
    return readDetail(call.tx, call.params.partnerId, call.params.sponsorshipId)
  },
})

export const revokeSponsorshipRoute = defineRoute({
  ...shared,
  method: 'post',
  path: `${path}/revoke`,
  summary: 'Revoke a sponsorship: access under it ends now',
  body: z.strictObject({ reason: reasonField }),
  handle: (call) => revokeSponsorship(call, call.params, call.body.reason),
})
