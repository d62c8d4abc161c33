import { Text } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconLicense, IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePagedList, useWrite } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { ActLink } from '../ui/ActButton.tsx'
import { Identifier } from '../ui/Identifier.tsx'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { useAdministratorDenial } from '../vendor/may.ts'
import { textIn } from './names.ts'

type Entitlement = components['schemas']['CatalogueEntitlement']

/** Everything the vendor offers by way of partners, in the order in which people meet it. */
export default function EntitlementsPage() {
  const { t, i18n } = useTranslation('entitlements')
  const language = i18n.resolvedLanguage ?? 'en'
  const denied = useAdministratorDenial('manage_entitlements')
  const state = useListState({ filters: ['state', 'groupName'] })
  const list = usePagedList('/api/v1/vendor/entitlements', {}, state)
  const reorder = useWrite('put', '/api/v1/vendor/entitlements-order', { ok: t('list.reordered') })
  const move = (row: Entitlement, by: 1 | -1) => {
    const siblings = list.rows.filter((one) => one.groupName === row.groupName && one.state === row.state)
    const ids = siblings.map((one) => one.entitlementId)
    const from = ids.indexOf(row.entitlementId)
    const [moved] = ids.splice(from, 1)
    ids.splice(from + by, 0, moved as string)
    reorder.mutate({ body: { entitlementIds: ids } })
  }
  return (
    <>
      <PageHeader title={t('list.title')} text={t('list.text')} actions={<NewEntitlement />} />
      <DataList
        id="vendor.entitlements"
        label={t('list.title')}
        list={list}
        state={state}
        rowId={(row) => row.entitlementId}
        rowHref={(row) => `/vendor/entitlements/${row.entitlementId}`}
        search={t('list.search')}
        rowActs={(row) => [
          { label: t('list.up'), icon: IconArrowUp, run: () => move(row, -1), ...(denied && { denied }) },
          { label: t('list.down'), icon: IconArrowDown, run: () => move(row, 1), ...(denied && { denied }) },
        ]}
        columns={[
          { key: 'name', title: t('form.name'), cell: (row) => textIn(row.names, language) },
          { key: 'id', title: t('form.id'), cell: (row) => <Identifier value={row.entitlementId} /> },
          { key: 'group', title: t('form.group'), cell: (row) => t(tk('group.', row.groupName)) },
          {
            key: 'state',
            title: t('state.label'),
            cell: (row) => (
              <StateBadge tone={row.state === 'active' ? 'good' : 'neutral'}>{t(tk('state.', row.state))}</StateBadge>
            ),
          },
          {
            key: 'contractTypes',
            title: t('form.contractTypes'),
            cell: (row) => (
              <Text size="sm" lineClamp={1}>
                {row.contractTypes.map(({ name }) => name).join(', ') || '—'}
              </Text>
            ),
          },
        ]}
        filters={[
          {
            key: 'groupName',
            label: t('form.group'),
            options: [
              { value: 'support', label: t('group.support') },
              { value: 'commerce', label: t('group.commerce') },
            ],
          },
          {
            key: 'state',
            label: t('state.label'),
            options: [
              { value: 'active', label: t('state.active') },
              { value: 'retired', label: t('state.retired') },
            ],
          },
        ]}
        empty={{
          icon: IconLicense,
          title: t('list.emptyTitle'),
          text: t('list.emptyText'),
          action: <NewEntitlement />,
        }}
      />
    </>
  )
}

function NewEntitlement() {
  const { t } = useTranslation('entitlements')
  const denied = useAdministratorDenial('manage_entitlements')
  return (
    <ActLink denied={denied} href="/vendor/entitlements/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('form.new')}
    </ActLink>
  )
}
