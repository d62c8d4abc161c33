import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { WhyDrawer } from '../ui/WhyDrawer.tsx'
import { useChainText, useTextIn } from './chain-text.ts'
import type { MyAccess, MyEntitlement } from './SponsoredAccess.tsx'

/** *Why?* for one of my entitlements, asked anew when it opens: the facts may have changed since the page was read. */
export function WhyEntitlement(props: { access: MyAccess; entitlement: MyEntitlement | null; onClose: () => void }) {
  const { access, entitlement, onClose } = props
  const { t } = useTranslation('access')
  const textIn = useTextIn()
  const chainText = useChainText(access.partnerName)
  const query = { entitlementId: entitlement?.entitlementId ?? '', registrationId: access.registrationId }
  const answer = useRead('/api/v1/access/explain', { params: { query } }, { enabled: entitlement !== null })
  const chain = answer.data?.registrations[0]
  const name = entitlement ? textIn(entitlement.names, entitlement.entitlementId) : ''
  return (
    <WhyDrawer
      opened={entitlement !== null}
      onClose={onClose}
      title={t('why.title', { name })}
      {...(chain && { verdict: chain.holds ? t('why.yes') : t('why.no') })}
      links={chain && chainText(chain.links, { id: query.entitlementId, name })}
      error={answer.error}
    />
  )
}
