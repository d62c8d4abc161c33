import { useTranslation } from 'react-i18next'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'
import { type CustomerSummary, supportTones } from './customer.ts'

export function CustomerState({ state }: { state: CustomerSummary['state'] }) {
  const { t } = useTranslation('customers')
  return <StateBadge tone={state === 'active' ? 'good' : 'neutral'}>{t(tk('state.', state))}</StateBadge>
}

/** Whether the customer's support contract with the partner is valid (R7). */
export function SupportState({ state, named }: { state: CustomerSummary['supportState']; named?: boolean }) {
  const { t } = useTranslation('customers')
  const word = t(tk('support.', state))
  return <StateBadge tone={supportTones[state]}>{named ? t('support.named', { state: word }) : word}</StateBadge>
}
