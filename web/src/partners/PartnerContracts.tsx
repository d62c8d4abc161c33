import { Group, Paper, Title } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import { useContractColumns } from '../contracts/columns.tsx'
import { DeniedButton } from '../ui/ActButton.tsx'
import { LinkButton } from '../ui/links.tsx'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import { useAgentDenial } from '../vendor/may.ts'

/** The partner's contracts, those that end first at the top. */
export function PartnerContracts({ partnerId }: { partnerId: string }) {
  const { t } = useTranslation('contracts')
  const denied = useAgentDenial('manage_contracts')
  const state = useListState({ sort: '-ends', prefix: 'contracts' })
  const list = usePagedList('/api/v1/vendor/contracts', { params: { query: { partnerId, limit: 10 } } }, state)
  const columns = useContractColumns().filter(({ key }) => key !== 'partner')
  return (
    <Paper withBorder p="md" component="section">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4">
          {t('list.title')}
        </Title>
        {denied ? (
          <DeniedButton size="xs" denied={denied}>
            {t('form.new')}
          </DeniedButton>
        ) : (
          <LinkButton
            size="xs"
            variant="default"
            href={`/vendor/contracts/new?partnerId=${partnerId}`}
            leftSection={<IconPlus size={14} aria-hidden />}
          >
            {t('form.new')}
          </LinkButton>
        )}
      </Group>
      <DataList
        id="vendor.partner.contracts"
        label={t('list.title')}
        list={list}
        state={state}
        rowId={(row) => row.contractId}
        rowHref={(row) => `/vendor/contracts/${row.partnerId}/${row.contractId}`}
        search={t('list.searchNumber')}
        columns={columns}
        empty={{ title: t('list.partnerEmptyTitle'), text: t('list.partnerEmptyText') }}
      />
    </Paper>
  )
}
