import { Alert } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { PageLink } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'

type Props = { partnerId: string; customerId: string; reasons: string[] }

/** What is missing in the customer's record before anything can be issued (R7), and where to add it. */
export function NotSponsorable({ partnerId, customerId, reasons }: Props) {
  const { t } = useTranslation('sponsorship')
  if (reasons.length === 0) return null
  return (
    <Alert color="orange" title={t('notSponsorable.title')}>
      {reasons.map((reason) => (
        <div key={reason}>{t(tk('customers:missing.', reason))}</div>
      ))}
      <PageLink size="sm" href={`/partner/${partnerId}/customers/${customerId}/edit`}>
        {t('notSponsorable.edit')}
      </PageLink>
    </Alert>
  )
}
