import { IconFileCertificate, IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import { ActLink } from '../ui/ActButton.tsx'
import { useFormat } from '../ui/format.ts'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { useAdministratorDenial } from '../vendor/may.ts'

/** What kinds of contract there are, what they qualify for, and what they allow. */
export default function ContractTypesPage() {
  const { t } = useTranslation('contracts')
  const format = useFormat()
  const state = useListState({ filters: ['state'] })
  const list = usePagedList('/api/v1/vendor/contract-types', {}, state)
  return (
    <>
      <PageHeader title={t('types.title')} text={t('types.text')} actions={<NewType />} />
      <DataList
        id="vendor.contract-types"
        label={t('types.title')}
        list={list}
        state={state}
        rowId={(row) => row.contractTypeId}
        rowHref={(row) => `/vendor/contract-types/${row.contractTypeId}`}
        search={t('types.search')}
        columns={[
          { key: 'name', title: t('types.name'), cell: (row) => row.name },
          {
            key: 'state',
            title: t('state.label'),
            cell: (row) => (
              <StateBadge tone={row.state === 'active' ? 'good' : 'neutral'}>
                {t(tk('types.state_', row.state))}
              </StateBadge>
            ),
          },
          {
            key: 'sponsoring',
            title: t('types.sponsoring'),
            cell: (row) => (row.qualifiesSponsoring ? t('types.yes') : t('types.no')),
          },
          {
            key: 'supportService',
            title: t('types.supportService'),
            cell: (row) => (row.qualifiesSupportService ? t('types.yes') : t('types.no')),
          },
          {
            key: 'entitlements',
            title: t('types.entitlements'),
            numeric: true,
            cell: (row) => format.number(row.entitlements.length),
          },
          {
            key: 'contracts',
            title: t('types.contracts'),
            numeric: true,
            cell: (row) => format.number(row.contractsInForce),
          },
        ]}
        filters={[
          {
            key: 'state',
            label: t('state.label'),
            options: [
              { value: 'active', label: t('types.state_active') },
              { value: 'retired', label: t('types.state_retired') },
            ],
          },
        ]}
        empty={{
          icon: IconFileCertificate,
          title: t('types.emptyTitle'),
          text: t('types.emptyText'),
          action: <NewType />,
        }}
      />
    </>
  )
}

function NewType() {
  const { t } = useTranslation('contracts')
  const denied = useAdministratorDenial('manage_contract_types')
  return (
    <ActLink denied={denied} href="/vendor/contract-types/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('types.new')}
    </ActLink>
  )
}
