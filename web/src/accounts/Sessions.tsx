import { Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { Moment } from '../ui/Moment.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { ErrorState } from '../ui/states.tsx'
import classes from './accounts.module.css'
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
      <ul className={classes.sessions}>
        {data.items.map((session) => (
          <li key={session.sessionId}>
            <div>
              <Text size="sm" fw={500}>
                {deviceName(session.userAgent) ?? t('sessions.unknownDevice')}
              </Text>
              <Text size="xs" c="dimmed">
                {t('sessions.since')} <Moment at={session.createdAt} show="relative" />
                {session.address && ` · ${session.address}`}
              </Text>
            </div>
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
          </li>
        ))}
      </ul>
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
