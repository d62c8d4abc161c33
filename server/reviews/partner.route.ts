import { z } from '@hono/zod-openapi'
import { partnerParams } from '../people/index.ts'
import { pageOf } from '../platform/http/cursor.ts'
import { defineRoute } from '../platform/http/route.ts'
import { reasonField } from '../vendor/index.ts'
import { answerRows, previewAnswer } from './answer.ts'
import { changeDue, closeEarly, withdraw } from './end.ts'
import { readableAudiences, readsReviews, runsReviews } from './policy.ts'
import { previewClosing } from './preview-closing.ts'
import { readReview } from './read.ts'
import { reviewsPage, rowsPage } from './read-pages.ts'
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
  handle: ({ tx, principal, params: { partnerId }, query }) =>
    reviewsPage(tx, partnerId, readableAudiences(principal), memberViewer(principal).reviewer, query),
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
  handle: ({ tx, principal, params: place, query }) => rowsPage(tx, place, memberViewer(principal), query),
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

export const changeDueRoute = defineRoute({
  method: 'post',
  path: `${path}/{reviewId}/due`,
  realm: 'partner',
  tag,
  summary: 'Give a review another due date; its reviewers are told',
  params,
  body: shapes.dueBody,
  allow: readsReviews,
  handle: (call) => changeDue(call, call.params, call.body, memberViewer(call.principal).deniedOf),
})

export const previewClosingRoute = defineRoute({
  method: 'get',
  path: `${path}/{reviewId}/close`,
  realm: 'partner',
  tag,
  summary: 'What closing a review now would do by its rule, and what that would take from whom; changes nothing',
  params,
  answer: shapes.closePreview,
  allow: readsReviews,
  handle: (call) => previewClosing(call, call.params, memberViewer(call.principal).deniedOf),
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
