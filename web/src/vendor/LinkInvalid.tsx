import { IconLinkOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useVendor } from '../api/me.ts'
import { ApiProblem } from '../api/problem.ts'
import { EmptyState, ErrorState } from '../ui/states.tsx'

/** A link that was used, replaced, cut short or has expired; `text` says what to do about it. */
export function LinkInvalid({ error, text }: { error?: unknown; text: string }) {
  const { t } = useTranslation('vendor')
  const { helpEmail } = useVendor()
  const gone = !error || (error instanceof ApiProblem && [400, 410].includes(error.status))
  if (!gone) return <ErrorState error={error} />
  return <EmptyState icon={IconLinkOff} title={t('link.invalid')} text={`${text} ${t('link.help', { helpEmail })}`} />
}
