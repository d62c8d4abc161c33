import { Alert, Button, Group, Paper, Stack, Table, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { useStopped } from '../entitlements/ImpactDialog.tsx'
import { ActButton } from '../ui/ActButton.tsx'
import { useFormat } from '../ui/format.ts'
import { ImpactItems } from '../ui/ImpactItems.tsx'
import { tk } from '../ui/message-key.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useAgentDenial } from '../vendor/may.ts'
import { ImportDetails } from './ImportDetails.tsx'
import { changesOf, differences, type Import } from './import.ts'

/** What the check found: counts, what would stop, errors and differences; and the acts that follow from them. */
export function ImportResult({ row, remap }: { row: Import; remap: (() => void) | undefined }) {
  const { t } = useTranslation('imports')
  const { counts } = row
  if (!counts) return null
  return (
    <>
      <Paper withBorder p="md" component="section">
        <Group justify="space-between" align="flex-start" gap="lg">
          <Counts row={row} counts={counts} />
          <Group gap="xs">
            {remap && (
              <Button variant="default" onClick={remap}>
                {t('map.again')}
              </Button>
            )}
            {row.state === 'checked' && <Apply row={row} counts={counts} />}
          </Group>
        </Group>
        <Stops row={row} />
      </Paper>
      <ImportDetails row={row} counts={counts} />
    </>
  )
}

type Counted = NonNullable<Import['counts']>

function Counts({ row, counts }: { row: Import; counts: Counted }) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const cell = (value: number, strong: boolean) => (
    <Table.Td
      ta="right"
      className="tabular"
      fw={strong && value > 0 ? 600 : undefined}
      c={value === 0 ? 'dimmed' : undefined}
    >
      {format.number(value)}
    </Table.Td>
  )
  const shown = counts.errorRows > 0 ? differences.filter((one) => one !== 'missing') : differences
  return (
    <Stack gap={4}>
      <Text size="sm">
        {t('result.rows')}: <strong className="tabular">{format.number(counts.rows)}</strong> · {t('result.errorRows')}:{' '}
        <Text span fw={600} c={counts.errorRows > 0 ? 'red' : undefined} className="tabular">
          {format.number(counts.errorRows)}
        </Text>
      </Text>
      <Table w="auto" withRowBorders={false} verticalSpacing={2}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th />
            {shown.map((one) => (
              <Table.Th key={one} ta="right">
                {t(tk('result.', one))}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {(['contracts', 'lines'] as const).map((what) => (
            <Table.Tr key={what}>
              <Table.Th scope="row">{t(tk('result.', what))}</Table.Th>
              {shown.map((one) => cell(counts[what][one], one === 'new' || one === 'changed'))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {counts.customers > 0 && (
        <Text size="sm">
          {t(row.state === 'applied' ? 'result.customersRecorded' : 'result.customers', { count: counts.customers })}
        </Text>
      )}
      {row.state === 'applied' && row.endedAt && (
        <Text size="sm">
          {t('result.appliedText', { at: format.dateTime(row.endedAt) })}{' '}
          {row.mode === 'good' && t('result.appliedGood')}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {counts.errorRows > 0
          ? row.state !== 'applied' && t('result.missingUnknown')
          : row.options.endMissing === 'none'
            ? t('result.missingNone')
            : t(tk('map.end_', row.options.endMissing))}
      </Text>
    </Stack>
  )
}

/** What the check said would stop; it stays beside the counts, applied or not. */
function Stops({ row }: { row: Import }) {
  const { t } = useTranslation('imports')
  const stopped = useStopped(row.impact ?? undefined) ?? []
  if (changesOf(row) === 0)
    return row.counts?.errorRows === 0 ? (
      <Text size="sm" mt="sm">
        {t('result.nothing')}
      </Text>
    ) : null
  if (stopped.every(({ count }) => count === 0))
    return (
      <Text size="sm" c="dimmed" mt="sm">
        {t('result.stopsNothing')}
      </Text>
    )
  return (
    <Alert mt="sm" color="orange" icon={<IconAlertTriangle size={18} aria-hidden />} title={t('result.stops')}>
      <ImpactItems impact={stopped} />
    </Alert>
  )
}

function Apply({ row, counts }: { row: Import; counts: Counted }) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const [asked, setAsked] = useState(false)
  const denied = useAgentDenial('import_contracts')
  const stopped = useStopped(row.impact ?? undefined)
  const apply = useWrite('post', '/api/v1/vendor/imports/{importId}/apply', { ok: t('apply.started'), quiet: true })
  const changes = changesOf(row)
  if (changes === 0) return null
  const good = counts.errorRows > 0
  const stops = stopped?.some(({ count }) => count > 0) || row.options.endMissing !== 'none'
  return (
    <>
      <ActButton denied={denied} onClick={() => setAsked(true)}>
        {good ? t('apply.good', { count: counts.rows - counts.errorRows }) : t('apply.all')}
      </ActButton>
      <ReasonDialog
        opened={asked}
        onClose={() => setAsked(false)}
        title={t('apply.title', { file: row.fileName })}
        text={t('apply.text', { count: changes, formatted: format.number(changes) })}
        impact={stopped}
        confirm={good ? t('apply.good', { count: counts.rows - counts.errorRows }) : t('apply.all')}
        danger={stops}
        asksReason={stops}
        act={(reason) =>
          apply.mutateAsync({
            params: { path: { importId: row.importId } },
            body: { mode: good ? 'good' : 'all', ...(reason && { reason }) },
          })
        }
      />
    </>
  )
}
