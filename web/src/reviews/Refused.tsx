import { List, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { tk } from '../ui/message-key.ts'
import type { ReviewOutcome } from './review.ts'

const SHOWN = 8

/** Rows that an answer, or the rule, cannot be carried out for, and why. */
export function Refused({ title, items }: { title: (count: number) => string; items: ReviewOutcome[] }) {
  const { t } = useTranslation('reviews')
  const refused = items.filter(({ ok }) => !ok)
  if (refused.length === 0) return null
  return (
    <>
      <Text size="sm" mt="xs" fw={500} component="div">
        {title(refused.length)}
      </Text>
      <List size="sm">
        {refused.slice(0, SHOWN).map((one) => (
          <List.Item key={one.rowId}>
            {[one.name, one.customerName].filter(Boolean).join(', ')}: {t(tk('refused.', one.refused ?? 'not_found'))}
          </List.Item>
        ))}
        {refused.length > SHOWN && <List.Item>{t('ui:impact.more', { count: refused.length - SHOWN })}</List.Item>}
      </List>
    </>
  )
}
