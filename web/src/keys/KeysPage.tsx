import { Text } from '@mantine/core'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import { ActLink } from '../ui/ActButton.tsx'
import { PageLink } from '../ui/links.tsx'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import type { Column } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { type Key, keyTones, useChangeDenial, useKeysDenial, useKeysPlace, useReach } from './key.ts'
import { RevokeDialog } from './RevokeDialog.tsx'

/** The partner's or the vendor's keys: what each may do, how long, and whether anybody uses it. */
export default function KeysPage() {
  const { t } = useTranslation('keys')
  const { pages, all, api, ofVendor } = useKeysPlace()
  const denied = useKeysDenial()
  const changeDenied = useChangeDenial()
  const state = useListState({ filters: ['state'], sort: 'name' })
  const list = usePagedList(api('/api/v1/partners/{partnerId}/keys'), { params: all }, state)
  const [ending, setEnding] = useState<{ keys: Key[]; done?: () => void } | null>(null)
  const make = (
    <ActLink denied={denied} href={`${pages}/new`} leftSection={<IconPlus size={16} aria-hidden />}>
      {t('make.title')}
    </ActLink>
  )
  const columns = useColumns()
  return (
    <>
      <PageHeader
        title={t('list.title')}
        text={
          <>
            {ofVendor ? t('list.textVendor') : t('list.text')} <PageLink href="/docs">{t('list.docs')}</PageLink>
          </>
        }
        actions={make}
      />
      <DataList
        id={ofVendor ? 'vendor.keys' : 'partner.keys'}
        label={t('list.title')}
        list={list}
        state={state}
        rowId={(row) => row.keyId}
        rowName={(row) => row.name}
        rowHref={(row) => `${pages}/${row.keyId}`}
        search={t('list.search')}
        columns={columns}
        filters={[
          {
            key: 'state',
            label: t('state.label'),
            options: Object.keys(keyTones).map((value) => ({ value, label: t(tk('state.', value)) })),
          },
        ]}
        rowActs={(row) => {
          const refusal = changeDenied(row)
          const ended = row.state === 'revoked' ? { missing: t('denied.revoked') } : denied
          return [
            { label: t('rotate.act'), href: `${pages}/${row.keyId}/rotate`, ...(refusal && { denied: refusal }) },
            { label: t('edit.act'), href: `${pages}/${row.keyId}/edit`, ...(refusal && { denied: refusal }) },
            {
              label: t('revoke.act'),
              danger: true,
              run: (key) => setEnding({ keys: [key] }),
              ...(ended && { denied: ended }),
            },
          ]
        }}
        {...(!denied && {
          bulk: [
            {
              label: t('revoke.act'),
              danger: true,
              run: (rows: Key[], done: () => void) =>
                setEnding({ keys: rows.filter((row) => row.state !== 'revoked'), done }),
            },
          ],
        })}
        empty={{ icon: IconKey, title: t('list.emptyTitle'), text: t('list.emptyText'), action: make }}
      />
      <RevokeDialog
        keys={ending?.keys ?? []}
        opened={ending !== null}
        onClose={() => setEnding(null)}
        onDone={() => ending?.done?.()}
      />
    </>
  )
}

function useColumns(): Column<Key>[] {
  const { t } = useTranslation('keys')
  const reach = useReach()
  return [
    { key: 'name', title: t('field.name'), sort: 'name', cell: (row) => row.name },
    {
      key: 'state',
      title: t('state.label'),
      cell: (row) => <StateBadge tone={keyTones[row.state]}>{t(tk('state.', row.state))}</StateBadge>,
    },
    {
      key: 'hint',
      title: t('field.hint'),
      cell: (row) => (
        <Text span size="sm" ff="monospace">
          {row.secrets.map(({ hint }) => `${hint}…`).join(', ') || '—'}
        </Text>
      ),
    },
    { key: 'role', title: t('field.role'), cell: (row) => t(tk('role.', row.role)) },
    { key: 'reach', title: t('field.reach'), cell: (row) => reach(row) },
    { key: 'scopes', title: t('field.scopes'), cell: (row) => t('scopes.count', { count: row.scopes.length }) },
    { key: 'expires', title: t('field.expires'), sort: 'expires', cell: (row) => <Moment at={row.expiresAt} /> },
    {
      key: 'used',
      title: t('field.used'),
      sort: 'used',
      cell: (row) => (row.lastUsedAt ? <Moment at={row.lastUsedAt} show="relative" /> : t('never')),
    },
    { key: 'owner', title: t('field.owner'), cell: (row) => row.owner.name },
    {
      key: 'created',
      title: t('field.created'),
      sort: 'created',
      initiallyHidden: true,
      cell: (row) => <Moment at={row.createdAt} />,
    },
  ]
}
