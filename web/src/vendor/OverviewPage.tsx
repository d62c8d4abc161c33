import { Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { useVendor } from '../api/me.ts'
import { Figure, Figures } from '../ui/Figure.tsx'
import { useFormat } from '../ui/format.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState } from '../ui/states.tsx'

/** What needs the staff today, then how the programme is used; every figure leads to its list. */
export default function OverviewPage() {
  const { t } = useTranslation('vendor')
  const format = useFormat()
  const vendor = useVendor()
  const overview = useRead('/api/v1/vendor/overview', {}, { refetchInterval: 60_000 })
  // One row is enough: the total counts.
  const onboarding = useRead(
    '/api/v1/vendor/onboarding',
    { params: { query: { step: ['ready'], limit: 1 } } },
    { refetchInterval: 60_000 },
  )
  if (overview.error) return <ErrorState error={overview.error} retry={() => void overview.refetch()} />
  const { data } = overview
  const toOnboard = onboarding.data?.total
  const waits =
    data && data.pendingRequests + data.mailsGivenUp + data.contractsEndingSoon + data.partnersShortOfAdministrators > 0
  return (
    <>
      <PageHeader title={t('overview.title')} text={vendor.name} />
      <Stack gap="xl">
        <section>
          <Title order={2} size="h4" mb="sm">
            {t('overview.today')}
          </Title>
          <Figures>
            <Figure
              label={t('overview.requests')}
              value={data?.pendingRequests}
              href="/vendor/administrator-requests?state=pending"
              urgent={Boolean(data?.pendingRequests)}
              hint={
                data?.oldestRequestAt
                  ? t('overview.oldest', { since: format.relative(data.oldestRequestAt) })
                  : undefined
              }
            />
            <Figure
              label={t('overview.toOnboard')}
              value={toOnboard}
              href="/vendor/onboarding?step=ready"
              urgent={Boolean(toOnboard)}
            />
            <Figure
              label={t('overview.mails')}
              value={data?.mailsGivenUp}
              href="/vendor/mail?state=given_up"
              urgent={Boolean(data?.mailsGivenUp)}
            />
            <Figure
              label={t('overview.ending', { count: data?.endingSoonDays ?? 30 })}
              value={data?.contractsEndingSoon}
              href={`/vendor/contracts?endingWithin=${data?.endingSoonDays ?? 30}`}
              urgent={Boolean(data?.contractsEndingSoon)}
            />
            <Figure
              label={t('overview.short')}
              value={data?.partnersShortOfAdministrators}
              href="/vendor/partners?shortOfAdministrators=true"
              urgent={Boolean(data?.partnersShortOfAdministrators)}
            />
          </Figures>
          {waits === false && toOnboard === 0 && (
            <Text size="sm" c="dimmed" mt="sm">
              {t('overview.nothing')}
            </Text>
          )}
        </section>
        <section>
          <Title order={2} size="h4" mb="sm">
            {t('overview.programme')}
          </Title>
          <Figures>
            <Figure
              label={t('overview.partners')}
              value={data?.partners}
              href="/vendor/partners?state=active"
              hint={data?.partnersSuspended ? t('overview.suspended', { count: data.partnersSuspended }) : undefined}
            />
            <Figure
              label={t('overview.contracts')}
              value={data?.contractsInForce}
              href="/vendor/contracts?state=in_force"
            />
            <Figure
              label={t('overview.sponsorships')}
              value={data?.sponsorshipsIssued}
              href="/vendor/partners?sort=-customers"
            />
            <Figure
              label={t('overview.people')}
              value={data?.people}
              href="/vendor/partners"
              trend={data?.registrationsByWeek.map(({ count }) => count) ?? []}
              hint={
                data &&
                t('overview.waiting', {
                  unconfirmed: format.number(data.peopleUnconfirmed),
                  toVerify: format.number(data.peopleToVerify),
                })
              }
            />
          </Figures>
        </section>
      </Stack>
    </>
  )
}
