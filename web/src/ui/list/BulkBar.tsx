import { Button, Group, Paper, Text } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { ActButton } from '../ActButton.tsx'
import classes from './DataList.module.css'
import type { BulkAct } from './list-types.ts'

/** What can be done with everything selected; floats so that nothing moves when the first row is chosen. Esc clears. */
export function BulkBar<T>({ acts, rows, clear }: { acts: BulkAct<T>[]; rows: T[]; clear: () => void }) {
  const { t } = useTranslation('ui')
  useHotkeys([['Escape', clear]])
  return (
    <Paper className={classes.bulk} shadow="lg" withBorder role="region" aria-label={t('list.bulk')}>
      <Group gap="xs">
        <Text size="sm" fw={500} className="tabular" aria-live="polite">
          {t('list.selected', { count: rows.length })}
        </Text>
        {acts.map(({ label, icon: Picture, danger, run, denied }) => (
          <ActButton
            key={label}
            denied={denied}
            size="xs"
            variant={danger ? 'light' : 'default'}
            color={danger ? 'red' : undefined}
            leftSection={Picture && <Picture size={14} aria-hidden />}
            onClick={() => run(rows, clear)}
          >
            {label}
          </ActButton>
        ))}
        <Button size="xs" variant="subtle" color="gray" onClick={clear}>
          {t('list.clearSelection')}
        </Button>
      </Group>
    </Paper>
  )
}
