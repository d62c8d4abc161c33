import { z } from '@hono/zod-openapi'
import {
  emailField,
  judgePerson,
  normaliseEmail,
  passwordField,
  personalNameField,
  requirePersonalName,
} from '../accounts/index.ts'
import { hashPassword } from '../platform/crypto/passwords.ts'
import { hashToken } from '../platform/crypto/tokens.ts'
import { defineRoute } from '../platform/http/route.ts'
import { languageField, requireKnownLanguage, tokenField } from './fields.ts'
import { listInvitations } from './invitation-queries.ts'
import {
  acceptInvitation,
  acceptInvitationSignedIn,
  inviteStaff,
  previewInvitation,
  resendInvitation,
  withdrawStaffInvitation,
} from './invitations.ts'
import { administratorsOnly } from './policy.ts'
import { roleField } from './staff.route.ts'

const invitation = z
  .object({
    invitationId: z.uuid(),
    email: z.string(),
    role: roleField,
    language: z.string(),
    invitedByName: z.string().nullable(),
    createdAt: z.date(),
    expiresAt: z.date(),
    expired: z.boolean(),
  })
  .openapi('StaffInvitation')

const invitationParams = z.object({ invitationId: z.uuid() })

export const listInvitationsRoute = defineRoute({
  method: 'get',
  path: '/vendor/staff-invitations',
  realm: 'vendor',
  tag: 'Vendor staff',
  summary: 'Invitations nobody has accepted yet, newest first',
  answer: z.object({ items: z.array(invitation) }),
  handle: async ({ tx }) => ({ items: await listInvitations(tx) }),
})

export const inviteStaffRoute = defineRoute({
  method: 'post',
  path: '/vendor/staff-invitations',
  realm: 'vendor',
  tag: 'Vendor staff',
  summary: 'Invite somebody to the staff, by e-mail',
  body: z.strictObject({ email: emailField, role: roleField, language: languageField }),
  status: 201,
  answer: z.object({ invitationId: z.uuid(), expiresAt: z.date() }),
  allow: administratorsOnly,
  handle: async (call) => {
    await requireKnownLanguage(call.tx, call.body.language)
    return inviteStaff(call, { ...call.body, email: normaliseEmail(call.body.email) })
  },
})

export const resendInvitationRoute = defineRoute({
  method: 'post',
  path: '/vendor/staff-invitations/{invitationId}/resend',
  realm: 'vendor',
  tag: 'Vendor staff',
  summary: 'Send the invitation again with a new link',
  params: invitationParams,
  answer: z.object({ expiresAt: z.date() }),
  allow: administratorsOnly,
  handle: (call) => resendInvitation(call, call.params.invitationId),
})

export const withdrawInvitationRoute = defineRoute({
  method: 'post',
  path: '/vendor/staff-invitations/{invitationId}/withdraw',
  realm: 'vendor',
  tag: 'Vendor staff',
  summary: 'Withdraw an invitation; its link stops working',
  params: invitationParams,
  allow: administratorsOnly,
  handle: (call) => withdrawStaffInvitation(call, call.params.invitationId),
})

const perAddress = ({ address }: { address: string }) => [
  { bucket: `invitation/address/${address}`, limit: 60, windowSeconds: 900, guessedBy: ['link_invalid'] },
]

export const previewInvitationRoute = defineRoute({
  method: 'post',
  path: '/invitations/preview',
  realm: 'public',
  tag: 'Vendor staff',
  summary: 'What an invitation link is for; changes nothing',
  body: z.strictObject({ token: tokenField }),
  answer: z.object({
    email: z.string(),
    role: roleField,
    language: z.string(),
    invitedByName: z.string(),
    expiresAt: z.date(),
    hasAccount: z.boolean(),
    languages: z.array(z.string()),
  }),
  proof: ({ body }) => hashToken(body.token),
  limits: perAddress,
  handle: (call) => previewInvitation(call, call.body.token),
})

export const acceptInvitationRoute = defineRoute({
  method: 'post',
  path: '/invitations/accept',
  realm: 'public',
  tag: 'Vendor staff',
  summary: 'Accept an invitation as somebody who has no account yet',
  body: z
    .strictObject({
      token: tokenField,
      firstName: personalNameField,
      lastName: personalNameField,
      password: passwordField,
      language: languageField,
    })
    .superRefine(requirePersonalName),
  status: 201,
  answer: z.object({ email: z.string() }),
  proof: ({ body }) => hashToken(body.token),
  limits: perAddress,
  judge: (body) => judgePerson(body),
  prepare: ({ body }) => hashPassword(body.password),
  handle: async (call) => {
    await requireKnownLanguage(call.tx, call.body.language)
    return acceptInvitation(call, call.body, call.prepared as string)
  },
})

export const acceptInvitationSignedInRoute = defineRoute({
  method: 'post',
  path: '/account/invitations/accept',
  realm: 'person',
  tag: 'Vendor staff',
  summary: 'Accept an invitation sent to my address',
  body: z.strictObject({ token: tokenField }),
  limits: perAddress,
  handle: (call) => acceptInvitationSignedIn(call, call.body.token),
})
