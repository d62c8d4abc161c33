import { Alert, Grid, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconMailQuestion } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { usePartnerId, usePathParam } from '../app/place.ts'
import { lastDay } from '../contracts/days.ts'
import { CustomerSponsorships } from '../sponsorship/CustomerSponsorships.tsx'
import { ActButton } from '../ui/ActButton.tsx'
import { useFormat } from '../ui/format.ts'
import { LinkButton, PageLink } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { ArchiveDialog } from './ArchiveDialog.tsx'
import { CustomerState, SupportState } from './CustomerBadges.tsx'
import type { Customer } from './customer.ts'
import { Facts } from './Facts.tsx'

/** One customer: its record, its sponsorships, its people. */
export default function CustomerPage() {
  const partnerId = usePartnerId()
  const customerId = usePathParam('customerId')
  const customer = useRead('/api/v1/partners/{partnerId}/customers/{customerId}', {
    params: { path: { partnerId, customerId } },
  })
  if (customer.error) return <ErrorState error={customer.error} retry={() => void customer.refetch()} />
  return customer.data ? <Shown customer={customer.data} partnerId={partnerId} /> : <LoadingState />
}

function Shown({ customer, partnerId }: { customer: Customer; partnerId: string }) {
  const { t } = useTranslation('customers')
  return (
    <>
      <PageHeader
        title={customer.name}
        aside={
          <>
            {customer.state === 'archived' && <CustomerState state="archived" />}
            <SupportState state={customer.supportState} named />
          </>
        }
        actions={<Actions customer={customer} partnerId={partnerId} />}
      />
      <Stack gap="md" mb="md">
        {customer.freeMailDomains.length > 0 && (
          <Alert color="orange" icon={<IconMailQuestion size={18} aria-hidden />} title={t('detail.freeMailTitle')}>
            {t('detail.freeMailText', { domains: customer.freeMailDomains.join(', ') })}
          </Alert>
        )}
        {customer.notSponsorable.length > 0 && (
          <Alert color="blue" title={t('detail.notSponsorable')}>
            {customer.notSponsorable.map((reason) => (
              <div key={reason}>{t(tk('missing.', reason))}</div>
            ))}
          </Alert>
        )}
      </Stack>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Record customer={customer} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="md">
            <People customer={customer} partnerId={partnerId} />
            <CustomerSponsorships partnerId={partnerId} customerId={customer.customerId} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  )
}

function Actions({ customer, partnerId }: { customer: Customer; partnerId: string }) {
  const { t } = useTranslation('customers')
  const [asking, setAsking] = useState(false)
  const archived = customer.state === 'archived'
  const [first] = customer.notSponsorable
  return (
    <>
      <ActButton variant="default" onClick={() => setAsking(true)}>
        {archived ? t('archive.restore') : t('archive.act')}
      </ActButton>
      {!archived && (
        <LinkButton href={`/partner/${partnerId}/customers/${customer.customerId}/edit`} variant="default">
          {t('form.edit')}
        </LinkButton>
      )}
      {first ? (
        <ActButton
          onClick={() => undefined}
          denied={{ missing: t(tk('missing.', first)), grantedBy: t('detail.grantedByYou') }}
        >
          {t('detail.sponsor')}
        </ActButton>
      ) : (
        <LinkButton href={`/partner/${partnerId}/sponsorships/new?customerId=${customer.customerId}`}>
          {t('detail.sponsor')}
        </LinkButton>
      )}
      <ArchiveDialog customer={customer} partnerId={partnerId} opened={asking} onClose={() => setAsking(false)} />
    </>
  )
}

function Record({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers')
  const format = useFormat()
  const address = [
    customer.street,
    `${customer.postalCode} ${customer.city}`.trim(),
    customer.region,
    customer.country && format.country(customer.country),
  ].filter(Boolean)
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4" mb="sm">
        {t('detail.record')}
      </Title>
      <Facts
        rows={[
          [t('form.domains'), customer.domains.join(', ')],
          [t('form.purchase'), customer.purchase],
          [t('form.purchasedOn'), customer.purchasedOn && <Moment at={customer.purchasedOn} />],
          [t('form.supportNumber'), customer.supportContractNumber],
          [t('form.supportStarts'), customer.supportStartsAt && <Moment at={customer.supportStartsAt.slice(0, 10)} />],
          [t('form.supportEnds'), customer.supportEndsAt && <Moment at={lastDay(customer.supportEndsAt)} />],
          [t('detail.address'), address.join(', ')],
          [t('detail.contact'), [customer.contactName, customer.contactEmail].filter(Boolean).join(', ')],
          [t('form.language'), format.languageName(customer.language)],
        ]}
      />
    </Paper>
  )
}

function People({ customer, partnerId }: { customer: Customer; partnerId: string }) {
  const { t } = useTranslation('customers')
  const format = useFormat()
  const states = ['to_be_verified', 'active', 'unconfirmed', 'disabled'].filter(
    (state) => customer.peopleByState[state],
  )
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4" mb="sm">
        {t('detail.people')}
      </Title>
      {states.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('detail.noPeople')}
        </Text>
      ) : (
        <Group gap="lg">
          {states.map((state) => (
            <PageLink
              key={state}
              size="sm"
              href={`/partner/${partnerId}/people?customerId=${customer.customerId}&state=${state}`}
            >
              <strong className="tabular">{format.number(customer.peopleByState[state] ?? 0)}</strong>{' '}
              {t(tk('people.', state))}
            </PageLink>
          ))}
        </Group>
      )}
    </Paper>
  )
}
