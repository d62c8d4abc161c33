import { Group, Paper, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { components } from '../api/schema.ts'
import { useFormat } from '../ui/format.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'

export type Acting = components['schemas']['Acting']

/** One look of the vendor at a partner's pages: who, why, from when to when, at what. */
export function ActingCard({ acting, act }: { acting: Acting; act?: ReactNode }) {
  const { t, i18n } = useTranslation('acting')
  const format = useFormat()
  const lasts = acting.endedAt === null
  // A part of the pages that is younger than these words is named as its address names it.
  const areas = acting.looks.map(({ area }) =>
    i18n.exists(tk('acting:area.', area)) ? t(tk('area.', area)) : area.replaceAll('-', ' '),
  )
  return (
    <Paper withBorder p="md" component="article">
      <Group justify="space-between" align="flex-start" gap="sm">
        <div>
          <Group gap="xs">
            <Text fw={600}>{acting.actorName}</Text>
            <StateBadge tone={lasts ? 'attention' : 'neutral'}>{lasts ? t('now') : t('over')}</StateBadge>
          </Group>
          <Text size="sm" c="dimmed">
            <Moment at={acting.startedAt} show="dateTime" /> –{' '}
            <Moment at={acting.endedAt ?? acting.endsAt} show="dateTime" />
            {acting.endedByName && ` · ${t('endedBy', { name: acting.endedByName })}`}
          </Text>
        </div>
        {lasts && act}
      </Group>
      <Text size="sm" mt="xs">
        {t('reason', { reason: acting.reason })}
      </Text>
      {acting.endedReason && <Text size="sm">{t('endedReason', { reason: acting.endedReason })}</Text>}
      <Text size="sm" c="dimmed" mt={4}>
        {areas.length > 0 ? t('looked', { areas: format.list(areas) }) : t('lookedAtNothing')}
      </Text>
    </Paper>
  )
}
