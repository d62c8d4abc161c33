import { List, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { tk } from '../ui/message-key.ts'
import { fieldKeys, partKinds } from './fields.ts'
import type { Difference } from './inventory.ts'

/** What a device has otherwise: field by field, the old and the new. */
export function ChangeList({ changes }: { changes: Difference['changes'] }) {
  const { t } = useTranslation('inventory')
  /** A field's name, or a part's kind and what its device calls it (`module Uplink · 4`). */
  const wordOf = (field: string): string => {
    if (fieldKeys.has(field)) return t(tk('fact.', field))
    const [kind = '', ...name] = field.split(' ')
    return partKinds.has(kind) ? [t(tk('part.', kind)), ...name].join(' ') : field
  }
  if (changes.length === 0) return <Text size="sm">—</Text>
  return (
    <List size="sm" listStyleType="none" spacing={2}>
      {changes.slice(0, 8).map(({ field, before, after }) => (
        <List.Item key={field}>
          <Text span size="sm" c="dimmed">
            {wordOf(field)}:
          </Text>{' '}
          {before ?? '—'} → {after ?? '—'}
        </List.Item>
      ))}
      {changes.length > 8 && <List.Item>{t('differences.more', { count: changes.length - 8 })}</List.Item>}
    </List>
  )
}
