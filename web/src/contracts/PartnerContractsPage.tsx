import { IconFileText } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import { useMe } from '../api/me.ts'
import { usePartnerId } from '../app/place.ts'
import { useExplain } from '../reach/asking.ts'
import { DeniedButton } from '../ui/ActButton.tsx'
import { LinkButton } from '../ui/links.tsx'
import { DataList } from '../ui/list/DataList.tsx'
import { useListFiles } from '../ui/list/list-files.ts'
import { useListState } from '../ui/list/list-state.ts'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ContractTabs } from './ContractTabs.tsx'
import { useContractColumns } from './columns.tsx'
import { contractStates } from './contract.ts'

/** The partner's contracts, as far as the reader reaches them. */
export default function PartnerContractsPage() {
  const { t } = useTranslation('contracts')
  const partnerId = usePartnerId()
  const role = useMe().memberships.find((one) => one.partnerId === partnerId)?.role
  const state = useListState({ filters: ['state', 'endingWithin'], sort: 'ends' })
  const list = usePagedList('/api/v1/partners/{partnerId}/contracts', { params: { path: { partnerId } } }, state)
  return (
    <>
      <PageHeader title={t('partner.title')} text={t('partner.text')} actions={<FindLines partnerId={partnerId} />} />
      {role && <ContractTabs value="contracts" />}
      <DataList
        id="partner.contracts"
        label={t('partner.title')}
        list={list}
        state={state}
        rowId={(row) => row.contractId}
        rowHref={(row) => `/partner/${partnerId}/contracts/${row.contractId}`}
        search={t('partner.search')}
        columns={useContractColumns().filter(({ key }) => key !== 'partner')}
        filters={[
          {
            key: 'state',
            label: t('state.label'),
            options: contractStates.map((value) => ({ value, label: t(tk('state.', value)) })),
          },
          {
            key: 'endingWithin',
            label: t('list.endingWithin'),
            single: true,
            options: ['30', '90', '180'].map((days) => ({
              value: days,
              label: t('list.days', { count: Number(days) }),
            })),
          },
        ]}
        exports={useListFiles(`/api/v1/partners/${partnerId}/contracts-export`)}
        empty={{ icon: IconFileText, title: t('partner.emptyTitle'), text: t('partner.emptyText') }}
      />
    </>
  )
}

/** Serial numbers are the support service's; a sponsorship administrator without a role sees the contracts only. */
function FindLines({ partnerId }: { partnerId: string }) {
  const { t } = useTranslation('contracts')
  const explain = useExplain()
  const role = useMe().memberships.find((one) => one.partnerId === partnerId)?.role
  if (!role)
    return (
      <DeniedButton
        denied={{ missing: t('partner.noRole'), grantedBy: t('partner.roleFrom'), explain: explain('search_lines') }}
      >
        {t('lines.title')}
      </DeniedButton>
    )
  return (
    <LinkButton href={`/partner/${partnerId}/contract-lines`} variant="default">
      {t('lines.title')}
    </LinkButton>
  )
}
