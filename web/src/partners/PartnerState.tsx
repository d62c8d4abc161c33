import { useTranslation } from 'react-i18next'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'

export function PartnerState({ state }: { state: 'active' | 'suspended' }) {
  const { t } = useTranslation('partners')
  return <StateBadge tone={state === 'active' ? 'good' : 'bad'}>{t(tk('state.', state))}</StateBadge>
}
