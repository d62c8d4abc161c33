import { Group } from '@mantine/core'
import { IconMailForward, IconMailX, IconUserPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePagedList, useWrite } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { ActLink } from '../ui/ActButton.tsx'
import { useFormat } from '../ui/format.ts'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import type { Column, RowAct } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { useRegisterDenial, useSuperDenial } from './may.ts'
import { type Invitation, invitationTones, nameOf, roles } from './member.ts'
import { Address } from './TeamPage.tsx'
import { TeamTabs } from './TeamTabs.tsx'

/** Who is invited and has not come yet. The links themselves exist only in the mails. */
export default function InvitationsPage() {
  const { t } = useTranslation('team')
  const partnerId = usePartnerId()
  const state = useListState({ filters: ['state', 'role'], sort: '-sent' })
  const list = usePagedList('/api/v1/partners/{partnerId}/team-invitations', { params: { path: { partnerId } } }, state)
  const denied = useRegisterDenial(partnerId)
  const add = (
    <ActLink
      denied={denied}
      href={`/partner/${partnerId}/team/add`}
      leftSection={<IconUserPlus size={16} aria-hidden />}
    >
      {t('add.act')}
    </ActLink>
  )
  return (
    <>
      <PageHeader title={t('invitations.title')} text={t('invitations.text')} actions={add} />
      <TeamTabs value="invitations" />
      <DataList
        id="partner.team-invitations"
        label={t('invitations.title')}
        list={list}
        state={state}
        rowId={(one) => one.invitationId}
        search={t('invitations.search')}
        columns={useColumns()}
        filters={[
          {
            key: 'state',
            label: t('column.state'),
            options: Object.keys(invitationTones).map((value) => ({ value, label: t(tk('invitationState.', value)) })),
          },
          {
            key: 'role',
            label: t('column.role'),
            options: roles.map((value) => ({ value, label: t(tk('role.', value)) })),
          },
        ]}
        rowActs={useRowActs(partnerId)}
        empty={{ icon: IconMailForward, title: t('invitations.empty'), text: t('invitations.emptyText'), action: add }}
      />
    </>
  )
}

function useColumns(): Column<Invitation>[] {
  const { t } = useTranslation('team')
  const format = useFormat()
  return [
    { key: 'email', title: t('column.email'), cell: (one) => <Address of={one} />, sort: 'email' },
    { key: 'name', title: t('column.name'), cell: (one) => nameOf(one) || '—' },
    { key: 'role', title: t('column.role'), cell: (one) => t(tk('role.', one.role)) },
    {
      key: 'customers',
      title: t('column.customers'),
      cell: (one) =>
        one.allCustomers || one.role !== 'user'
          ? t('sees.all')
          : t('sees.some', { count: one.customerIds.length, formatted: format.number(one.customerIds.length) }),
    },
    {
      key: 'state',
      title: t('column.state'),
      cell: (one) => (
        <Group gap={6}>
          <StateBadge tone={invitationTones[one.state]}>{t(tk('invitationState.', one.state))}</StateBadge>
          {one.byVendor && <StateBadge>{t('invitations.byVendor')}</StateBadge>}
        </Group>
      ),
    },
    { key: 'by', title: t('column.invitedBy'), cell: (one) => one.invitedByName },
    { key: 'sent', title: t('column.sent'), cell: (one) => <Moment at={one.sentAt} show="relative" />, sort: 'sent' },
    { key: 'expires', title: t('column.expires'), cell: (one) => <Moment at={one.expiresAt} />, sort: 'expires' },
  ]
}

function useRowActs(partnerId: string): (one: Invitation) => RowAct<Invitation>[] {
  const { t } = useTranslation('team')
  const deniedFor = useSuperDenial(partnerId)
  const registering = useRegisterDenial(partnerId)
  const resend = useWrite('post', '/api/v1/partners/{partnerId}/team-invitations/{invitationId}/resend', {
    ok: t('invitations.sent'),
  })
  const withdraw = useWrite('post', '/api/v1/partners/{partnerId}/team-invitations/{invitationId}/withdraw', {
    ok: t('invitations.withdrawn'),
  })
  return (one) => {
    if (one.state === 'accepted' || one.state === 'withdrawn') return []
    const params = { path: { partnerId, invitationId: one.invitationId } }
    const denied = one.byVendor
      ? { missing: t('denied.vendors'), grantedBy: t('denied.byVendor') }
      : deniedFor(one.role)
    return [
      {
        label: t('invitations.resend'),
        icon: IconMailForward,
        run: () => resend.mutate({ params }),
        denied: denied ?? registering,
      },
      {
        label: t('invitations.withdraw'),
        icon: IconMailX,
        danger: true,
        run: () => withdraw.mutate({ params }),
        ...(denied && { denied }),
      },
    ]
  }
}
