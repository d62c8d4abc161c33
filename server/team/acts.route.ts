import { z } from '@hono/zod-openapi'
import { administersActivePartner, administersPartner, sponsoringStopsField } from '../partners/index.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { reasonField } from '../vendor/index.ts'
import { actOnMembers, byMember, type Outcome } from './members.ts'
import { isOwnedKind } from './owned.ts'
import type { Act } from './policy.ts'
import { previewAct } from './preview.ts'
import { accountIds, outcomes, partnerParams, roleField, tag } from './shapes.ts'

const kinds = ['role', 'suspend', 'reactivate', 'remove'] as const
/** A kind that nobody knows is refused: what it meant would end instead of going to whom it names. */
const kindField = z
  .string()
  .max(40)
  .refine(isOwnedKind, { params: { code: 'unknown_kind' }, message: 'One of the kinds that the preview names' })
export const handOverField = z
  .array(z.strictObject({ kind: kindField, to: z.uuid().nullable() }))
  .max(20)
  .optional()

function actOf(kind: (typeof kinds)[number], role: z.output<typeof roleField> | undefined): Act {
  if (kind !== 'role') return { kind }
  if (role) return { kind, role }
  throw problems.invalid_request({ fields: [{ path: 'role', code: 'required', message: 'Which role?' }] })
}

export const answerOf = (items: Outcome[]) => ({ items, done: items.filter(({ ok }) => ok).length })

const named = z.object({ accountId: z.uuid(), name: z.string() })
/** What those who leave own, and who may take it over. */
export const ownedField = z.array(z.object({ kind: z.string(), names: z.array(z.string()), takers: z.array(named) }))
export const previewAnswer = outcomes.extend({
  stops: z.object({
    seeAll: z.array(z.string()),
    customers: z.array(z.string()),
    /** Null: nobody among them sponsors. */
    sponsoring: sponsoringStopsField.nullable(),
  }),
  owned: ownedField,
})

export const previewTeamRoute = defineRoute({
  method: 'post',
  path: '/partners/{partnerId}/team/preview',
  realm: 'partner',
  tag,
  summary: 'What an act would do to each of these people, and what stops; changes nothing',
  params: partnerParams,
  body: z.strictObject({ act: z.enum(kinds), role: roleField.optional(), accountIds }),
  answer: previewAnswer,
  allow: administersPartner,
  handle: async (call) => {
    const { act, role, accountIds: ids } = call.body
    const preview = await previewAct(byMember(call), call.deps.db, actOf(act, role), ids)
    return { ...preview, done: answerOf(preview.items).done }
  },
})

export const setRoleRoute = defineRoute({
  method: 'post',
  path: '/partners/{partnerId}/team/role',
  realm: 'partner',
  tag,
  summary: 'Give people another role, up to the reader’s own (R24)',
  params: partnerParams,
  body: z.strictObject({ accountIds, role: roleField, reason: reasonField }),
  answer: outcomes,
  allow: administersActivePartner,
  handle: async (call) => {
    const { accountIds: ids, role, reason } = call.body
    return answerOf(await actOnMembers(byMember(call), { kind: 'role', role }, ids, { reason }))
  },
})

export const suspendRoute = simple('suspend', 'Suspend people: they are refused from their next request on')
export const reactivateRoute = simple('reactivate', 'Give suspended people their role and customers back')

function simple(kind: 'suspend' | 'reactivate', summary: string) {
  return defineRoute({
    method: 'post',
    path: `/partners/{partnerId}/team/${kind}`,
    realm: 'partner',
    tag,
    summary,
    params: partnerParams,
    body: z.strictObject({ accountIds, reason: reasonField }),
    answer: outcomes,
    allow: administersActivePartner,
    handle: async (call) =>
      answerOf(await actOnMembers(byMember(call), { kind }, call.body.accountIds, { reason: call.body.reason })),
  })
}

export const removeRoute = defineRoute({
  method: 'post',
  path: '/partners/{partnerId}/team/remove',
  realm: 'partner',
  tag,
  summary: 'Remove people, or leave oneself; what they own goes to colleagues, or ends',
  params: partnerParams,
  body: z.strictObject({ accountIds, reason: reasonField, handOver: handOverField }),
  answer: outcomes,
  allow: administersActivePartner,
  handle: async (call) => {
    const { accountIds: ids, reason, handOver } = call.body
    return answerOf(await actOnMembers(byMember(call), { kind: 'remove' }, ids, { reason, handOver }))
  },
})
