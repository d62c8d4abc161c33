import { Group, Paper, Progress, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import { PageLink } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import type { Sponsorship } from './sponsorship.ts'

type Props = { sponsorship: Sponsorship; partnerId: string }
const states = ['to_be_verified', 'active', 'without_access', 'suspended', 'unconfirmed', 'disabled', 'left', 'lapsed']

export function SeatsAndPeople({ sponsorship, partnerId }: Props) {
  const { t } = useTranslation('sponsorship')
  const format = useFormat()
  const { seats, seatsUsed, peopleByState } = sponsorship
  const shown = states.filter((state) => peopleByState[state])
  const people = `/partner/${partnerId}/people?sponsorshipId=${sponsorship.sponsorshipId}`
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4">
          {t('seats')}
        </Title>
        <Text className="tabular">{t('seatsOf', { used: format.number(seatsUsed), seats: format.number(seats) })}</Text>
      </Group>
      <Progress
        value={(seatsUsed / seats) * 100}
        color={seatsUsed >= seats ? 'orange' : undefined}
        aria-label={t('seats')}
      />
      <Stack gap={6} mt="md">
        {shown.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('detail.noPeople')}
          </Text>
        )}
        {shown.map((state) => (
          <Group key={state} justify="space-between">
            <PageLink size="sm" href={`${people}&state=${state}`}>
              {t(tk('people.', state))}
            </PageLink>
            <Text size="sm" className="tabular">
              {format.number(peopleByState[state] ?? 0)}
            </Text>
          </Group>
        ))}
      </Stack>
    </Paper>
  )
}
