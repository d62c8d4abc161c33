import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Moment } from './Moment.tsx'
import type { Tone } from './StateBadge.tsx'
import classes from './Timeline.module.css'

export type TimelineItem = { key: string; at: string; title: ReactNode; detail?: ReactNode; tone?: Tone }

/** What happened, or will, in order of time; what lies ahead is drawn hollow. */
export function Timeline({ items }: { items: TimelineItem[] }) {
  return (
    <ol className={classes.timeline}>
      {items.map(({ key, at, title, detail, tone = 'neutral' }) => (
        <li key={key} data-tone={tone} data-ahead={Date.parse(at) > Date.now() || undefined}>
          <Text size="sm" fw={500} component="div">
            {title}
          </Text>
          {detail && (
            <Text size="sm" c="dimmed" component="div">
              {detail}
            </Text>
          )}
          <Text size="xs" c="dimmed" component="div">
            <Moment at={at} show="dateTime" />
          </Text>
        </li>
      ))}
    </ol>
  )
}
