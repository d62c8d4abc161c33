import { Button, Grid, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChainText, useTextIn } from '../access/chain-text.ts'
import { useRead } from '../api/hooks.ts'
import { useMe } from '../api/me.ts'
import { usePartnerId, usePathParam } from '../app/place.ts'
import { actorText } from '../audit/right.ts'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { ErrorState } from '../ui/states.tsx'
import { Timeline } from '../ui/Timeline.tsx'
import { WhyDrawer } from '../ui/WhyDrawer.tsx'
import { usePeopleActs } from './PeopleActs.tsx'
import { PersonState } from './PeoplePage.tsx'
import { PersonFacts } from './PersonFacts.tsx'
import { actsFor, type SponsoredPersonDetail } from './person.ts'

const danger = new Set(['refuse', 'disable', 'left'])

/** One person of a customer: details, what they have and why, what happened. */
export default function PersonPage() {
  const { t } = useTranslation('people')
  const partnerId = usePartnerId()
  const registrationId = usePathParam('registrationId')
  const person = useRead('/api/v1/partners/{partnerId}/people/{registrationId}', {
    params: { path: { partnerId, registrationId } },
  })
  const { open, dialog } = usePeopleActs(partnerId)
  if (person.error) return <ErrorState error={person.error} retry={() => void person.refetch()} />
  if (person.isPending) return <Skeleton height={400} />
  const { data } = person
  return (
    <>
      <PageHeader
        title={`${data.firstName} ${data.lastName}`}
        aside={<PersonState person={data} />}
        text={`${data.jobTitle}, ${data.customerName}`}
        actions={actsFor(data.state).map((act) => (
          <Button
            key={act}
            variant={danger.has(act) ? 'light' : 'filled'}
            color={danger.has(act) ? 'red' : undefined}
            onClick={() => open(act, data)}
          >
            {t(tk('act.', act))}
          </Button>
        ))}
      />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="lg">
            <PersonFacts person={data} partnerId={partnerId} />
            <Entitlements person={data} partnerId={partnerId} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Activity person={data} />
        </Grid.Col>
      </Grid>
      {dialog}
    </>
  )
}

type Entitlement = SponsoredPersonDetail['entitlements'][number]

function Entitlements({ person, partnerId }: { person: SponsoredPersonDetail; partnerId: string }) {
  const { t } = useTranslation('people')
  const textIn = useTextIn()
  const [why, setWhy] = useState<Entitlement | null>(null)
  const partnerName = useMe().memberships.find((one) => one.partnerId === partnerId)?.partnerName ?? ''
  const chainText = useChainText(partnerName, `${person.firstName} ${person.lastName}`)
  const name = why ? textIn(why.names, why.entitlementId) : ''
  return (
    <Paper component="section" withBorder p="md">
      <Title order={2} size="h4" mb="xs">
        {t('person.entitlements')}
      </Title>
      <Stack gap={6}>
        {person.entitlements.map((one) => (
          <Group key={one.entitlementId} justify="space-between" gap="xs">
            <Text size="sm">{textIn(one.names, one.entitlementId)}</Text>
            <Group gap="xs">
              <StateBadge tone={one.holds ? 'good' : 'neutral'}>
                {t(one.holds ? 'person.holds' : one.granted ? 'person.broken' : 'person.notGranted')}
              </StateBadge>
              <Button
                size="compact-xs"
                variant="subtle"
                aria-label={t('person.whyNamed', { name: textIn(one.names, one.entitlementId) })}
                onClick={() => setWhy(one)}
              >
                {t('ui:why')}
              </Button>
            </Group>
          </Group>
        ))}
      </Stack>
      <WhyDrawer
        opened={why !== null}
        onClose={() => setWhy(null)}
        title={t('person.whyNamed', { name })}
        verdict={t(why?.holds ? 'person.yes' : 'person.no', { person: person.firstName })}
        links={why ? chainText(why.links, { id: why.entitlementId, name }) : undefined}
      />
    </Paper>
  )
}

function Activity({ person }: { person: SponsoredPersonDetail }) {
  const { t, i18n } = useTranslation(['people', 'audit'])
  const say = (action: string) => {
    const key = `activity.${action.replace('registration.', '')}`
    return i18n.exists(key, { ns: 'people' }) ? t(tk('activity.', action.replace('registration.', ''))) : action
  }
  return (
    <Paper component="section" withBorder p="md">
      <Title order={2} size="h4" mb="sm">
        {t('person.activity')}
      </Title>
      {person.activity.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('person.noActivity')}
        </Text>
      ) : (
        <Timeline
          items={person.activity.map((entry) => ({
            key: entry.seq,
            at: entry.at,
            title: say(entry.action),
            detail: actorText(entry.actor, t),
          }))}
        />
      )}
    </Paper>
  )
}
