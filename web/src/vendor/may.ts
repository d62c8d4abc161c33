import { useTranslation } from 'react-i18next'
import { useMe } from '../api/me.ts'
import { useExplainStaff } from '../reach/asking.ts'
import type { StaffAction } from '../reach/explained.ts'
import type { Denial } from '../ui/ActButton.tsx'

/** Why the reader may not change settings, catalogue, contract types and staff; undefined when they may. */
export function useAdministratorDenial(action: StaffAction): Denial | undefined {
  const { t } = useTranslation('vendor')
  const { staffRole } = useMe()
  const explain = useExplainStaff()
  if (staffRole === 'administrator') return undefined
  return { missing: t('denied.administrator'), grantedBy: t('denied.grantedBy'), explain: explain(action) }
}

/** The same for partners and contracts, which support agents change as well. */
export function useAgentDenial(action: StaffAction): Denial | undefined {
  const { t } = useTranslation('vendor')
  const { staffRole } = useMe()
  const explain = useExplainStaff()
  if (staffRole === 'administrator' || staffRole === 'support_agent') return undefined
  return { missing: t('denied.agent'), grantedBy: t('denied.grantedBy'), explain: explain(action) }
}
