import { Anchor, Group, SegmentedControl, Tabs, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { useFormat } from '../ui/format.ts'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import { tk } from '../ui/message-key.ts'
import { useContractColumns, useLineColumns } from './difference-columns.tsx'
import { type Difference, differences, type Import } from './import.ts'

type Counts = NonNullable<Import['counts']>
type Finding = components['schemas']['ImportFinding']

/** Errors, contracts and lines of the file, page by page. */
export function ImportDetails({ row, counts }: { row: Import; counts: Counts }) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const staged = !row.forgotten
  return (
    <Tabs defaultValue={counts.errors > 0 ? 'errors' : 'contracts'} keepMounted={false}>
      <Tabs.List mb="sm">
        <Tabs.Tab value="errors">
          {t('tab.errors')} ({format.number(counts.errors)})
        </Tabs.Tab>
        {staged && <Tabs.Tab value="contracts">{t('tab.contracts')}</Tabs.Tab>}
        {staged && <Tabs.Tab value="lines">{t('tab.lines')}</Tabs.Tab>}
      </Tabs.List>
      <Tabs.Panel value="errors">
        <Findings row={row} total={counts.errors} />
      </Tabs.Panel>
      <Tabs.Panel value="contracts">
        <Contracts row={row} counts={counts.contracts} />
      </Tabs.Panel>
      <Tabs.Panel value="lines">
        <Lines row={row} counts={counts.lines} />
      </Tabs.Panel>
    </Tabs>
  )
}

const keptFindings = 10_000

function Findings({ row, total }: { row: Import; total: number }) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const state = useListState({ prefix: 'errors' })
  const path = { importId: row.importId }
  const list = usePagedList('/api/v1/vendor/imports/{importId}/findings', { params: { path } }, state)
  return (
    <>
      {total > 0 && (
        <Group gap="md" mb="xs">
          <Anchor size="sm" href={`/api/v1/vendor/imports/${row.importId}/findings-export`} download>
            {t('find.all')}
          </Anchor>
          {total > keptFindings && (
            <Text size="sm" c="dimmed">
              {t('find.kept', { count: keptFindings, formatted: format.number(keptFindings) })}
            </Text>
          )}
        </Group>
      )}
      <DataList
        id="imports.findings"
        label={t('tab.errors')}
        list={list}
        state={state}
        rowId={(one) => `${one.row}/${one.column}/${one.code}`}
        columns={[
          { key: 'row', title: t('find.row'), cell: (one: Finding) => format.number(one.row) },
          {
            key: 'column',
            title: t('find.column'),
            cell: (one) =>
              one.column ? `${one.column} · ${one.header || '—'}` : one.field ? t(tk('field.', one.field)) : '—',
          },
          { key: 'value', title: t('find.value'), cell: (one) => one.value || '—' },
          { key: 'error', title: t('find.error'), cell: (one) => t(tk('finding.', one.code), one.params) },
        ]}
        empty={{ title: t('find.none'), text: t('find.noneText') }}
      />
    </>
  )
}

function useDifference(counts: Record<Difference, number>) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const first = differences.find((one) => counts[one] > 0 && one !== 'unchanged') ?? 'unchanged'
  const [status, setStatus] = useState<Difference>(first)
  const control = (
    <SegmentedControl
      mb="sm"
      size="xs"
      aria-label={t('find.status')}
      value={status}
      onChange={(value) => setStatus(value as Difference)}
      data={differences.map((value) => ({
        value,
        label: `${t(tk('result.', value))} (${format.number(counts[value])})`,
      }))}
    />
  )
  return { status, control }
}

function Contracts({ row, counts }: { row: Import; counts: Record<Difference, number> }) {
  const { t } = useTranslation('imports')
  const { status, control } = useDifference(counts)
  const state = useListState({ prefix: 'contracts' })
  const params = { path: { importId: row.importId }, query: { status } }
  const list = usePagedList('/api/v1/vendor/imports/{importId}/contracts', { params }, state)
  return (
    <>
      {control}
      <DataList
        id="imports.contracts"
        label={t('tab.contracts')}
        list={list}
        state={state}
        rowId={(one) => one.contractId}
        search={t('find.searchContracts')}
        columns={useContractColumns()}
        empty={{ title: t('find.emptyTitle'), text: t('find.emptyText') }}
      />
    </>
  )
}

function Lines({ row, counts }: { row: Import; counts: Record<Difference, number> }) {
  const { t } = useTranslation('imports')
  const { status, control } = useDifference(counts)
  const state = useListState({ prefix: 'lines' })
  const params = { path: { importId: row.importId }, query: { status } }
  const list = usePagedList('/api/v1/vendor/imports/{importId}/lines', { params }, state)
  return (
    <>
      {control}
      <DataList
        id="imports.lines"
        label={t('tab.lines')}
        list={list}
        state={state}
        rowId={(one) => `${one.number}/${one.vendor}/${one.serial}`}
        search={t('find.searchLines')}
        columns={useLineColumns()}
        empty={{ title: t('find.emptyTitle'), text: t('find.emptyText') }}
      />
    </>
  )
}
