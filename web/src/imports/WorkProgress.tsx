import { Group, Paper, Progress, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { useFormat } from '../ui/format.ts'
import { useAgentDenial } from '../vendor/may.ts'
import type { Import } from './import.ts'

/** How far the worker is, and the way to stop it. */
export function WorkProgress({ row }: { row: Import }) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const cancel = useWrite('post', '/api/v1/vendor/imports/{importId}/cancel', { ok: t('apply.cancelled') })
  const denied = useAgentDenial('import_contracts')
  const total = row.progressTotal
  const [done, all] = [format.number(row.progress), format.number(total ?? 0)]
  const text = row.cancelRequested
    ? t('work.stopping')
    : row.state === 'checking'
      ? t('work.checking', { done })
      : total
        ? t('work.applying', { done, total: all })
        : t('work.applyingContracts')
  const share = total ? Math.round((row.progress / total) * 100) : 100
  return (
    <Paper withBorder p="md" component="section">
      <Group justify="space-between" mb="xs">
        <Text size="sm" role="status">
          {text}
        </Text>
        {!row.cancelRequested && (
          <ActButton
            variant="default"
            size="xs"
            denied={denied}
            onClick={() => cancel.mutate({ params: { path: { importId: row.importId } } })}
          >
            {t('work.cancel')}
          </ActButton>
        )}
      </Group>
      <Progress value={share} animated={!total} striped={!total} aria-label={text} />
      {row.state === 'applying' && (
        <Text size="xs" c="dimmed" mt="xs">
          {t('work.leave')}
        </Text>
      )}
    </Paper>
  )
}
