import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePagedList, useWrite } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { useExplainStaff } from '../reach/asking.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { Invitations } from './Invitations.tsx'
import { InviteDialog } from './InviteDialog.tsx'
import { useAdministratorDenial } from './may.ts'
import { useRoles } from './roles.ts'

type Member = components['schemas']['StaffMember']

/** Who works for the vendor here, with what role, and who has been invited. */
export default function StaffPage() {
  const { t } = useTranslation('vendor')
  const denied = useAdministratorDenial('manage_staff')
  const roles = useRoles()
  const state = useListState({ filters: ['role'], sort: 'name' })
  const list = usePagedList('/api/v1/vendor/staff', {}, state)
  const [inviting, setInviting] = useState(false)
  const [changing, setChanging] = useState<Member | null>(null)
  const [leaving, setLeaving] = useState<Member | null>(null)
  const remove = useWrite('post', '/api/v1/vendor/staff/{accountId}/remove', { ok: t('staff.removed'), quiet: true })
  const explain = useExplainStaff()
  const own = (row: Member) => ({
    missing: t('staff.ownRole'),
    grantedBy: t('staff.another'),
    explain: explain('manage_staff', row.accountId),
  })
  return (
    <>
      <PageHeader
        title={t('staff.title')}
        text={t('staff.text')}
        actions={
          <ActButton
            denied={denied}
            leftSection={denied ? undefined : <IconUserPlus size={16} aria-hidden />}
            onClick={() => setInviting(true)}
          >
            {t('invite.act')}
          </ActButton>
        }
      />
      <DataList
        id="vendor.staff"
        label={t('staff.title')}
        list={list}
        state={state}
        rowId={(row) => row.accountId}
        search={t('staff.search')}
        columns={[
          {
            key: 'name',
            title: t('staff.name'),
            sort: 'name',
            cell: (row) => `${row.firstName} ${row.lastName}${row.own ? ` (${t('staff.you')})` : ''}`,
          },
          { key: 'email', title: t('person.email'), sort: 'email', cell: (row) => row.email },
          { key: 'role', title: t('staff.role'), cell: (row) => t(tk('role.', row.role)) },
          { key: 'since', title: t('staff.since'), sort: 'since', cell: (row) => <Moment at={row.createdAt} /> },
        ]}
        filters={[{ key: 'role', label: t('staff.role'), options: roles }]}
        rowActs={(row) => {
          const refusal = denied ?? (row.own ? own(row) : undefined)
          return [
            { label: t('staff.change'), run: setChanging, ...(refusal && { denied: refusal }) },
            { label: t('staff.remove'), danger: true, run: setLeaving, ...(refusal && { denied: refusal }) },
          ]
        }}
        empty={{ title: t('staff.empty') }}
      />
      <Invitations />
      <InviteDialog opened={inviting} onClose={() => setInviting(false)} />
      <RoleDialog key={changing?.accountId ?? ''} member={changing} onClose={() => setChanging(null)} />
      <ReasonDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t('staff.removeTitle', { name: leaving ? `${leaving.firstName} ${leaving.lastName}` : '' })}
        text={t('staff.removeText')}
        reasons={[t('staff.reasonLeft'), t('staff.reasonRole')]}
        confirm={t('staff.remove')}
        danger
        act={async (reason) =>
          leaving && remove.mutateAsync({ params: { path: { accountId: leaving.accountId } }, body: { reason } })
        }
      />
    </>
  )
}

function RoleDialog({ member, onClose }: { member: Member | null; onClose: () => void }) {
  const { t } = useTranslation('vendor')
  const roles = useRoles()
  const [role, setRole] = useState<Member['role']>(member?.role ?? 'auditor')
  const change = useWrite('patch', '/api/v1/vendor/staff/{accountId}', { ok: t('staff.changed') })
  return (
    <Modal
      opened={member !== null}
      onClose={onClose}
      title={t('staff.changeTitle', { name: member ? `${member.firstName} ${member.lastName}` : '' })}
    >
      <Stack gap="md">
        <Select
          label={t('staff.role')}
          data={roles}
          value={role}
          onChange={(value) => value && setRole(value as Member['role'])}
        />
        <Text size="sm" c="dimmed">
          {t(tk('roleText.', role))}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('ui:cancel')}
          </Button>
          <Button
            loading={change.isPending}
            disabled={role === member?.role}
            onClick={async () => {
              if (!member) return
              await change.mutateAsync({ params: { path: { accountId: member.accountId } }, body: { role } })
              onClose()
            }}
          >
            {t('staff.change')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
