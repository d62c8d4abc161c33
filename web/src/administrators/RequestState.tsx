import { useTranslation } from 'react-i18next'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'
import { type OwnRequest, requestTones } from './request.ts'

export function RequestState({ state }: { state: OwnRequest['state'] }) {
  const { t } = useTranslation('administrators')
  return <StateBadge tone={requestTones[state]}>{t(tk('state.', state))}</StateBadge>
}
