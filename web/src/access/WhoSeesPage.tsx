import { Alert, Anchor, Paper, Skeleton, Stack, Table, Text, Title } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconUsersGroup } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { lastDay } from '../contracts/days.ts'
import { Facts } from '../customers/Facts.tsx'
import { useFormat } from '../ui/format.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'

type WhoSees = components['schemas']['WhoSees']

/** Who at the partner reaches my company's data (R24). */
export default function WhoSeesPage() {
  const { t } = useTranslation('access')
  const seen = useRead('/api/v1/access/who-sees')
  return (
    <>
      <PageHeader title={t('whoSees.title')} text={t('whoSees.text')} />
      {seen.isPending ? (
        <Skeleton height={200} />
      ) : seen.error ? (
        <ErrorState error={seen.error} retry={() => void seen.refetch()} />
      ) : seen.data.items.length === 0 ? (
        <EmptyState icon={IconUsersGroup} title={t('whoSees.empty.title')} text={t('whoSees.empty.text')} />
      ) : (
        <Stack gap="lg">
          {seen.data.items.map((item) => (
            <Company key={`${item.partnerId} ${item.customerId}`} item={item} />
          ))}
        </Stack>
      )}
    </>
  )
}

function Company({ item }: { item: WhoSees }) {
  const { t } = useTranslation('access')
  return (
    <Paper component="section" withBorder p="md" aria-label={item.customerName}>
      <Title order={2} size="h3">
        {item.customerName}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('mine.sponsoredBy', { partner: item.partnerName })}
      </Text>
      <ServiceNote service={item.service} />
      {item.people.length === 0 ? <Text size="sm">{t('whoSees.nobody')}</Text> : <People people={item.people} />}
    </Paper>
  )
}

/** Whether there is data of the company to be seen now: without a service nobody sees any (R22, R25). */
function ServiceNote({ service }: Pick<WhoSees, 'service'>) {
  const { t } = useTranslation('access')
  const format = useFormat()
  if (service.state === 'in_force') return null
  const day = service.state === 'grace' ? service.closesAt : service.endedAt
  return (
    <Alert color={service.state === 'grace' ? 'orange' : 'gray'} mb="sm" variant="light">
      {t(tk('whoSees.service.', service.state), { day: day ? format.date(lastDay(day)) : '' })}
    </Alert>
  )
}

function People({ people }: Pick<WhoSees, 'people'>) {
  const { t } = useTranslation('access')
  const rows = useSights(people)
  const narrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false })
  if (!narrow)
    return (
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('whoSees.name')}</Table.Th>
            <Table.Th>{t('whoSees.sees')}</Table.Th>
            <Table.Th>{t('whoSees.since')}</Table.Th>
            <Table.Th>{t('whoSees.until')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ key, person, sees, since, until }) => (
            <Table.Tr key={key}>
              <Table.Td>
                <Name person={person} />
              </Table.Td>
              <Table.Td>{sees}</Table.Td>
              <Table.Td>{since}</Table.Td>
              <Table.Td>{until}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    )
  return (
    <Stack component="ul" gap="md" p={0} m={0}>
      {rows.map(({ key, person, sees, since, until }) => (
        <Stack key={key} component="li" gap={4} style={{ listStyle: 'none' }}>
          <Name person={person} />
          {sees}
          <Facts
            rows={[
              [t('whoSees.since'), since],
              [t('whoSees.until'), until],
            ]}
          />
        </Stack>
      ))}
    </Stack>
  )
}

type Person = WhoSees['people'][number]

/** What each person sees, by role or association and, apart from it, as who sponsors. */
function useSights(people: Person[]) {
  const { t } = useTranslation('access')
  const seeing = (person: Person, { how, since, givenByName, until }: NonNullable<Person['reach']>) => ({
    key: `${person.accountId} data`,
    person,
    sees: (
      <Sees
        what={t('whoSees.everything')}
        how={how === 'role' ? t(tk('whoSees.role.', person.role ?? 'admin')) : t(tk('whoSees.how.', how))}
      />
    ),
    since: (
      <>
        <Moment at={since} />
        {givenByName && (
          <Text size="xs" c="dimmed">
            {t('whoSees.by', { name: givenByName })}
          </Text>
        )}
      </>
    ),
    until: <Moment at={until && lastDay(until)} none={t('whoSees.noEnd')} />,
  })
  const sponsoring = (person: Person) => ({
    key: `${person.accountId} people`,
    person,
    sees: <Sees what={t('whoSees.registrations')} how={t('whoSees.role.sponsor')} />,
    since: <Moment at={person.memberSince} />,
    until: <Moment at={null} none={t('whoSees.noEnd')} />,
  })
  return people.flatMap((person) => [
    ...(person.reach ? [seeing(person, person.reach)] : []),
    ...(person.sponsors ? [sponsoring(person)] : []),
  ])
}

function Sees({ what, how }: { what: string; how: string }) {
  return (
    <div>
      <Text size="sm">{what}</Text>
      <Text size="xs" c="dimmed">
        {how}
      </Text>
    </div>
  )
}

function Name({ person }: { person: Person }) {
  return (
    <div>
      <Text size="sm" fw={500}>
        {person.firstName} {person.lastName}
      </Text>
      <Anchor href={`mailto:${person.email}`} size="xs">
        {person.email}
      </Anchor>
    </div>
  )
}
