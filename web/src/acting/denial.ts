import { useTranslation } from 'react-i18next'
import { useMe } from '../api/me.ts'
import { actingIn } from '../app/navigation.ts'
import { useContextHere } from '../app/place.ts'
import { useExplainStaff } from '../reach/asking.ts'
import type { Denial } from '../ui/ActButton.tsx'

/** Why nothing can be done on these pages by who looks at them for the vendor; undefined for everybody else. */
export function useActingDenial(): Denial | undefined {
  const { t } = useTranslation('shell')
  const me = useMe()
  const context = useContextHere()
  const explain = useExplainStaff()
  if (context.kind !== 'partner' || !actingIn(me, context.partnerId)) return undefined
  return {
    missing: t('acting.denied'),
    grantedBy: t('acting.grantedBy'),
    explain: explain('act_in_partner', context.partnerId),
  }
}
