import { Progress, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'

/** How much of a review is answered, as a bar and in words. */
export function Answered({ rows, open }: { rows: number; open: number }) {
  const { t } = useTranslation('reviews')
  const format = useFormat()
  const done = rows - open
  return (
    <Stack gap={4} miw={120}>
      <Progress
        value={rows > 0 ? (done / rows) * 100 : 0}
        size="sm"
        aria-label={t('progress.label')}
        color={open === 0 ? 'teal' : undefined}
      />
      <Text size="xs" c="dimmed" className="tabular">
        {t('progress.of', { done: format.number(done), rows: format.number(rows) })}
      </Text>
    </Stack>
  )
}
