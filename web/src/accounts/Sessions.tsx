import { Button, Group, Skeleton, Stack, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { Moment } from '../ui/Moment.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { ErrorState } from '../ui/states.tsx'
import { deviceName } from './device-name.ts'

/** Where I am signed in, each to be ended. */
export function Sessions() {
  const { t } = useTranslation('accounts')
  const { data, error, refetch } = useRead('/api/v1/account/sessions')
  const end = useWrite('delete', '/api/v1/account/sessions/{sessionId}', { ok: t('sessions.ended') })
  const endOthers = useWrite('delete', '/api/v1/account/sessions', { ok: t('sessions.othersEnded') })
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton height={96} />
  const others = data.items.filter(({ present }) => !present).length
  return (
    <Stack gap="md">
      <Table.ScrollContainer minWidth={460} type="native">
        <Table verticalSpacing={8}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('sessions.device')}</Table.Th>
              <Table.Th>{t('sessions.address')}</Table.Th>
              <Table.Th>{t('sessions.since')}</Table.Th>
              <Table.Th>
                <span className="visually-hidden">{t('sessions.act')}</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.items.map((session) => (
              <Table.Tr key={session.sessionId}>
                <Table.Td>{deviceName(session.userAgent) ?? t('sessions.unknownDevice')}</Table.Td>
                <Table.Td>
                  <Text span size="sm" ff="monospace">
                    {session.address ?? '—'}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Moment at={session.createdAt} show="relative" />
                </Table.Td>
                <Table.Td ta="right">
                  {session.present ? (
                    <StateBadge tone="good">{t('sessions.present')}</StateBadge>
                  ) : (
                    <Button
                      size="xs"
                      variant="default"
                      onClick={() => end.mutate({ params: { path: { sessionId: session.sessionId } } })}
                    >
                      {t('sessions.end')}
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Group>
        <Button
          variant="light"
          color="red"
          disabled={others === 0}
          loading={endOthers.isPending}
          onClick={() => endOthers.mutate({})}
        >
          {t('sessions.endOthers', { count: others })}
        </Button>
      </Group>
    </Stack>
  )
}
