import { List, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { tk } from '../ui/message-key.ts'
import { fieldKeys } from './fields.ts'
import type { Difference } from './inventory.ts'

/** What a device has otherwise: field by field, the old and the new. */
export function ChangeList({ changes }: { changes: Difference['changes'] }) {
  const { t } = useTranslation('inventory')
  if (changes.length === 0) return <Text size="sm">—</Text>
  return (
    <List size="sm" listStyleType="none" spacing={2}>
      {changes.slice(0, 8).map(({ field, before, after }) => (
        <List.Item key={field}>
          <Text span size="sm" c="dimmed">
            {fieldKeys.has(field) ? t(tk('fact.', field)) : field}:
          </Text>{' '}
          {before ?? '—'} → {after ?? '—'}
        </List.Item>
      ))}
      {changes.length > 8 && <List.Item>{t('differences.more', { count: changes.length - 8 })}</List.Item>}
    </List>
  )
}
