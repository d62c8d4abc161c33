import { Anchor, Paper, Skeleton, Stack, Table, Text, Title } from '@mantine/core'
import { IconUsersGroup } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { Moment } from '../ui/Moment.tsx'
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
      {item.people.length === 0 ? (
        <Text size="sm">{t('whoSees.nobody')}</Text>
      ) : (
        <Table.ScrollContainer minWidth={480}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('whoSees.name')}</Table.Th>
                <Table.Th>{t('whoSees.email')}</Table.Th>
                <Table.Th>{t('whoSees.sees')}</Table.Th>
                <Table.Th>{t('whoSees.since')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {item.people.map((person) => (
                <Table.Tr key={person.accountId}>
                  <Table.Td>
                    {person.firstName} {person.lastName}
                  </Table.Td>
                  <Table.Td>
                    <Anchor href={`mailto:${person.email}`} size="sm">
                      {person.email}
                    </Anchor>
                  </Table.Td>
                  <Table.Td>
                    {[person.sponsors && t('whoSees.registrations'), person.role && t('whoSees.everything')]
                      .filter(Boolean)
                      .join('; ')}
                  </Table.Td>
                  <Table.Td>
                    <Moment at={person.since} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Paper>
  )
}
