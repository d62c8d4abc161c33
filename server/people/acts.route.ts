import { z } from '@hono/zod-openapi'
import { sponsorsChange, sponsorsOnly } from '../customers/index.ts'
import { textsField } from '../entitlements/index.ts'
import { defineRoute } from '../platform/http/route.ts'
import { actOnPeople, type Outcome, previewAct, sponsorsHand } from './act-on-people.ts'
import { type Act, acts } from './acts.ts'
import { outcome, outcomes, partnerParams, registrationIds } from './shapes.ts'

export const previewPeopleRoute = defineRoute({
  method: 'post',
  path: '/partners/{partnerId}/people/preview',
  realm: 'partner',
  tag: 'People',
  summary: 'What an act on several people would do, and what it would stop; changes nothing',
  params: partnerParams,
  body: z.strictObject({ act: z.enum(acts), registrationIds }),
  answer: z.object({
    items: z.array(outcome),
    done: z.number().int(),
    stops: z.array(z.object({ entitlementId: z.string(), names: textsField, people: z.number().int() })),
  }),
  allow: sponsorsOnly,
  handle: async (call) => {
    const preview = await previewAct(call, call.body.act, call.body.registrationIds)
    return { ...preview, done: countDone(preview.items) }
  },
})

const optionalReason = z.string().trim().max(1000).default('')
const requiredReason = z.string().trim().min(3).max(1000)

export const verifyPeopleRoute = bulk(
  'verify',
  'people/verify',
  'Verify people whose e-mail domain did not fit (R8)',
  optionalReason,
)
export const enablePeopleRoute = bulk(
  'enable',
  'people/enable',
  'Enable disabled people; each takes a seat again',
  optionalReason,
)
export const attestPeopleRoute = bulk(
  'attest',
  'attestations/confirm',
  'Confirm that people still work there (R18)',
  optionalReason,
)
export const disablePeopleRoute = bulk(
  'disable',
  'people/disable',
  'Disable people: access stops and sessions end at once',
  requiredReason,
)
export const markLeftRoute = bulk(
  'disable',
  'attestations/left',
  'Say that people no longer work there: they are disabled',
  requiredReason,
)

function bulk(act: Act, path: string, summary: string, reason: z.ZodType<string>) {
  return defineRoute({
    method: 'post',
    path: `/partners/{partnerId}/${path}`,
    realm: 'partner',
    tag: 'People',
    summary,
    params: partnerParams,
    body: z.strictObject({ registrationIds, reason }),
    answer: outcomes,
    allow: sponsorsChange,
    handle: async (call) => {
      const items = await actOnPeople(sponsorsHand(call), act, call.body.registrationIds, call.body.reason)
      return { items, done: countDone(items) }
    },
  })
}

function countDone(items: Outcome[]): number {
  return items.filter(({ ok }) => ok).length
}
