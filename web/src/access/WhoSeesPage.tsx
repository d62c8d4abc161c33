import { Alert, Anchor, Paper, Skeleton, Stack, Table, Text, Title } from '@mantine/core'
import { IconUsersGroup } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { lastDay } from '../contracts/days.ts'
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
  return (
    <Table.ScrollContainer minWidth={560}>
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
          {people.flatMap((person) => [
            ...(person.reach ? [<Seeing key={`${person.accountId} data`} person={person} reach={person.reach} />] : []),
            ...(person.sponsors ? [<Sponsoring key={`${person.accountId} people`} person={person} />] : []),
          ])}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

type Person = WhoSees['people'][number]

function Seeing({ person, reach }: { person: Person; reach: NonNullable<Person['reach']> }) {
  const { t } = useTranslation('access')
  return (
    <Table.Tr>
      <Name person={person} />
      <Table.Td>
        {t('whoSees.everything')}
        <Text size="xs" c="dimmed">
          {reach.how === 'role' ? t(tk('whoSees.role.', person.role ?? 'admin')) : t(tk('whoSees.how.', reach.how))}
        </Text>
      </Table.Td>
      <Table.Td>
        <Moment at={reach.since} />
        {reach.givenByName && (
          <Text size="xs" c="dimmed">
            {t('whoSees.by', { name: reach.givenByName })}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Moment at={reach.until && lastDay(reach.until)} none={t('whoSees.noEnd')} />
      </Table.Td>
    </Table.Tr>
  )
}

function Sponsoring({ person }: { person: Person }) {
  const { t } = useTranslation('access')
  return (
    <Table.Tr>
      <Name person={person} />
      <Table.Td>
        {t('whoSees.registrations')}
        <Text size="xs" c="dimmed">
          {t('whoSees.role.sponsor')}
        </Text>
      </Table.Td>
      <Table.Td>
        <Moment at={person.memberSince} />
      </Table.Td>
      <Table.Td>
        <Text span c="dimmed" inherit>
          {t('whoSees.noEnd')}
        </Text>
      </Table.Td>
    </Table.Tr>
  )
}

function Name({ person }: { person: Person }) {
  return (
    <Table.Td>
      {person.firstName} {person.lastName}
      <div>
        <Anchor href={`mailto:${person.email}`} size="xs">
          {person.email}
        </Anchor>
      </div>
    </Table.Td>
  )
}
