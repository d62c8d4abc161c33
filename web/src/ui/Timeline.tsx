import { Timeline as MantineTimeline, Text } from '@mantine/core'
import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Moment } from './Moment.tsx'
import type { Tone } from './StateBadge.tsx'

export type TimelineItem = { key: string; at: string; title: ReactNode; detail?: ReactNode; tone?: Tone; icon?: Icon }

const colours: Record<Tone, string> = { neutral: 'gray', info: 'blue', good: 'green', attention: 'orange', bad: 'red' }

/** What happened, or will, in order of time. */
export function Timeline({ items }: { items: TimelineItem[] }) {
  return (
    <MantineTimeline bulletSize={20} lineWidth={2} active={items.length}>
      {items.map(({ key, at, title, detail, tone = 'neutral', icon: Picture }) => (
        <MantineTimeline.Item
          key={key}
          color={colours[tone]}
          bullet={Picture && <Picture size={12} aria-hidden />}
          title={<span style={{ fontSize: 'var(--mantine-font-size-sm)', fontWeight: 500 }}>{title}</span>}
        >
          {detail && (
            <Text size="sm" c="dimmed" component="div">
              {detail}
            </Text>
          )}
          <Text size="xs" c="dimmed">
            <Moment at={at} show="dateTime" />
          </Text>
        </MantineTimeline.Item>
      ))}
    </MantineTimeline>
  )
}
