import { z } from '@hono/zod-openapi'
import { judgePerson, passwordField, personalNameField, requirePersonalName } from '../accounts/index.ts'
import { hashPassword } from '../platform/crypto/passwords.ts'
import { hashToken } from '../platform/crypto/tokens.ts'
import { defineRoute } from '../platform/http/route.ts'
import { languageField, requireKnownLanguage, tokenField } from '../vendor/index.ts'
import { giftRefusals } from './gift.ts'
import { joinAsNew, joinByLink, joinFromAccount, previewJoin } from './join.ts'
import { invitationsToMe, membershipsOfMe } from './join-queries.ts'
import { roleField, tag } from './shapes.ts'

/** Wrong links of one address: an office that joins on one day with links of its own waits for nobody. */
const perAddress = ({ address }: { address: string }) => [
  { bucket: `join/address/${address}`, limit: 60, windowSeconds: 900, guessedBy: ['invitation_link_invalid'] },
]
/** And what is done with one link, whatever comes of it. */
const perLink = ({ address, body }: { address: string; body: { token: string } }) => [
  ...perAddress({ address }),
  { bucket: `join/secret/${hashToken(body.token)}`, limit: 60, windowSeconds: 900 },
]

export const previewJoinRoute = defineRoute({
  method: 'post',
  path: '/join/preview',
  realm: 'public',
  tag,
  summary: 'What a link to join a team is for, and whether it still gives anything; changes nothing',
  body: z.strictObject({ token: tokenField }),
  answer: z.object({
    partnerId: z.uuid(),
    partnerName: z.string(),
    email: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    language: z.string(),
    role: roleField,
    allCustomers: z.boolean(),
    customers: z.array(z.string()),
    note: z.string(),
    invitedByName: z.string(),
    expiresAt: z.date(),
    refusal: z.enum(giftRefusals).nullable(),
    hasAccount: z.boolean(),
    languages: z.array(z.string()),
  }),
  proof: ({ body }) => hashToken(body.token),
  limits: perLink,
  handle: (call) => previewJoin(call, call.body.token),
})

export const joinRoute = defineRoute({
  method: 'post',
  path: '/join/accept',
  realm: 'public',
  tag,
  summary: 'Join a team as somebody who has no account yet',
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
  answer: z.object({ email: z.string(), partnerId: z.uuid() }),
  proof: ({ body }) => hashToken(body.token),
  limits: perLink,
  judge: (body) => judgePerson(body),
  prepare: ({ body }) => hashPassword(body.password),
  handle: async (call) => {
    await requireKnownLanguage(call.tx, call.body.language)
    return joinAsNew(call, call.body, call.prepared as string)
  },
})

export const joinSignedInRoute = defineRoute({
  method: 'post',
  path: '/account/join',
  realm: 'person',
  tag,
  summary: 'Join a team by a link that was sent to my address',
  body: z.strictObject({ token: tokenField }),
  answer: z.object({ partnerId: z.uuid() }),
  limits: perLink,
  handle: (call) => joinByLink(call, call.body.token),
})

export const myTeamsRoute = defineRoute({
  method: 'get',
  path: '/account/teams',
  realm: 'person',
  tag,
  summary: 'The partners I work for, and who invites me to another',
  answer: z
    .object({
      memberships: z.array(
        z.object({
          partnerId: z.uuid(),
          partnerName: z.string(),
          role: roleField.nullable(),
          sponsors: z.boolean(),
          state: z.enum(['active', 'suspended']),
          since: z.date(),
          suspendedReason: z.string().nullable(),
        }),
      ),
      invitations: z.array(
        z.object({
          invitationId: z.uuid(),
          partnerId: z.uuid(),
          partnerName: z.string(),
          role: roleField,
          invitedByName: z.string(),
          expiresAt: z.date(),
        }),
      ),
    })
    .openapi('MyTeams'),
  handle: async ({ tx }) => ({
    memberships: await membershipsOfMe(tx),
    invitations: await invitationsToMe(tx),
  }),
})

/** From the account nothing is guessed: an invitation of somebody else's is none. */
const joinsOf = ({ address }: { address: string }) => [
  { bucket: `join/account/${address}`, limit: 60, windowSeconds: 900, guessedBy: ['not_found'] },
]

export const joinFromAccountRoute = defineRoute({
  method: 'post',
  path: '/account/team-invitations/{invitationId}/accept',
  realm: 'person',
  tag,
  summary: 'Join a team that invited my confirmed address',
  params: z.object({ invitationId: z.uuid() }),
  answer: z.object({ partnerId: z.uuid() }),
  limits: joinsOf,
  handle: (call) => joinFromAccount(call, call.params.invitationId),
})
