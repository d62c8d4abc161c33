import { z } from '@hono/zod-openapi'
import { pageOf } from '../platform/http/cursor.ts'
import { defineRoute } from '../platform/http/route.ts'
import { administratorsOnly, reasonField } from '../vendor/index.ts'
import { answerRows, previewAnswer } from './answer.ts'
import { changeDue, closeEarly, withdraw } from './end.ts'
import { audiences } from './policy.ts'
import { previewClosing } from './preview-closing.ts'
import { readReview } from './read.ts'
import { reviewsPage, rowsPage } from './read-pages.ts'
import * as shapes from './shapes.ts'
import { previewReview, startVendorReview } from './start.ts'
import { vendorViewer } from './viewer.ts'

const tag = 'Access reviews'
const params = shapes.vendorReviewParams
const path = '/vendor/access-reviews'

export const vendorReviewsRoute = defineRoute({
  method: 'get',
  path,
  realm: 'vendor',
  tag,
  summary: 'All access reviews, the vendor’s and those partners run themselves',
  query: shapes.reviewList,
  answer: pageOf(shapes.listedReview),
  handle: ({ tx, principal, query }) => reviewsPage(tx, null, [...audiences], vendorViewer(principal).reviewer, query),
})

export const vendorPreviewReviewRoute = defineRoute({
  method: 'post',
  path: `${path}/preview`,
  realm: 'vendor',
  tag,
  summary: 'How many rows and people a review would have, and who would answer; changes nothing',
  body: shapes.vendorScopeBody,
  answer: shapes.scopePreview,
  allow: administratorsOnly,
  handle: ({ tx, body: { partnerIds, ...scope } }) => previewReview(tx, partnerIds ?? 'all', scope),
})

export const vendorStartReviewRoute = defineRoute({
  method: 'post',
  path,
  realm: 'vendor',
  tag,
  summary: 'Start an access review over some partners, or all: each gets a part of its own',
  body: shapes.vendorPlanBody,
  status: 201,
  answer: z.object({ reviewId: z.uuid() }),
  allow: administratorsOnly,
  handle: (call) => {
    const { partnerIds, ...plan } = call.body
    return startVendorReview(call, partnerIds ?? 'all', plan)
  },
})

export const vendorReadReviewRoute = defineRoute({
  method: 'get',
  path: `${path}/{reviewId}`,
  realm: 'vendor',
  tag,
  summary: 'An access review: scope, progress, reviewers and what happened',
  params,
  answer: shapes.reviewDetail,
  handle: ({ tx, principal, params: { reviewId } }) => {
    const { reviewer, deniedOf } = vendorViewer(principal)
    return readReview(tx, { reviewId, partnerId: null }, reviewer, deniedOf)
  },
})

export const vendorReviewRowsRoute = defineRoute({
  method: 'get',
  path: `${path}/{reviewId}/rows`,
  realm: 'vendor',
  tag,
  summary: 'Who has what, with last sign-in and usage beside it, and what was decided',
  params,
  query: shapes.vendorRowList,
  answer: pageOf(shapes.reviewRow),
  handle: ({ tx, principal, params: { reviewId }, query }) =>
    rowsPage(tx, { reviewId, partnerId: null }, vendorViewer(principal), query),
})

export const vendorPreviewAnswerRoute = defineRoute({
  method: 'post',
  path: `${path}/{reviewId}/answers/preview`,
  realm: 'vendor',
  tag,
  summary: 'What an answer to several rows would do, and what it would take from whom; changes nothing',
  params,
  body: shapes.vendorAnswerPreviewBody,
  answer: shapes.answerPreview,
  handle: (call) => previewAnswer(call, { ...call.params, ...call.body }, vendorViewer(call.principal)),
})

export const vendorAnswerRoute = defineRoute({
  method: 'post',
  path: `${path}/{reviewId}/answers`,
  realm: 'vendor',
  tag,
  summary: 'Decide rows: keep, remove, or suspend a membership; carried out at once',
  params,
  body: shapes.vendorAnswerBody,
  answer: shapes.answerAnswer,
  handle: (call) => answerRows(call, { ...call.params, ...call.body }, vendorViewer(call.principal)),
})

export const vendorChangeDueRoute = defineRoute({
  method: 'post',
  path: `${path}/{reviewId}/due`,
  realm: 'vendor',
  tag,
  summary: 'Give a review another due date, at every partner that has not answered to the end; reviewers are told',
  params,
  body: shapes.dueBody,
  handle: (call) =>
    changeDue(call, { ...call.params, partnerId: null }, call.body, vendorViewer(call.principal).deniedOf),
})

export const vendorPreviewClosingRoute = defineRoute({
  method: 'get',
  path: `${path}/{reviewId}/close`,
  realm: 'vendor',
  tag,
  summary: 'What closing a review now would do by its rule, and what that would take from whom; changes nothing',
  params,
  answer: shapes.closePreview,
  handle: (call) => previewClosing(call, { ...call.params, partnerId: null }, vendorViewer(call.principal).deniedOf),
})

export const vendorCloseReviewRoute = defineRoute({
  method: 'post',
  path: `${path}/{reviewId}/close`,
  realm: 'vendor',
  tag,
  summary: 'Close a review before its due date: its rule applies to what nobody answered',
  params,
  body: z.strictObject({ reason: reasonField }),
  status: 202,
  answer: z.object({}),
  handle: async (call) => {
    await closeEarly(call, { ...call.params, partnerId: null }, call.body.reason, vendorViewer(call.principal).deniedOf)
    return {}
  },
})

export const vendorWithdrawReviewRoute = defineRoute({
  method: 'post',
  path: `${path}/{reviewId}/withdraw`,
  realm: 'vendor',
  tag,
  summary: 'Withdraw a review that was a mistake: no rule is applied, what was decided stays',
  params,
  body: z.strictObject({ reason: reasonField }),
  handle: (call) =>
    withdraw(call, { ...call.params, partnerId: null }, call.body.reason, vendorViewer(call.principal).deniedOf),
})
