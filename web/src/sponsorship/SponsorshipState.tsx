import { useTranslation } from 'react-i18next'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'
import { type SponsorshipSummary, stateTones } from './sponsorship.ts'

export function SponsorshipState({ state }: { state: SponsorshipSummary['state'] }) {
  const { t } = useTranslation('sponsorship')
  return <StateBadge tone={stateTones[state]}>{t(tk('state.', state))}</StateBadge>
}
