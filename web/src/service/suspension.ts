import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { useMe } from '../api/me.ts'
import { useContextHere } from '../app/place.ts'
import { useExplain } from '../reach/asking.ts'
import type { Denial } from '../ui/ActButton.tsx'

/** Why nothing can be done on the pages of a partner that the vendor has suspended; undefined on every other page. */
export function useSuspendedDenial(): Denial | undefined {
  const { t } = useTranslation('shell')
  const context = useContextHere()
  const explain = useExplain()
  const partnerId = context.kind === 'partner' ? context.partnerId : undefined
  const own = useMe().memberships.find((one) => one.partnerId === partnerId)
  const path = { partnerId: partnerId ?? '' }
  const service = useRead('/api/v1/partners/{partnerId}/service', { params: { path } }, { enabled: Boolean(own) })
  if (!own || !service.data?.suspended) return undefined
  return {
    missing: t('suspended.denied', { partner: own.partnerName }),
    grantedBy: t('suspended.grantedBy'),
    // Of the acts that a suspension stops, one that the reader could do without it, as far as there is one.
    explain: explain(own.role && own.role !== 'user' ? 'manage_people' : 'add_customer'),
  }
}
