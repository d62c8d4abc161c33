import { z } from '@hono/zod-openapi'
import { requirePersonalName } from '../accounts/index.ts'
import { activePartner, administersActivePartner, administersPartner } from '../partners/index.ts'
import { decodeCursor, listQuery, oneOrMore, pageOf, sortOf, toPage } from '../platform/http/cursor.ts'
import { defineRoute } from '../platform/http/route.ts'
import { requireKnownLanguage } from '../vendor/index.ts'
import { countInvitations, invitationSorts, invitationStates, listInvitations } from './invitation-queries.ts'
import { inviteMember, resendMember, withdrawMember } from './invitations.ts'
import { registersPeople } from './policy.ts'
import { customersField, flagged, invitation, partnerParams, roleField, tag, wantedFields } from './shapes.ts'

const invitationParams = partnerParams.extend({ invitationId: z.uuid() })

export const listInvitationsRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/team-invitations',
  realm: 'partner',
  tag,
  summary: 'Invitations to the team; without a state those that are neither accepted nor withdrawn',
  params: partnerParams,
  query: listQuery.extend({
    state: oneOrMore(z.enum(invitationStates)).optional(),
    role: oneOrMore(roleField).optional(),
    sort: sortOf(invitationSorts, '-sent'),
  }),
  answer: pageOf(invitation),
  allow: administersPartner,
  handle: async ({ tx, params: { partnerId }, query }) => {
    const { limit, sort, cursor, ...filter } = query
    const rows = await listInvitations(tx, partnerId, filter, { limit, sort, cursor: decodeCursor(cursor, 2) })
    const page = toPage(rows.map(flagged), limit, (row) => [row.key, row.invitationId])
    return cursor ? page : { ...page, total: await countInvitations(tx, partnerId, filter) }
  },
})

/** Mail to strangers goes out by these: bounded for each partner. */
const mailsOf = ({ params }: { params: { partnerId: string } }) => [
  { bucket: `team-invitation/partner/${params.partnerId}`, limit: 300, windowSeconds: 3600 },
]

export const inviteRoute = defineRoute({
  method: 'post',
  path: '/partners/{partnerId}/team-invitations',
  realm: 'partner',
  tag,
  summary: 'Invite a colleague by e-mail, with a role and customers',
  params: partnerParams,
  body: z
    .strictObject({ ...wantedFields, role: roleField, customers: customersField })
    .superRefine(requirePersonalName)
    .openapi('TeamInvitationInput'),
  status: 201,
  answer: z.object({ invitationId: z.uuid(), expiresAt: z.date() }),
  limits: mailsOf,
  allow: (principal) => registersPeople(principal) ?? activePartner(principal),
  handle: async (call) => {
    await requireKnownLanguage(call.tx, call.body.language)
    return inviteMember(call, call.body)
  },
})

export const resendRoute = defineRoute({
  method: 'post',
  path: '/partners/{partnerId}/team-invitations/{invitationId}/resend',
  realm: 'partner',
  tag,
  summary: 'Send an invitation again, with a new link and in the reader’s name',
  params: invitationParams,
  answer: z.object({ expiresAt: z.date() }),
  limits: mailsOf,
  allow: (principal) => registersPeople(principal) ?? activePartner(principal),
  handle: (call) => resendMember(call, call.params.invitationId),
})

export const withdrawRoute = defineRoute({
  method: 'post',
  path: '/partners/{partnerId}/team-invitations/{invitationId}/withdraw',
  realm: 'partner',
  tag,
  summary: 'Withdraw an invitation; its link stops working',
  params: invitationParams,
  allow: administersActivePartner,
  handle: (call) => withdrawMember(call, call.params.invitationId),
})
