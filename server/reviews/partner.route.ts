import { z } from '@hono/zod-openapi'
import { partnerParams } from '../people/index.ts'
import { decodeCursor, pageOf, toPage } from '../platform/http/cursor.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { reasonField } from '../vendor/index.ts'
import { answerRows, previewAnswer } from './answer.ts'
import { closeEarly, withdraw } from './end.ts'
import { countListedRows, countReviews, listReviews, listRows, progressOf } from './list-queries.ts'
import { readableAudiences, readsReviews, runsReviews } from './policy.ts'
import { readParts } from './queries.ts'
import { readReview, toReviewRow } from './read.ts'
import * as shapes from './shapes.ts'
import { previewReview, startOwnReview } from './start.ts'
import { memberViewer } from './viewer.ts'

const tag = 'Access reviews'
const params = shapes.reviewParams
const path = '/partners/{partnerId}/access-reviews'

export const partnerReviewsRoute = defineRoute({
  method: 'get',
  path,
  realm: 'partner',
  tag,
  summary: 'The partner’s access reviews, its own and its part of the vendor’s',
  params: partnerParams,
  query: shapes.reviewList,
  answer: pageOf(shapes.listedReview),
  allow: readsReviews,
  handle: async ({ tx, principal, params: { partnerId }, query }) => {
    const { cursor, limit, sort, ...filter } = query
    const audiences = readableAudiences(principal)
    const { reviewer } = memberViewer(principal)
    const rows = await listReviews(tx, partnerId, audiences, { filter, sort, limit, cursor: decodeCursor(cursor, 2) })
    const page = toPage(rows, limit, (row) => [row.key, row.reviewId])
    const ids = page.items.map((row) => row.reviewId)
    const progress = await progressOf(tx, partnerId, ids, reviewer)
    return {
      items: page.items.map((row) => ({ rows: 0, open: 0, mine: 0, ...row, ...progress.get(row.reviewId) })),
      nextCursor: page.nextCursor,
      ...(!cursor && { total: await countReviews(tx, partnerId, audiences, filter) }),
    }
  },
})

export const previewReviewRoute = defineRoute({
  method: 'post',
  path: `${path}/preview`,
  realm: 'partner',
  tag,
  summary: 'How many rows and people a review would have, and who would answer; changes nothing',
  params: partnerParams,
  body: shapes.scopeBody,
  answer: shapes.scopePreview,
  allow: readsReviews,
  handle: ({ tx, principal, params: { partnerId }, body }) => {
    const refusal = runsReviews(principal, body.audience)
    if (refusal) throw refusal
    return previewReview(tx, [partnerId], body)
  },
})

export const startReviewRoute = defineRoute({
  method: 'post',
  path,
  realm: 'partner',
  tag,
  summary: 'Start an access review: its rows are fixed now, the reviewers told',
  params: partnerParams,
  body: shapes.planBody,
  status: 201,
  answer: z.object({ reviewId: z.uuid() }),
  allow: readsReviews,
  handle: (call) => {
    const refusal = runsReviews(call.principal, call.body.audience)
    if (refusal) throw refusal
    return startOwnReview(call, call.principal.partner, call.body)
  },
})

export const readReviewRoute = defineRoute({
  method: 'get',
  path: `${path}/{reviewId}`,
  realm: 'partner',
  tag,
  summary: 'An access review: scope, progress, reviewers and what happened',
  params,
  answer: shapes.reviewDetail,
  allow: readsReviews,
  handle: ({ tx, principal, params: place }) => {
    const { reviewer, deniedOf } = memberViewer(principal)
    return readReview(tx, place, reviewer, deniedOf)
  },
})

export const reviewRowsRoute = defineRoute({
  method: 'get',
  path: `${path}/{reviewId}/rows`,
  realm: 'partner',
  tag,
  summary: 'Who has what, with last sign-in and usage beside it, and what was decided',
  params,
  query: shapes.rowList,
  answer: pageOf(shapes.reviewRow),
  allow: readsReviews,
  handle: async ({ tx, principal, params: place, query }) => {
    const { cursor, limit, sort, ...filter } = query
    const { reviewer, deniedOf } = memberViewer(principal)
    const [part] = await readParts(tx, place.reviewId, place.partnerId)
    if (!part) throw problems.not_found()
    const denied = deniedOf(part).answer !== null
    const rows = await listRows(tx, place, reviewer, { filter, sort, limit, cursor: decodeCursor(cursor, 2) })
    const page = toPage(rows, limit, (row) => [row.key, row.rowId])
    return {
      items: page.items.map((row) => toReviewRow(row, reviewer, denied)),
      nextCursor: page.nextCursor,
      ...(!cursor && { total: await countListedRows(tx, place, reviewer, filter) }),
    }
  },
})

export const previewAnswerRoute = defineRoute({
  method: 'post',
  path: `${path}/{reviewId}/answers/preview`,
  realm: 'partner',
  tag,
  summary: 'What an answer to several rows would do, and what it would take from whom; changes nothing',
  params,
  body: shapes.answerPreviewBody,
  answer: shapes.answerPreview,
  allow: readsReviews,
  handle: (call) => previewAnswer(call, { ...call.params, ...call.body }, memberViewer(call.principal)),
})

export const answerRoute = defineRoute({
  method: 'post',
  path: `${path}/{reviewId}/answers`,
  realm: 'partner',
  tag,
  summary: 'Decide rows: keep, remove, or suspend a membership; carried out at once',
  params,
  body: shapes.answerBody,
  answer: shapes.answerAnswer,
  allow: readsReviews,
  handle: (call) => answerRows(call, { ...call.params, ...call.body }, memberViewer(call.principal)),
})

export const closeReviewRoute = defineRoute({
  method: 'post',
  path: `${path}/{reviewId}/close`,
  realm: 'partner',
  tag,
  summary: 'Close a review before its due date: its rule applies to what nobody answered',
  params,
  body: z.strictObject({ reason: reasonField }),
  status: 202,
  answer: z.object({}),
  allow: readsReviews,
  handle: async (call) => {
    await closeEarly(call, call.params, call.body.reason, memberViewer(call.principal).deniedOf)
    return {}
  },
})

export const withdrawReviewRoute = defineRoute({
  method: 'post',
  path: `${path}/{reviewId}/withdraw`,
  realm: 'partner',
  tag,
  summary: 'Withdraw a review that was a mistake: no rule is applied, what was decided stays',
  params,
  body: z.strictObject({ reason: reasonField }),
  allow: readsReviews,
  handle: (call) => withdraw(call, call.params, call.body.reason, memberViewer(call.principal).deniedOf),
})
