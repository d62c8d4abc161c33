import { Button, Drawer, Grid, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ChainLink, useChainText, useTextIn } from '../access/chain-text.ts'
import { useRead } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { usePathParam } from '../app/place.ts'
import { lastDay } from '../contracts/days.ts'
import { useFormat } from '../ui/format.ts'
import { Identifier } from '../ui/Identifier.tsx'
import { PageLink } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { Chain } from '../ui/WhyDrawer.tsx'
import { PersonState } from './PeoplePage.tsx'

type Person = components['schemas']['VendorPerson']
type Entitlement = Person['entitlements'][number]
const accountTones = { active: 'good', unconfirmed: 'attention', disabled: 'bad' } as const

/** One person as the vendor sees them: the account, where it is registered, and what it may use and why. */
export default function VendorPersonPage() {
  const { t } = useTranslation('people')
  const registrationId = usePathParam('registrationId')
  const person = useRead('/api/v1/vendor/people/{registrationId}', { params: { path: { registrationId } } })
  const [why, setWhy] = useState<Entitlement | null>(null)
  if (person.error) return <ErrorState error={person.error} retry={() => void person.refetch()} />
  if (person.isPending) return <Skeleton height={400} />
  const { data } = person
  return (
    <>
      <PageHeader
        title={`${data.firstName} ${data.lastName}`}
        text={data.email}
        aside={
          <StateBadge
            tone={accountTones[data.state]}
          >{`${t('vendor.account')}: ${t(tk('vendor.accountState.', data.state))}`}</StateBadge>
        }
      />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Section title={t('vendor.mayUse')}>
            {data.entitlements.map((one) => (
              <EntitlementLine key={one.entitlementId} one={one} onWhy={() => setWhy(one)} />
            ))}
          </Section>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Section title={t('vendor.registrations')}>
            {data.registrations.map((one) => (
              <Registration key={one.registrationId} one={one} />
            ))}
          </Section>
        </Grid.Col>
      </Grid>
      <Why person={data} entitlement={why} onClose={() => setWhy(null)} />
    </>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper component="section" withBorder p="md">
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      <Stack gap="xs">{children}</Stack>
    </Paper>
  )
}

function EntitlementLine({ one, onWhy }: { one: Entitlement; onWhy: () => void }) {
  const { t } = useTranslation('people')
  const textIn = useTextIn()
  const format = useFormat()
  const name = textIn(one.names, one.entitlementId)
  return (
    <Group justify="space-between" gap="xs" wrap="nowrap">
      <Text size="sm">{name}</Text>
      <Group gap="xs" wrap="nowrap">
        <StateBadge tone={one.holds ? 'good' : 'neutral'}>
          {one.until ? t('vendor.until', { date: format.date(lastDay(one.until)) }) : t('vendor.no')}
        </StateBadge>
        <Button size="compact-xs" variant="subtle" aria-label={t('person.whyNamed', { name })} onClick={onWhy}>
          {t('ui:why')}
        </Button>
      </Group>
    </Group>
  )
}

function Registration({ one }: { one: Person['registrations'][number] }) {
  const { t } = useTranslation('people')
  return (
    <div>
      <Group gap="xs">
        <Text size="sm" fw={500}>
          {one.customerName}
        </Text>
        <PersonState person={one} />
      </Group>
      <Text size="xs" c="dimmed" component="div">
        {t('vendor.partner')}{' '}
        <PageLink href={`/vendor/partners/${one.partnerId}`} size="xs">
          {one.partnerName}
        </PageLink>{' '}
        · <Identifier value={one.registrationNumber} /> · {t('column.registered')} <Moment at={one.registeredAt} />
      </Text>
    </div>
  )
}

type WhyProps = { person: Person; entitlement: Entitlement | null; onClose: () => void }

/** Each registration's chain, the holding one first; asked when it opens, because the facts may have changed since. */
function Why({ person, entitlement, onClose }: WhyProps) {
  const { t } = useTranslation('people')
  const textIn = useTextIn()
  const query = { entitlementId: entitlement?.entitlementId ?? '', accountId: person.accountId }
  const answer = useRead('/api/v1/vendor/access/explain', { params: { query } }, { enabled: entitlement !== null })
  const name = entitlement ? textIn(entitlement.names, entitlement.entitlementId) : ''
  return (
    <Drawer
      opened={entitlement !== null}
      onClose={onClose}
      position="right"
      size="md"
      title={t('person.whyNamed', { name })}
    >
      {answer.error ? (
        <ErrorState error={answer.error} />
      ) : answer.data ? (
        <Stack>
          <Text fw={500}>{t(answer.data.holds ? 'person.yes' : 'person.no', { person: person.firstName })}</Text>
          {answer.data.registrations.length === 0 && <Text size="sm">{t('vendor.none')}</Text>}
          {answer.data.registrations.map((one) => (
            <section key={one.registrationId}>
              <Text size="sm" c="dimmed" mb="xs">
                {t('vendor.underWhich', { customer: one.customerName, partner: one.partnerName })}
              </Text>
              <OneChain {...one} person={person} entitlement={{ id: query.entitlementId, name }} />
            </section>
          ))}
        </Stack>
      ) : (
        <LoadingState />
      )}
    </Drawer>
  )
}

type ChainProps = {
  person: Person
  partnerName: string
  links: ChainLink[]
  entitlement: { id: string; name: string }
}

function OneChain({ person, partnerName, links, entitlement }: ChainProps) {
  const { t } = useTranslation('people')
  const format = useFormat()
  const chainText = useChainText(partnerName, `${person.firstName} ${person.lastName}`)
  const missing = links.filter(({ holds }) => !holds).map(({ link }) => t(tk('access:mine.missing.', link)))
  return (
    <>
      {missing.length > 0 && (
        <Text size="sm" mb="xs">
          {t('ui:missing', { missing: format.list(missing) })}
        </Text>
      )}
      <Chain links={chainText(links, entitlement)} />
    </>
  )
}
