import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { components } from '../api/schema.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'

export type Entry = components['schemas']['LifecycleEntry']

/** The last milestone that has passed, and the next one; what they are called and when. */
export function NextMilestones({ milestones }: Pick<Entry, 'milestones'>) {
  const { t } = useTranslation('lifecycle')
  const today = new Date().toISOString().slice(0, 10)
  const passed = milestones.filter(({ date }) => date === null || date <= today).at(-1)
  const next = milestones.find(({ date }) => date !== null && date > today)
  if (!passed && !next) return t('list.none')
  return (
    <>
      {[passed, next].map(
        (one) =>
          one && (
            <Text key={one.milestone} size="sm" c={one === passed ? 'dimmed' : undefined} component="div">
              {t(tk('alerts:milestone.', one.milestone))} · {one.date ? <Moment at={one.date} /> : t('list.passed')}
            </Text>
          ),
      )}
    </>
  )
}
