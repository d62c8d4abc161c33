import { z } from '@hono/zod-openapi'
import { administersActivePartner } from '../partners/index.ts'
import { defineRoute } from '../platform/http/route.ts'
import { applyChange, previewChange } from './change.ts'
import { changesShape, effectAnswer, partnerParams } from './shapes.ts'

export const previewAssociationsRoute = defineRoute({
  method: 'post',
  path: '/partners/{partnerId}/associations/preview',
  realm: 'partner',
  tag: 'Associations',
  summary: 'Who would gain and lose which customers; changes nothing',
  params: partnerParams,
  body: z.strictObject(changesShape).openapi('AssociationChanges'),
  answer: effectAnswer,
  allow: administersActivePartner,
  handle: (call) => previewChange(call, call.body),
})

export const changeAssociationsRoute = defineRoute({
  method: 'post',
  path: '/partners/{partnerId}/associations',
  realm: 'partner',
  tag: 'Associations',
  summary: 'Say who sees which customers: thousands of changes at once, as previewed or not at all (R20, R21)',
  params: partnerParams,
  body: z.strictObject({
    ...changesShape,
    /** The preview's `effect`: refused with `associations_changed` when it would no longer be that. */
    effect: z.string().min(1).max(100),
    reason: z.string().trim().min(3).max(1000),
  }),
  answer: effectAnswer,
  allow: administersActivePartner,
  handle: (call) => applyChange(call, call.body),
})
