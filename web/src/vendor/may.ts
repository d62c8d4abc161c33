import { useTranslation } from 'react-i18next'
import { useMe } from '../api/me.ts'
import type { Denial } from '../ui/ActButton.tsx'

/** Why the reader may not change settings, catalogue, contract types and staff; undefined when they may. */
export function useAdministratorDenial(): Denial | undefined {
  const { t } = useTranslation('vendor')
  const { staffRole } = useMe()
  if (staffRole === 'administrator') return undefined
  return { missing: t('denied.administrator'), grantedBy: t('denied.grantedBy') }
}

/** The same for partners and contracts, which support agents change as well. */
export function useAgentDenial(): Denial | undefined {
  const { t } = useTranslation('vendor')
  const { staffRole } = useMe()
  if (staffRole === 'administrator' || staffRole === 'support_agent') return undefined
  return { missing: t('denied.agent'), grantedBy: t('denied.grantedBy') }
}
