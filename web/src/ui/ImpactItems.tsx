import { List, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from './format.ts'

/** One kind of thing that an act stops: how many, and the first few by name; `lines`: each with more to say than its name. */
export type Impact = { label: string; count: number; names?: string[]; lines?: string[] }

const SHOWN = 5

/** What an act stops, kind by kind; those of which nothing stops are left out. */
export function ImpactItems({ impact, labelledBy }: { impact: Impact[]; labelledBy?: string }) {
  const { t } = useTranslation('ui')
  const format = useFormat()
  return (
    <List size="sm" spacing={4} aria-labelledby={labelledBy}>
      {impact
        .filter(({ count }) => count > 0)
        .map(({ label, count, names = [], lines = [] }) => {
          const shown = Math.min(names.length + lines.length, SHOWN)
          const more = shown > 0 && count > shown ? t('impact.more', { count: count - shown }) : ''
          return (
            // Two partners may say the same of their people.
            <List.Item key={[label, ...names, ...lines].join()}>
              <strong className="tabular">{format.number(count)}</strong> {label}
              {lines.slice(0, SHOWN).map((line) => (
                <Text key={line} size="xs" c="inherit" opacity={0.9}>
                  {line}
                </Text>
              ))}
              {(names.length > 0 || more) && (
                <Text size="xs" c="inherit" opacity={0.9}>
                  {names.slice(0, SHOWN).join(', ')} {more}
                </Text>
              )}
            </List.Item>
          )
        })}
    </List>
  )
}
