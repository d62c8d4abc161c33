import { Alert, List, Paper, Stack, Text } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { lastDay } from '../contracts/days.ts'
import { useFormat } from '../ui/format.ts'
import { tk } from '../ui/message-key.ts'
import type { Effect } from './matrix.ts'

/** As many people as are listed by name; the totals stand for all. */
const shownPeople = 50

/** Person by person: what they gain, lose and keep with another end. */
export function EffectList({ people }: Pick<Effect, 'people'>) {
  const { t } = useTranslation('associations')
  return (
    <Stack gap="xs">
      {people.slice(0, shownPeople).map((person) => (
        <PersonEffect key={person.accountId} person={person} />
      ))}
      {people.length > shownPeople && (
        <Text size="sm" c="dimmed">
          {t('preview.more', { count: people.length - shownPeople })}
        </Text>
      )}
    </Stack>
  )
}

function PersonEffect({ person }: { person: Effect['people'][number] }) {
  const { t } = useTranslation('associations')
  const format = useFormat()
  const { gains, loses, ends, all, cleaned } = person
  const silent = gains.count + loses.count + ends.count + cleaned === 0 && !all
  return (
    <Paper withBorder p="sm">
      <Text size="sm" fw={600}>
        {person.name}
      </Text>
      {all && (
        <Text size="sm">
          {all.on
            ? all.until
              ? t('preview.allUntil', { day: format.date(lastDay(all.until)) })
              : t('preview.allOn')
            : t('preview.allOff')}
        </Text>
      )}
      <Named kind="gains" of={gains} />
      <Named kind="loses" of={loses} />
      <Named kind="ends" of={ends} />
      {cleaned > 0 && <Text size="sm">{t('preview.cleaned', { count: cleaned })}</Text>}
      {silent && <Text size="sm">{t('preview.recorded')}</Text>}
    </Paper>
  )
}

function Named({ kind, of }: { kind: 'gains' | 'loses' | 'ends'; of: { count: number; names: string[] } }) {
  const { t } = useTranslation('associations')
  if (of.count === 0) return null
  const rest = of.count - of.names.length
  return (
    <Text size="sm" c={kind === 'loses' ? 'red' : undefined}>
      {t(tk('preview.', kind), { count: of.count })} {of.names.join(', ')}
      {rest > 0 && ` ${t('preview.andMore', { count: rest })}`}
    </Text>
  )
}

/** What is left out, why, and whom to ask (R22, R25, R36). */
export function Refused({ refused }: Pick<Effect, 'refused'>) {
  const { t } = useTranslation('associations')
  if (refused.length === 0) return null
  return (
    <Alert color="orange" icon={<IconLock size={18} aria-hidden />} title={t('refused.title')}>
      <List size="sm" spacing={4}>
        {refused.map(({ reason, cells, customers }) => (
          <List.Item key={reason}>
            {t(tk('refused.', reason), { count: cells })}
            {customers.names.length > 0 && (
              <Text size="xs">
                {customers.names.slice(0, 5).join(', ')}
                {customers.count > 5 && ` ${t('preview.andMore', { count: customers.count - 5 })}`}
              </Text>
            )}
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}
