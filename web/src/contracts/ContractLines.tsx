import { Paper, Title } from '@mantine/core'
import { IconListNumbers } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type PagedList, usePagedList } from '../api/hooks.ts'
import { DataList } from '../ui/list/DataList.tsx'
import { useListFiles } from '../ui/list/list-files.ts'
import { type ListState, useListState } from '../ui/list/list-state.ts'
import { type ContractLine, useLineColumns, useLineFilters } from './line-columns.tsx'

type Path = { partnerId: string; contractId: string }
const listOf = { prefix: 'lines', filters: ['state', 'found', 'endsFrom', 'endsTo'], sort: 'serial' }

/** The covered serial numbers of one contract, for the vendor's staff. */
export function VendorContractLines({ path }: { path: Path }) {
  const state = useListState(listOf)
  const list = usePagedList(
    '/api/v1/vendor/partners/{partnerId}/contracts/{contractId}/lines',
    { params: { path } },
    state,
  )
  const file = `/api/v1/vendor/partners/${path.partnerId}/contracts/${path.contractId}/lines-export`
  return <Lines list={list} state={state} file={file} />
}

/** The same for the partner's people. */
export function PartnerContractLines({ path }: { path: Path }) {
  const state = useListState(listOf)
  const list = usePagedList('/api/v1/partners/{partnerId}/contracts/{contractId}/lines', { params: { path } }, state)
  const file = `/api/v1/partners/${path.partnerId}/contract-lines-export?contractId=${path.contractId}`
  return <Lines list={list} state={state} file={file} partnerId={path.partnerId} />
}

type Props = { list: PagedList<ContractLine>; state: ListState; file: string; partnerId?: string }

function Lines({ list, state, file, partnerId }: Props) {
  const { t } = useTranslation('contracts')
  return (
    <Paper withBorder p="md" mt="lg" component="section">
      <Title order={2} size="h4" mb="sm">
        {t('lines.title')}
      </Title>
      <DataList
        id="contract.lines"
        label={t('lines.title')}
        list={list}
        state={state}
        rowId={(row) => row.lineId}
        search={t('lines.search')}
        columns={useLineColumns(false, partnerId)}
        filters={useLineFilters(partnerId !== undefined)}
        exports={useListFiles(file)}
        empty={{ icon: IconListNumbers, title: t('lines.emptyTitle'), text: t('lines.emptyText') }}
      />
    </Paper>
  )
}
