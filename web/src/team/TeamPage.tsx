import { Group, Text } from '@mantine/core'
import { IconUserPlus, IconUsersGroup } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { ActLink } from '../ui/ActButton.tsx'
import { useFormat } from '../ui/format.ts'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import type { Column, Filter } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { useCustomerFilter } from './CustomerChoice.tsx'
import { useMemberActs } from './MemberActs.tsx'
import { useRegisterDenial } from './may.ts'
import { type Member, memberTones, roles } from './member.ts'
import { TeamTabs } from './TeamTabs.tsx'

/** Everybody who works for the partner here. */
export default function TeamPage() {
  const { t } = useTranslation('team')
  const partnerId = usePartnerId()
  const state = useListState({ filters: ['role', 'state', 'customerId', 'sponsors'], sort: 'name' })
  const list = usePagedList('/api/v1/partners/{partnerId}/team', { params: { path: { partnerId } } }, state)
  const { bulk, rowActs, dialog } = useMemberActs(partnerId)
  const exportAt = (format: string) => `/api/v1/partners/${partnerId}/team-export?format=${format}`
  const denied = useRegisterDenial(partnerId)
  const icon = <IconUserPlus size={16} aria-hidden />
  const add = (
    <ActLink denied={denied} href={`/partner/${partnerId}/team/add`} leftSection={icon}>
      {t('add.act')}
    </ActLink>
  )
  return (
    <>
      <PageHeader title={t('list.title')} text={t('list.text')} actions={add} />
      <TeamTabs value="members" />
      <DataList
        id="partner.team"
        label={t('list.title')}
        list={list}
        state={state}
        rowId={(member) => member.accountId}
        rowName={(member) => `${member.firstName} ${member.lastName}`}
        rowHref={(member) => `/partner/${partnerId}/team/members/${member.accountId}`}
        search={t('list.search')}
        columns={useColumns()}
        filters={useFilters(partnerId)}
        bulk={bulk}
        rowActs={rowActs}
        exports={[
          { label: t('list.csv'), href: exportAt('csv') },
          { label: t('list.xlsx'), href: exportAt('xlsx') },
        ]}
        empty={{ icon: IconUsersGroup, title: t('list.empty'), text: t('list.emptyText'), action: add }}
      />
      {dialog}
    </>
  )
}

function useColumns(): Column<Member>[] {
  const { t } = useTranslation('team')
  return [
    {
      key: 'name',
      title: t('column.name'),
      cell: (member) => `${member.lastName}, ${member.firstName}${member.own ? ` (${t('you')})` : ''}`,
      sort: 'name',
      width: 200,
    },
    { key: 'email', title: t('column.email'), cell: (member) => <Address of={member} /> },
    { key: 'role', title: t('column.role'), cell: (member) => <RoleName member={member} />, sort: 'role', width: 220 },
    { key: 'state', title: t('column.state'), cell: (member) => <MemberState state={member.state} />, width: 130 },
    { key: 'customers', title: t('column.customers'), cell: (member) => <SeenCustomers member={member} />, width: 150 },
    {
      key: 'signedIn',
      title: t('column.signedIn'),
      cell: (member) => <Moment at={member.lastSignInAt} none={t('column.never')} />,
      sort: 'signedIn',
      width: 160,
    },
    {
      key: 'since',
      title: t('column.since'),
      cell: (member) => <Moment at={member.since} />,
      sort: 'since',
      width: 140,
      initiallyHidden: true,
    },
  ]
}

function useFilters(partnerId: string): Filter[] {
  const { t } = useTranslation('team')
  return [
    {
      key: 'role',
      label: t('column.role'),
      options: [...roles, 'none'].map((value) => ({ value, label: t(tk('role.', value)) })),
    },
    {
      key: 'state',
      label: t('column.state'),
      options: Object.keys(memberTones).map((value) => ({ value, label: t(tk('state.', value)) })),
    },
    useCustomerFilter(partnerId),
    { key: 'sponsors', label: t('column.sponsors'), options: [{ value: 'true', label: t('yes') }], single: true },
  ]
}

/** An address, and whether it is one that anybody can have (R13). */
export function Address({ of, children }: { of: Pick<Member, 'email' | 'freeMail'>; children?: ReactNode }) {
  const { t } = useTranslation('team')
  // In the flow of the text: a long address breaks where a card is narrow.
  return (
    <span>
      {children ?? (of.email || '—')} {of.freeMail && <StateBadge tone="attention">{t('freeMail')}</StateBadge>}
    </span>
  )
}

export function MemberState({ state }: Pick<Member, 'state'>) {
  const { t } = useTranslation('team')
  return <StateBadge tone={memberTones[state]}>{t(tk('state.', state))}</StateBadge>
}

/** The role, and beside it the right that only the vendor gives. */
export function RoleName({ member }: { member: Pick<Member, 'role' | 'sponsors'> }) {
  const { t } = useTranslation('team')
  return (
    <Group gap={6}>
      {(member.role || !member.sponsors) && <span>{t(tk('role.', member.role ?? 'none'))}</span>}
      {member.sponsors && <StateBadge tone="info">{t('sponsor.badge')}</StateBadge>}
    </Group>
  )
}

export function SeenCustomers({ member }: { member: Pick<Member, 'allCustomers' | 'customers' | 'role'> }) {
  const { t } = useTranslation('team')
  const format = useFormat()
  if (member.allCustomers) return <>{t('sees.all')}</>
  if (member.role === null)
    return (
      <Text span c="dimmed" inherit>
        —
      </Text>
    )
  return <>{t('sees.some', { count: member.customers, formatted: format.number(member.customers) })}</>
}
