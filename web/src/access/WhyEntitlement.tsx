import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { useFormat } from '../ui/format.ts'
import { tk } from '../ui/message-key.ts'
import { WhyDrawer } from '../ui/WhyDrawer.tsx'
import { type ChainLink, useChainText, useTextIn } from './chain-text.ts'
import type { MyAccess, MyEntitlement } from './SponsoredAccess.tsx'

/** *Why?* for one of my entitlements, asked anew when it opens: the facts may have changed since the page was read. */
export function WhyEntitlement(props: { access: MyAccess; entitlement: MyEntitlement | null; onClose: () => void }) {
  const { access, entitlement, onClose } = props
  const { t } = useTranslation('access')
  const textIn = useTextIn()
  const format = useFormat()
  const chainText = useChainText(access.partnerName)
  const query = { entitlementId: entitlement?.entitlementId ?? '', registrationId: access.registrationId }
  const answer = useRead('/api/v1/access/explain', { params: { query } }, { enabled: entitlement !== null })
  const chain = answer.data?.registrations[0]
  const broken = (links: ChainLink[]) =>
    format.list(links.filter(({ holds }) => !holds).map(({ link }) => t(tk('mine.missing.', link))))
  const name = entitlement ? textIn(entitlement.names, entitlement.entitlementId) : ''
  return (
    <WhyDrawer
      opened={entitlement !== null}
      onClose={onClose}
      title={t('why.title', { name })}
      {...(chain && { verdict: chain.holds ? t('why.yes') : t('why.no', { missing: broken(chain.links) }) })}
      links={chain && chainText(chain.links, { id: query.entitlementId, name })}
      error={answer.error}
    />
  )
}
