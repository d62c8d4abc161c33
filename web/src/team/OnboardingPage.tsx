import { Stack, Text } from '@mantine/core'
import { IconMailForward, IconMailX, IconUserPlus, IconUsersGroup } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePagedList, useWrite } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { lastDay } from '../contracts/days.ts'
import { useExplainStaff } from '../reach/asking.ts'
import { useFormat } from '../ui/format.ts'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import type { Column, RowAct } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge, type Tone } from '../ui/StateBadge.tsx'
import { useAgentDenial } from '../vendor/may.ts'
import { OnboardDialog } from './OnboardDialog.tsx'

export type Onboarding = components['schemas']['Onboarding']
const tones: Record<Onboarding['step'], Tone> = {
  ready: 'attention',
  invited: 'info',
  no_service: 'neutral',
  suspended: 'bad',
  onboarded: 'good',
}

/** Partners on their way to a super administrator: those that wait for the vendor first, then what the others lack. */
export default function OnboardingPage() {
  const { t } = useTranslation('team')
  const state = useListState({ filters: ['step'], sort: 'queue' })
  const list = usePagedList('/api/v1/vendor/onboarding', {}, state)
  const [inviting, setInviting] = useState<Onboarding | null>(null)
  return (
    <>
      <PageHeader title={t('onboarding.title')} text={t('onboarding.text')} />
      <DataList
        id="vendor.onboarding"
        label={t('onboarding.title')}
        list={list}
        state={state}
        rowId={(row) => row.partnerId}
        rowHref={(row) => `/vendor/partners/${row.partnerId}`}
        search={t('onboarding.search')}
        columns={useColumns()}
        filters={[
          {
            key: 'step',
            label: t('column.step'),
            options: Object.keys(tones).map((value) => ({ value, label: t(tk('step.', value)) })),
          },
        ]}
        rowActs={useRowActs(setInviting)}
        empty={{ icon: IconUsersGroup, title: t('onboarding.empty'), text: t('onboarding.emptyText') }}
      />
      {inviting && <OnboardDialog of={inviting} onClose={() => setInviting(null)} />}
    </>
  )
}

function useColumns(): Column<Onboarding>[] {
  const { t } = useTranslation('team')
  const format = useFormat()
  return [
    { key: 'name', title: t('column.partner'), cell: (row) => row.name, sort: 'name' },
    {
      key: 'step',
      title: t('column.step'),
      cell: (row) => <StateBadge tone={tones[row.step]}>{t(tk('step.', row.step))}</StateBadge>,
      sort: 'queue',
      width: 190,
    },
    { key: 'missing', title: t('column.standing'), cell: (row) => <Standing row={row} /> },
    {
      key: 'served',
      title: t('column.served'),
      numeric: true,
      cell: (row) => format.number(row.customersServed),
      width: 150,
    },
    {
      key: 'until',
      title: t('column.serviceUntil'),
      cell: (row) => (row.serviceEndsAt ? format.date(lastDay(row.serviceEndsAt)) : '—'),
      width: 150,
    },
    {
      key: 'members',
      title: t('column.members'),
      numeric: true,
      cell: (row) => format.number(row.members),
      width: 110,
    },
  ]
}

/** What was done, or what is missing and who can mend it. */
function Standing({ row }: { row: Onboarding }) {
  const { t } = useTranslation('team')
  const invited = row.invitedEmail && (
    <Text size="xs" c="dimmed" component="div">
      {t(row.expired ? 'onboarding.expired' : 'onboarding.invited', {
        who: row.invitedName || row.invitedEmail,
        by: row.invitedByName ?? '',
      })}{' '}
      <Moment at={row.expiresAt} />
    </Text>
  )
  const words =
    row.step === 'onboarded'
      ? row.superAdmins.join(', ')
      : row.step === 'no_service'
        ? t(tk('onboarding.service.', row.service ?? 'none'))
        : t(tk('onboarding.standing.', row.step))
  return (
    <Stack gap={2}>
      <Text size="sm">{words}</Text>
      {invited}
    </Stack>
  )
}

function useRowActs(invite: (row: Onboarding) => void): (row: Onboarding) => RowAct<Onboarding>[] {
  const { t } = useTranslation('team')
  const denied = useAgentDenial('onboard_partners')
  const explain = useExplainStaff()
  const resend = useWrite('post', '/api/v1/vendor/partners/{partnerId}/onboarding/{invitationId}/resend', {
    ok: t('invitations.sent'),
  })
  const withdraw = useWrite('post', '/api/v1/vendor/partners/{partnerId}/onboarding/{invitationId}/withdraw', {
    ok: t('invitations.withdrawn'),
  })
  return (row) => {
    // What the partner lacks would not help who may invite nobody.
    const lacking =
      denied ??
      (row.step === 'ready'
        ? undefined
        : {
            missing: t(tk('onboarding.denied.', row.step)),
            grantedBy: t(tk('onboarding.who.', row.step)),
            explain: explain('onboard_partners', row.partnerId),
          })
    const acts: RowAct<Onboarding>[] = []
    const { invitationId, partnerId } = row
    if (invitationId) {
      const params = { path: { partnerId, invitationId } }
      const refused = denied && { denied }
      acts.push(
        { label: t('invitations.resend'), icon: IconMailForward, run: () => resend.mutate({ params }), ...refused },
        {
          label: t('invitations.withdraw'),
          icon: IconMailX,
          danger: true,
          run: () => withdraw.mutate({ params }),
          ...refused,
        },
      )
    }
    if (!invitationId || row.expired)
      acts.unshift({
        label: t('onboarding.invite'),
        icon: IconUserPlus,
        run: invite,
        ...(lacking && { denied: lacking }),
      })
    return acts
  }
}
