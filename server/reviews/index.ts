import type { Route } from '../platform/http/route.ts'
import * as partner from './partner.route.ts'
import { recordRoute, vendorRecordRoute } from './record.route.ts'
import * as vendor from './vendor.route.ts'
import './owned.ts'

export { reviewJobs } from './jobs.ts'

// Those with a fixed last part come before {reviewId}.
export const reviewRoutes: Route[] = [
  partner.partnerReviewsRoute,
  partner.previewReviewRoute,
  partner.startReviewRoute,
  partner.readReviewRoute,
  partner.reviewRowsRoute,
  partner.previewAnswerRoute,
  partner.answerRoute,
  partner.changeDueRoute,
  partner.previewClosingRoute,
  partner.closeReviewRoute,
  partner.withdrawReviewRoute,
  recordRoute,
  vendor.vendorReviewsRoute,
  vendor.vendorPreviewReviewRoute,
  vendor.vendorStartReviewRoute,
  vendor.vendorReadReviewRoute,
  vendor.vendorReviewRowsRoute,
  vendor.vendorPreviewAnswerRoute,
  vendor.vendorAnswerRoute,
  vendor.vendorChangeDueRoute,
  vendor.vendorPreviewClosingRoute,
  vendor.vendorCloseReviewRoute,
  vendor.vendorWithdrawReviewRoute,
  vendorRecordRoute,
]
