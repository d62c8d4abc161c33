import { IconFileImport, IconFileText, IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePagedList, useRead } from '../api/hooks.ts'
import { ActLink } from '../ui/ActButton.tsx'
import { LinkButton } from '../ui/links.tsx'
import { DataList } from '../ui/list/DataList.tsx'
import { useListFiles } from '../ui/list/list-files.ts'
import { useListState } from '../ui/list/list-state.ts'
import type { Filter } from '../ui/list/list-types.ts'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { useAgentDenial } from '../vendor/may.ts'
import { useContractColumns } from './columns.tsx'
import { contractHref, contractStates } from './contract.ts'

/** The contracts of all partners. */
export default function ContractsPage() {
  const { t } = useTranslation('contracts')
  const state = useListState({
    filters: ['state', 'contractTypeId', 'endingWithin', 'partnerId'],
    sort: 'ends',
  })
  const list = usePagedList('/api/v1/vendor/contracts', {}, state)
  return (
    <>
      <PageHeader
        title={t('list.title')}
        text={t('list.text')}
        actions={
          <>
            <LinkButton
              href="/vendor/contracts/import"
              variant="default"
              leftSection={<IconFileImport size={16} aria-hidden />}
            >
              {t('list.import')}
            </LinkButton>
            <NewContract />
          </>
        }
      />
      <DataList
        id="vendor.contracts"
        label={t('list.title')}
        list={list}
        state={state}
        rowId={(row) => row.contractId}
        rowHref={contractHref}
        search={t('list.search')}
        columns={useContractColumns()}
        filters={useFilters(state.filters.partnerId ?? [])}
        exports={useListFiles('/api/v1/vendor/contracts-export')}
        empty={{ icon: IconFileText, title: t('list.emptyTitle'), text: t('list.emptyText'), action: <NewContract /> }}
      />
    </>
  )
}

function useFilters(partnerIds: string[]): Filter[] {
  const { t } = useTranslation('contracts')
  const types = useRead('/api/v1/vendor/contract-types')
  const [partnerId] = partnerIds
  const partner = useRead(
    '/api/v1/vendor/partners/{partnerId}',
    { params: { path: { partnerId: partnerId ?? '' } } },
    { enabled: Boolean(partnerId) },
  )
  return [
    {
      key: 'state',
      label: t('state.label'),
      options: contractStates.map((value) => ({ value, label: t(tk('state.', value)) })),
    },
    {
      key: 'contractTypeId',
      label: t('form.type'),
      options: (types.data?.items ?? []).map((type) => ({ value: type.contractTypeId, label: type.name })),
    },
    {
      key: 'endingWithin',
      label: t('list.endingWithin'),
      single: true,
      options: ['30', '90', '180'].map((days) => ({ value: days, label: t('list.days', { count: Number(days) }) })),
    },
    // Comes from a link on the partner's page; the chip takes it away again.
    ...(partnerId
      ? [
          {
            key: 'partnerId',
            label: t('form.partner'),
            single: true,
            options: [{ value: partnerId, label: partner.data?.name ?? '…' }],
          },
        ]
      : []),
  ]
}

function NewContract() {
  const { t } = useTranslation('contracts')
  const denied = useAgentDenial('manage_contracts')
  return (
    <ActLink denied={denied} href="/vendor/contracts/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('form.new')}
    </ActLink>
  )
}
