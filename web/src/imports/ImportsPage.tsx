import { IconFileImport } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import { useFormat } from '../ui/format.ts'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import type { Column } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { type ImportSummary, importHref, importStates, importTones } from './import.ts'
import { UploadCard } from './UploadCard.tsx'

/** Upload a file of contracts, and what became of the files before. */
export default function ImportsPage() {
  const { t } = useTranslation('imports')
  const state = useListState({ filters: ['state'] })
  const list = usePagedList('/api/v1/vendor/imports', {}, state)
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} />
      <UploadCard />
      <DataList
        id="vendor.imports"
        label={t('history.title')}
        list={list}
        state={state}
        rowId={(row) => row.importId}
        rowHref={importHref}
        search={t('history.search')}
        columns={useColumns()}
        filters={[
          {
            key: 'state',
            label: t('state.label'),
            options: importStates.map((value) => ({ value, label: t(tk('state.', value)) })),
          },
        ]}
        empty={{ icon: IconFileImport, title: t('history.emptyTitle'), text: t('history.emptyText') }}
      />
    </>
  )
}

function useColumns(): Column<ImportSummary>[] {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const number = (value: number | undefined) => (value === undefined ? '—' : format.number(value))
  return [
    { key: 'file', title: t('history.file'), cell: (row) => row.fileName },
    {
      key: 'state',
      title: t('state.label'),
      cell: (row) => <StateBadge tone={importTones[row.state]}>{t(tk('state.', row.state))}</StateBadge>,
    },
    { key: 'rows', title: t('history.rows'), numeric: true, cell: (row) => number(row.counts?.rows) },
    { key: 'errors', title: t('history.errors'), numeric: true, cell: (row) => number(row.counts?.errors) },
    {
      key: 'changes',
      title: t('history.changes'),
      numeric: true,
      cell: ({ counts }) =>
        number(
          counts
            ? counts.contracts.new + counts.contracts.changed + counts.lines.new + counts.lines.changed
            : undefined,
        ),
    },
    { key: 'by', title: t('history.by'), cell: (row) => row.createdByName },
    { key: 'at', title: t('history.at'), cell: (row) => <Moment at={row.createdAt} show="dateTime" /> },
  ]
}
