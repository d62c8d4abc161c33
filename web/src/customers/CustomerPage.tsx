import { Alert, Box, Grid, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconMailQuestion } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AlertsOf } from '../alerts/AlertsOf.tsx'
import { useRead } from '../api/hooks.ts'
import { usePartnerId, usePathParam } from '../app/place.ts'
import { SeenBy } from '../associations/SeenBy.tsx'
import { lastDay } from '../contracts/days.ts'
import { DeviceFigures } from '../overview/DeviceFigures.tsx'
import { CustomerSponsorships } from '../sponsorship/CustomerSponsorships.tsx'
import { ActButton, ActLink } from '../ui/ActButton.tsx'
import { useFormat } from '../ui/format.ts'
import { PageLink } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { ArchiveDialog } from './ArchiveDialog.tsx'
import { CustomerState, ServiceBadge, SupportState } from './CustomerBadges.tsx'
import { CustomerService } from './CustomerService.tsx'
import type { Customer } from './customer.ts'
import { Facts } from './Facts.tsx'
import { useReader } from './reader.ts'

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
  const reader = useReader(partnerId)
  const { freeMailDomains, notSponsorable } = customer
  return (
    <>
      <PageHeader
        title={customer.name}
        aside={
          <>
            {customer.state === 'archived' && <CustomerState state="archived" />}
            {reader.role !== null && <ServiceBadge state={customer.service.state} named />}
            {reader.sponsors && customer.supportState && <SupportState state={customer.supportState} named />}
          </>
        }
        actions={<Actions customer={customer} partnerId={partnerId} />}
      />
      <Stack gap="md" mb="md">
        {freeMailDomains && freeMailDomains.length > 0 && (
          <Alert color="orange" icon={<IconMailQuestion size={18} aria-hidden />} title={t('detail.freeMailTitle')}>
            {t('detail.freeMailText', { domains: freeMailDomains.join(', ') })}
          </Alert>
        )}
        {notSponsorable && notSponsorable.length > 0 && (
          <Alert color="blue" title={t('detail.notSponsorable')}>
            {notSponsorable.map((reason) => (
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
            <AlertsOf customerId={customer.customerId} />
            {reader.role !== null && <CustomerService customer={customer} />}
            {reader.administers && <SeenBy partnerId={partnerId} customerId={customer.customerId} />}
            {customer.peopleByState && <People customer={customer} partnerId={partnerId} />}
            {reader.sponsors && <CustomerSponsorships partnerId={partnerId} customerId={customer.customerId} />}
          </Stack>
        </Grid.Col>
      </Grid>
      {reader.role !== null && (customer.service.state === 'in_force' || customer.service.state === 'grace') && (
        <Box mt="lg">
          <DeviceFigures customerId={customer.customerId} />
        </Box>
      )}
    </>
  )
}

function Actions({ customer, partnerId }: { customer: Customer; partnerId: string }) {
  const { t } = useTranslation('customers')
  const reader = useReader(partnerId)
  const keeping = reader.keeping(customer.customerId)
  const [asking, setAsking] = useState(false)
  const archived = customer.state === 'archived'
  const [first] = customer.notSponsorable ?? []
  const missing = first && { missing: t(tk('missing.', first)), grantedBy: t('detail.grantedByYou') }
  const unable = reader.sponsoring ?? missing
  return (
    <>
      <ActButton variant="default" onClick={() => setAsking(true)} denied={reader.sponsoring}>
        {archived ? t('archive.restore') : t('archive.act')}
      </ActButton>
      {(keeping || !archived) && (
        <ActLink
          denied={keeping}
          href={`/partner/${partnerId}/customers/${customer.customerId}/edit`}
          variant="default"
        >
          {t('form.edit')}
        </ActLink>
      )}
      <ActLink denied={unable} href={`/partner/${partnerId}/sponsorships/new?customerId=${customer.customerId}`}>
        {t('detail.sponsor')}
      </ActLink>
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
  const sponsoring: [string, ReactNode][] = [
    [t('form.domains'), customer.domains?.join(', ')],
    [t('form.purchase'), customer.purchase],
    [t('form.purchasedOn'), customer.purchasedOn && <Moment at={customer.purchasedOn} />],
    [t('form.supportNumber'), customer.supportContractNumber],
    [t('form.supportStarts'), customer.supportStartsAt && <Moment at={customer.supportStartsAt.slice(0, 10)} />],
    [t('form.supportEnds'), customer.supportEndsAt && <Moment at={lastDay(customer.supportEndsAt)} />],
  ]
  const common: [string, ReactNode][] = [
    [t('detail.address'), address.join(', ')],
    [t('detail.contact'), [customer.contactName, customer.contactEmail].filter(Boolean).join(', ')],
    [t('form.language'), format.languageName(customer.language)],
  ]
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4" mb="sm">
        {t('detail.record')}
      </Title>
      <Facts rows={[...(customer.domains === null ? [] : sponsoring), ...common]} />
    </Paper>
  )
}

function People({ customer, partnerId }: { customer: Customer; partnerId: string }) {
  const { t } = useTranslation('customers')
  const format = useFormat()
  const counts = customer.peopleByState ?? {}
  const states = ['to_be_verified', 'active', 'without_access', 'suspended', 'unconfirmed', 'disabled'].filter(
    (state) => counts[state],
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
              <strong className="tabular">{format.number(counts[state] ?? 0)}</strong> {t(tk('people.', state))}
            </PageLink>
          ))}
        </Group>
      )}
    </Paper>
  )
}
