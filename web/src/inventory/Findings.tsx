import { Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import { DataList } from '../ui/list/DataList.tsx'
import { useListFiles } from '../ui/list/list-files.ts'
import { useListState } from '../ui/list/list-state.ts'
import { tk } from '../ui/message-key.ts'

/** What is wrong with records of the file: each by its row and column. */
export function Findings({ path, total }: { path: { partnerId: string; collectionId: string }; total: number }) {
  const { t } = useTranslation('inventory')
  const state = useListState({ filters: [] })
  const list = usePagedList(
    '/api/v1/partners/{partnerId}/collections/{collectionId}/findings',
    { params: { path } },
    { query: {} },
  )
  return (
    <section aria-labelledby="findings-title">
      <Title order={2} size="h4" mb="sm" id="findings-title">
        {t('findings.title', { count: total })}
      </Title>
      <DataList
        id="collection.findings"
        label={t('findings.label')}
        list={list}
        state={state}
        rowId={(row) => `${row.row} ${row.column} ${row.field} ${row.code}`}
        columns={[
          { key: 'row', title: t('findings.row'), cell: (row) => row.row },
          { key: 'column', title: t('findings.column'), cell: (row) => row.column ?? '—' },
          { key: 'field', title: t('findings.field'), cell: (row) => row.field ?? '—' },
          { key: 'code', title: t('findings.wrong'), cell: (row) => t(tk('finding.', row.code), row.params) },
          { key: 'value', title: t('findings.value'), cell: (row) => row.value || '—' },
        ]}
        exports={useListFiles(
          `/api/v1/partners/${path.partnerId}/collections/${path.collectionId}/findings-export`,
        ).map((file) => ({ ...file, whole: true }))}
        empty={{ title: t('findings.none') }}
      />
    </section>
  )
}
