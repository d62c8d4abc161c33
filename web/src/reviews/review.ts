import { useTranslation } from 'react-i18next'
import { useMe } from '../api/me.ts'
import type { components } from '../api/schema.ts'
import { useContextHere } from '../app/place.ts'
import { useExplain, useExplainStaff } from '../reach/asking.ts'
import type { Action } from '../reach/explained.ts'
import type { Denial } from '../ui/ActButton.tsx'
import { tk } from '../ui/message-key.ts'
import { keyOf } from '../ui/problem-text.ts'
import type { Tone } from '../ui/StateBadge.tsx'

export type Review = components['schemas']['AccessReview']
export type ReviewDetail = components['schemas']['AccessReviewDetail']
export type ReviewRow = components['schemas']['AccessReviewRow']
export type ReviewOutcome = components['schemas']['AccessReviewOutcome']
export type Decision = 'keep' | 'remove' | 'suspend'

export const reviewTones: Record<Review['state'], Tone> = {
  preparing: 'info',
  open: 'attention',
  closing: 'info',
  closed: 'good',
  withdrawn: 'neutral',
}
export const rowTones: Record<ReviewRow['state'], Tone> = {
  open: 'attention',
  keep: 'good',
  remove: 'bad',
  suspend: 'bad',
  gone: 'neutral',
}

const partnerPath = '/api/v1/partners/{partnerId}/access-reviews'

/**
 * Where the reader is. The vendor's operations have the same answers as a partner's and stand beside them under another path,
 * so that one set of pages asks either: `place.api('/{reviewId}')`.
 */
export function useReviewPlace() {
  const context = useContextHere()
  const partnerId = context.kind === 'partner' ? context.partnerId : null
  return {
    partnerId,
    base: partnerId ? `/partner/${partnerId}/access-reviews` : '/vendor/access-reviews',
    path: { partnerId: partnerId ?? '' },
    api: <Rest extends string>(rest: Rest): `${typeof partnerPath}${Rest}` =>
      (partnerId ? `${partnerPath}${rest}` : `/api/v1/vendor/access-reviews${rest}`) as `${typeof partnerPath}${Rest}`,
  }
}

/** What is missing tells which right of the partner's people it is; the others are the vendor's. */
const rights: Record<string, Action> = {
  'role super administrator': 'start_reviews',
  'role super administrator or partner administrator': 'manage_reviews',
  'sponsorship administrator': 'sponsor',
  'a partner that is not suspended': 'manage_reviews',
}

/** A refusal in the server's words, as a denial in the reader's. */
export function useDenialText(): (missing: string, grantedBy: string, reviewId?: string) => Denial {
  const { t } = useTranslation('reviews')
  const explain = useExplain()
  const explainStaff = useExplainStaff()
  const { partnerId } = useReviewPlace()
  return (missing, grantedBy, reviewId) => ({
    missing: t('ui:missing', { missing: t(tk('ui:lacks.', keyOf(missing))) }),
    grantedBy: t(tk('ui:grantor.', keyOf(grantedBy))),
    explain: partnerId ? rights[missing] && explain(rights[missing]) : explainStaff('run_vendor_reviews', reviewId),
  })
}

/** Which kinds of review the reader may start here, and why not the other (R36). */
export function useMayStart(): { audiences: ('team' | 'customer_users')[]; denied: Denial | undefined } {
  const me = useMe()
  const { partnerId } = useReviewPlace()
  const say = useDenialText()
  if (!partnerId) {
    if (me.staffRole === 'administrator') return { audiences: ['team', 'customer_users'], denied: undefined }
    return { audiences: [], denied: say('role administrator', 'a vendor administrator') }
  }
  const membership = me.memberships.find((candidate) => candidate.partnerId === partnerId)
  const audiences = [
    ...(membership?.role === 'super_admin' ? (['team'] as const) : []),
    ...(membership?.sponsors ? (['customer_users'] as const) : []),
  ]
  const denied = say('role super administrator', 'a super administrator of the partner, or the vendor')
  return { audiences, denied: audiences.length > 0 ? undefined : denied }
}
