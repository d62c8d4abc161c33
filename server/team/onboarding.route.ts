import { z } from '@hono/zod-openapi'
import { requirePersonalName } from '../accounts/index.ts'
import { decodeCursor, listQuery, oneOrMore, pageOf, sortOf, toPage } from '../platform/http/cursor.ts'
import { defineRoute } from '../platform/http/route.ts'
import { agentsAndAdministrators, reasonField, requireKnownLanguage } from '../vendor/index.ts'
import { answerOf, handOverField, previewAnswer } from './acts.route.ts'
import { onboard, previewRemoval, removeSuperAdmin, resendOnboarding, withdrawOnboarding } from './onboarding.ts'
import { countOnboarding, listOnboarding, onboardingSorts, onboardingSteps } from './onboarding-queries.ts'
import { memberParams, partnerParams, wantedFields } from './shapes.ts'

const tag = 'Onboarding'

const onboarding = z
  .object({
    partnerId: z.uuid(),
    name: z.string(),
    step: z.enum(onboardingSteps),
    service: z.enum(['in_force', 'grace', 'closed']).nullable(),
    serviceEndsAt: z.date().nullable(),
    customersServed: z.number().int(),
    superAdmins: z.array(z.string()),
    members: z.number().int(),
    invitationId: z.uuid().nullable(),
    invitedEmail: z.string().nullable(),
    invitedName: z.string().nullable(),
    invitedByName: z.string().nullable(),
    sentAt: z.date().nullable(),
    expiresAt: z.date().nullable(),
    expired: z.boolean(),
  })
  .openapi('Onboarding')

export const listOnboardingRoute = defineRoute({
  method: 'get',
  path: '/vendor/onboarding',
  realm: 'vendor',
  tag,
  summary: 'Partners on their way to a super administrator, those waiting for the vendor first',
  query: listQuery.extend({
    step: oneOrMore(z.enum(onboardingSteps)).optional(),
    sort: sortOf(onboardingSorts, 'queue'),
  }),
  answer: pageOf(onboarding),
  handle: async ({ tx, query }) => {
    const { limit, sort, cursor, ...filter } = query
    const rows = await listOnboarding(tx, filter, { limit, sort, cursor: decodeCursor(cursor, 2) })
    const page = toPage(rows, limit, (row) => [row.key, row.partnerId])
    return cursor ? page : { ...page, total: await countOnboarding(tx, filter) }
  },
})

export const onboardRoute = defineRoute({
  method: 'post',
  path: '/vendor/partners/{partnerId}/onboarding',
  realm: 'vendor',
  tag,
  summary: 'Invite a partner’s super administrator (R19), while it has none and has bought the service (R22)',
  params: partnerParams,
  body: z
    .strictObject({ ...wantedFields, reason: reasonField })
    .superRefine(requirePersonalName)
    .openapi('OnboardingInput'),
  status: 201,
  answer: z.object({ invitationId: z.uuid(), expiresAt: z.date() }),
  allow: agentsAndAdministrators,
  handle: async (call) => {
    await requireKnownLanguage(call.tx, call.body.language)
    return onboard(call, call.params.partnerId, call.body)
  },
})

const invitationParams = partnerParams.extend({ invitationId: z.uuid() })

export const resendOnboardingRoute = defineRoute({
  method: 'post',
  path: '/vendor/partners/{partnerId}/onboarding/{invitationId}/resend',
  realm: 'vendor',
  tag,
  summary: 'Send the invitation again with a new link',
  params: invitationParams,
  answer: z.object({ expiresAt: z.date() }),
  allow: agentsAndAdministrators,
  handle: (call) => resendOnboarding(call, call.params.partnerId, call.params.invitationId),
})

export const withdrawOnboardingRoute = defineRoute({
  method: 'post',
  path: '/vendor/partners/{partnerId}/onboarding/{invitationId}/withdraw',
  realm: 'vendor',
  tag,
  summary: 'Withdraw the invitation; its link stops working',
  params: invitationParams,
  allow: agentsAndAdministrators,
  handle: (call) => withdrawOnboarding(call, call.params.partnerId, call.params.invitationId),
})

export const previewRemovalRoute = defineRoute({
  method: 'post',
  path: '/vendor/partners/{partnerId}/team/{accountId}/preview',
  realm: 'vendor',
  tag,
  summary: 'What removing a super administrator would stop, and who may take over what is theirs; changes nothing',
  params: memberParams,
  answer: previewAnswer,
  allow: agentsAndAdministrators,
  handle: async (call) => {
    const preview = await previewRemoval(call, call.params.partnerId, call.params.accountId)
    return { ...preview, done: answerOf(preview.items).done }
  },
})

export const removeSuperAdminRoute = defineRoute({
  method: 'post',
  path: '/vendor/partners/{partnerId}/team/{accountId}/remove',
  realm: 'vendor',
  tag,
  summary: 'Remove a super administrator, even the last, by the vendor (R5); what they own goes to colleagues, or ends',
  params: memberParams,
  body: z.strictObject({ reason: reasonField, handOver: handOverField }),
  answer: z.object({ name: z.string() }),
  allow: agentsAndAdministrators,
  handle: (call) => removeSuperAdmin(call, call.params, call.body),
})
