import { useTranslation } from 'react-i18next'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'
import { type CustomerSummary, type ServiceState, serviceTones, supportTones } from './customer.ts'

export function CustomerState({ state }: { state: CustomerSummary['state'] }) {
  const { t } = useTranslation('customers')
  return <StateBadge tone={state === 'active' ? 'good' : 'neutral'}>{t(tk('state.', state))}</StateBadge>
}

/** Whether the customer's support contract with the partner is valid (R7). */
export function SupportState({
  state,
  named,
}: {
  state: NonNullable<CustomerSummary['supportState']>
  named?: boolean
}) {
  const { t } = useTranslation('customers')
  const word = t(tk('support.', state))
  return <StateBadge tone={supportTones[state]}>{named ? t('support.named', { state: word }) : word}</StateBadge>
}

/** The support service of a customer (R22, R25). */
export function ServiceBadge({ state, named }: { state: ServiceState; named?: boolean }) {
  const { t } = useTranslation('customers')
  const word = t(tk('service.', state))
  return <StateBadge tone={serviceTones[state]}>{named ? t('service.named', { state: word }) : word}</StateBadge>
}
