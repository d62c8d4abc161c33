import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { useMembership } from '../api/me.ts'
import { usePartnerId } from '../app/place.ts'
import { useExplain } from '../reach/asking.ts'
import { type Action, actions } from '../reach/explained.ts'
import type { Denial } from '../ui/ActButton.tsx'

/**
 * Why nobody of a partner may do something that needs its support service in force for some customer (R22, R25): in grace there is
 * reading only, afterwards nothing; who has no role in it lacks that first. Undefined while it is in force, and for who looks at
 * the pages for the vendor.
 */
export function useServiceDenial(action?: Action): Denial | undefined {
  const { t } = useTranslation('ui')
  const partnerId = usePartnerId()
  const explain = useExplain()
  const own = useMembership(partnerId)
  const isOfService = Boolean(own?.role)
  const params = { path: { partnerId } }
  const service = useRead('/api/v1/partners/{partnerId}/service', { params }, { enabled: isOfService })
  if (own && !own.role)
    return {
      missing: t('missing', { missing: t('lacks.a_role_in_the_support_service') }),
      grantedBy: t('grantor.an_administrator_of_the_partner'),
    }
  if (!isOfService || !service.data || service.data.state === 'in_force') return undefined
  // What is about one customer is explained of one for which the service has ended.
  const ofCustomer = action && actions[action].customer
  const about = ofCustomer ? service.data.ended[0]?.customerId : undefined
  return {
    missing: t('missing', { missing: t('lacks.a_support_service_contract_in_force_for_at_least_one_customer') }),
    grantedBy: t('grantor.the_vendor_by_recording_the_contract'),
    explain: !action || (ofCustomer && !about) ? undefined : explain(action, about),
  }
}
