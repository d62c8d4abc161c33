import { Anchor, Paper, SimpleGrid, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import { Identifier } from '../ui/Identifier.tsx'
import { PageLink } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { Flags } from './PeoplePage.tsx'
import type { SponsoredPersonDetail } from './person.ts'

/** Who it is, under which sponsorship, and the dates of the registration. */
export function PersonFacts({ person, partnerId }: { person: SponsoredPersonDetail; partnerId: string }) {
  const { t } = useTranslation('people')
  const format = useFormat()
  const at = `/partner/${partnerId}`
  return (
    <Paper component="section" withBorder p="md">
      <Title order={2} size="h4" mb="xs">
        {t('person.details')}
      </Title>
      <SimpleGrid component="dl" cols={{ base: 1, xs: 2 }} spacing="xs" m={0}>
        <Fact label={t('column.email')}>
          <Anchor href={`mailto:${person.email}`} size="sm">
            {person.email}
          </Anchor>
        </Fact>
        <Fact label={t('column.flags')}>
          <Flags person={person} />
        </Fact>
        <Fact label={t('column.customer')}>
          <PageLink href={`${at}/customers/${person.customerId}`} size="sm">
            {person.customerName}
          </PageLink>
        </Fact>
        <Fact label={t('column.number')}>
          <Identifier value={person.registrationNumber} />{' '}
          <PageLink href={`${at}/sponsorships/${person.sponsorshipId}`} size="xs">
            {t('person.toSponsorship')}
          </PageLink>
        </Fact>
        <Fact label={t('person.phone')}>{person.phone}</Fact>
        <Fact label={t('person.site')}>
          {person.site}, {format.country(person.country)}
        </Fact>
        <Fact label={t('person.language')}>{format.languageName(person.language)}</Fact>
        <Fact label={t('column.signedIn')}>
          <Moment at={person.lastSignInAt} none={t('column.never')} />
        </Fact>
        <Fact label={t('column.registered')}>
          <Moment at={person.registeredAt} />
        </Fact>
        <Fact label={t('person.confirmed')}>
          <Moment at={person.confirmedAt} />
        </Fact>
        <Fact label={t('person.attested')}>
          <Moment at={person.attestedAt} />
        </Fact>
        <Fact label={t('column.due')}>
          <Moment at={person.attestationDueAt} />
        </Fact>
        {person.disabledAt && (
          <Fact label={t('person.disabled')}>
            <Moment at={person.disabledAt} /> — {person.disabledReason}
          </Fact>
        )}
      </SimpleGrid>
    </Paper>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {label}
      </Text>
      <Text component="dd" size="sm" m={0}>
        {children}
      </Text>
    </div>
  )
}
