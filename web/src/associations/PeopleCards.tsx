import { Group, Paper, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { PageLink } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'
import type { Person } from './matrix.ts'
import { useReach } from './reach-text.ts'

/** The people axis as a list, where a matrix has no room. */
export function PeopleCards({ partnerId, people }: { partnerId: string; people: Person[] }) {
  const { t } = useTranslation('associations')
  const reach = useReach()
  return (
    <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {people.map((person) => (
        <Paper key={person.accountId} component="li" withBorder p="sm">
          <Group justify="space-between" wrap="nowrap" align="flex-start">
            <div>
              <PageLink href={`/partner/${partnerId}/associations/${person.accountId}`} fw={500}>
                {person.name}
              </PageLink>
              <Text size="xs" c="dimmed">
                {t(tk('role.', person.role))}
              </Text>
            </div>
            {person.state === 'suspended' && <StateBadge tone="attention">{t('state.suspended')}</StateBadge>}
          </Group>
          <Text size="sm" mt={4}>
            {reach(person)}
          </Text>
        </Paper>
      ))}
    </Stack>
  )
}
