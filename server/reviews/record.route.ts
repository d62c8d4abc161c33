import { z } from '@hono/zod-openapi'
import { auditCall, fileLimits, type OperationCall } from '../audit/index.ts'
import type { Principal } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { readsReviews } from './policy.ts'
import { readParts } from './queries.ts'
import { printedFile, type RecordFormat, recordFormats, signedFile, tableFile } from './record-file.ts'
import { reviewParams, vendorReviewParams } from './shapes.ts'

const query = z.object({ format: z.enum(recordFormats).default('json') })

export const recordRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/access-reviews/{reviewId}/record',
  realm: 'partner',
  tag: 'Access reviews',
  summary: 'The signed record of a closed review as JSON or PDF, or its rows as CSV or Excel file; audited (R34)',
  params: reviewParams,
  query,
  produces: 'application/octet-stream',
  writes: true,
  limits: fileLimits,
  allow: readsReviews,
  handle: (call) => fileFor(call, call.params, call.query.format),
})

export const vendorRecordRoute = defineRoute({
  method: 'get',
  path: '/vendor/access-reviews/{reviewId}/record',
  realm: 'vendor',
  tag: 'Access reviews',
  summary:
    'The signed records of all parts of a review as JSON or PDF, or its rows as CSV or Excel file; audited (R34)',
  params: vendorReviewParams,
  query,
  produces: 'application/octet-stream',
  writes: true,
  limits: fileLimits,
  handle: (call) => fileFor(call, { ...call.params, partnerId: null }, call.query.format),
})

async function fileFor(
  call: OperationCall & { principal: Principal },
  { reviewId, partnerId }: { reviewId: string; partnerId: string | null },
  format: RecordFormat,
) {
  const { tx, deps, principal } = call
  const parts = await readParts(tx, reviewId, partnerId)
  const [first] = parts
  if (!first) throw problems.not_found()
  const { rows, ...file } =
    format === 'json'
      ? await signedFile(tx, parts, deps.config.origin)
      : format === 'pdf'
        ? await printedFile(tx, parts, deps.config.origin, principal.language)
        : await tableFile(tx, parts, format, principal.language)
  await auditCall(call, {
    partnerId,
    action: 'access_review.exported',
    objectType: 'access_review',
    objectId: reviewId,
    objectLabel: first.title,
    why: partnerId ? 'administrator of the partner' : 'vendor staff',
    detail: { format, rows },
  })
  return file
}
