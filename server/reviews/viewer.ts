import { rightOf } from '../partners/index.ts'
import { type Principal, personBehind } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { administratorsOnly } from '../vendor/index.ts'
import { answersNow, type Reviewer, runsReviews } from './policy.ts'
import type { ReviewRow } from './queries.ts'
import type { Denied } from './read.ts'

type PartnerMember = Principal & { partner: NonNullable<Principal['partner']> }

/** A member as reviewer, and what they may not do in a review. */
export function memberViewer(principal: PartnerMember) {
  const { partner } = principal
  const reviewer: Reviewer = {
    kind: 'partner',
    accountId: personBehind(principal),
    superAdmin: partner.role === 'super_admin',
  }
  return {
    reviewer,
    why: rightOf(principal),
    deniedOf: (part: ReviewRow): Denied => ({
      answer: answersNow(principal, part.audience),
      run: part.run_by === 'vendor' ? vendorsReview() : runsReviews(principal, part.audience),
    }),
  }
}

/** Vendor staff: administrators run the vendor's reviews, and answer what nobody at a partner can. */
export function vendorViewer(principal: Principal) {
  const denied = administratorsOnly(principal)
  const reviewer: Reviewer = { kind: 'vendor', accountId: personBehind(principal), mayWrite: denied === null }
  return {
    reviewer,
    why: 'vendor administrator',
    deniedOf: (part: ReviewRow): Denied => ({
      answer: denied,
      run: denied ?? (part.run_by === 'partner' ? partnersReview() : null),
    }),
  }
}

function vendorsReview() {
  return problems.forbidden({ missing: 'a review of the partner’s own', grantedBy: 'the vendor' })
}

function partnersReview() {
  return problems.forbidden({ missing: 'a review of the vendor’s own', grantedBy: 'the partner itself' })
}
