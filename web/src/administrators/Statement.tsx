import { Alert, Paper, Stack, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Facts } from '../customers/Facts.tsx'
import { useFormat } from '../ui/format.ts'
import { Moment } from '../ui/Moment.tsx'
import type { Evidence } from './request.ts'

/** What the applicant says, and what the portal knows of the account. */
export function Statement({ evidence }: { evidence: Evidence }) {
  const { t } = useTranslation('administrators')
  const format = useFormat()
  const { company, account } = evidence
  const address = [company.street, `${company.postalCode} ${company.city}`.trim(), format.country(company.country)]
  return (
    <Stack gap="md">
      <Paper withBorder p="md">
        <Title order={2} size="h4" mb="sm">
          {t('statement.title')}
        </Title>
        <Facts
          rows={[
            [t('form.companyName'), company.name],
            [t('statement.address'), address.filter(Boolean).join(', ')],
            [t('form.website'), company.website],
            [t('form.jobTitle'), evidence.jobTitle],
            [t('form.phone'), evidence.phone],
            [t('statement.ownBrand'), t('statement.made')],
            [t('mine.sentAt'), <Moment key="sent" at={evidence.createdAt} show="dateTime" />],
          ]}
        />
      </Paper>
      <Paper withBorder p="md">
        <Title order={2} size="h4" mb="sm">
          {t('account.title')}
        </Title>
        {(!account.confirmed || account.disabled) && (
          <Alert color="red" mb="sm">
            {t('account.unusable')}
          </Alert>
        )}
        {account.freeMail && (
          <Alert color="orange" mb="sm">
            {t('account.freeMail')}
          </Alert>
        )}
        <Facts
          rows={[
            [t('queue.email'), account.email],
            [t('account.since'), account.since && <Moment at={account.since} />],
            [t('account.memberships'), account.memberships.map(({ partnerName }) => partnerName).join(', ')],
            [t('account.earlier'), format.number(account.earlierRequests)],
            [t('account.language'), format.languageName(evidence.language)],
          ]}
        />
      </Paper>
    </Stack>
  )
}
