import { Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { useReader } from '../customers/reader.ts'
import { PageLink } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'
import { AlertWords } from './AlertWords.tsx'
import { severityTones, stateTones } from './alert.ts'

const SHOWN = 5

/** What needs attention of one customer, device or collector: the newest, and the way to all. Nothing where nothing does. */
export function AlertsOf(of: { customerId: string } | { subjectId: string }) {
  const { t } = useTranslation('alerts')
  const partnerId = usePartnerId()
  const { role } = useReader(partnerId)
  const [[name, id] = ['', '']] = Object.entries(of) as [string, string][]
  const state: ('open' | 'acknowledged')[] = ['open', 'acknowledged']
  const query = { ...('customerId' in of ? { customerId: [id] } : { subjectId: [id] }), state, limit: SHOWN }
  const found = useRead(
    '/api/v1/partners/{partnerId}/alerts',
    { params: { path: { partnerId }, query } },
    { enabled: role !== null },
  )
  const items = found.data?.items ?? []
  if (items.length === 0) return null
  const base = `/partner/${partnerId}/alerts`
  const total = found.data?.total
  return (
    <Paper withBorder p="md" component="section" aria-label={t('list.title')}>
      <Title order={2} size="h5" mb="sm">
        {t('list.title')}
      </Title>
      <Stack gap={6}>
        {items.map((alert) => (
          <Group key={alert.alertId} gap="xs" align="baseline">
            <StateBadge tone={severityTones[alert.severity]}>{t(tk('severity.', alert.severity))}</StateBadge>
            <div style={{ flex: '1 1 12rem', minWidth: 0, overflowWrap: 'anywhere' }}>
              <PageLink size="sm" href={`${base}/${alert.alertId}`}>
                {[t(tk('kind.', alert.kind)), 'customerId' in of && alert.subjectName].filter(Boolean).join(' · ')}
              </PageLink>
              <Text size="xs" c="dimmed" component="div">
                <AlertWords alert={alert} />
                {'customerId' in of && alert.serial && ` · ${alert.serial}`}
              </Text>
            </div>
            {alert.state === 'acknowledged' && (
              <StateBadge tone={stateTones.acknowledged}>{t('state.acknowledged')}</StateBadge>
            )}
          </Group>
        ))}
        {(total === undefined || total > items.length) && (
          <PageLink size="sm" href={`${base}?${name}=${id}&${state.map((one) => `state=${one}`).join('&')}`}>
            {total === undefined ? t('list.all') : t('list.allOf', { count: total })}
          </PageLink>
        )}
      </Stack>
    </Paper>
  )
}
