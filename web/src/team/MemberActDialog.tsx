import { List, Select, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { useWrite } from '../api/hooks.ts'
import { meQuery, useAccount } from '../api/me.ts'
import { linkTo } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { notify } from '../ui/notify.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { Why } from '../ui/Why.tsx'
import { type ActPreview, useImpact } from './act-impact.ts'
import { HandOver, useHandOver } from './HandOver.tsx'
import { useGrantable, useMemberDenial } from './may.ts'
import { type Acted, heldBy, type MemberAct, type Role } from './member.ts'

type Props = {
  partnerId: string
  act: MemberAct
  role?: Role
  people: Acted[]
  /** Of one; empty for many. */
  name: string
  onClose: () => void
  onDone: () => void
}

// Who only sponsors has no role to lose or to get back.
const ofWhat = { role: '', sponsoring: '_sponsoring', both: '_both' } as const

const ends = new Set<MemberAct>(['suspend', 'remove'])

/** Whom an act concerns, whom it cannot concern and why, what stops, and who takes over; then does it with a reason. */
export function MemberActDialog({ partnerId, act, role: given, people, name, onClose, onDone }: Props) {
  const { t } = useTranslation('team')
  const accountIds = people.map(({ accountId }) => accountId)
  const grantable = useGrantable(partnerId)
  const denial = useMemberDenial()
  const [role, setRole] = useState<Role>(given ?? 'user')
  const handOver = useHandOver()
  const preview = usePreview(partnerId, act, role, accountIds)
  const perform = useAct(partnerId)
  const impact = useImpact(preview.data)
  const afterOwn = useAfterOwn()
  const done = preview.data?.done ?? 0
  const refused = preview.data?.items.filter(({ ok }) => !ok) ?? []
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={name ? t(tk('dialog.title.', act), { name }) : t(tk('dialog.many.', act), { count: accountIds.length })}
      text={t(tk('dialog.text.', act === 'role' ? act : act + ofWhat[heldBy(people)]))}
      fields={
        <Stack gap="sm">
          {act === 'role' && (
            <Select
              label={t('form.role')}
              data={grantable}
              value={role}
              onChange={(next) => next && setRole(next as Role)}
            />
          )}
          {refused.length > 0 && (
            <div>
              <Text size="sm" fw={500}>
                {t('dialog.refused', { count: refused.length })}
              </Text>
              <List size="sm">
                {refused.slice(0, 8).map((one) => (
                  <List.Item key={one.accountId}>
                    {one.name || t('dialog.unknown')}: {t(tk('refused.', one.refused ?? 'not_found'))}{' '}
                    <Why explain={denial(one.refused ?? 'not_found').explain} />
                  </List.Item>
                ))}
              </List>
            </div>
          )}
          <HandOver
            partnerId={partnerId}
            owned={preview.data?.owned ?? []}
            chosen={handOver.chosen}
            choose={handOver.choose}
          />
        </Stack>
      }
      {...(ends.has(act) && { impact })}
      counting={preview.isPending}
      confirm={t(tk('act.', act))}
      danger={ends.has(act)}
      reasons={ends.has(act) ? [t('reason.left'), t('reason.tasks'), t('reason.absent')] : [t('reason.tasks')]}
      act={async (reason) => {
        const given = {
          accountIds,
          reason,
          role,
          handOver: handOver.of({ partnerId, owned: preview.data?.owned ?? [] }),
        }
        const answer = await perform(act, given)
        if (answer.done > 0) notify.ok(t(tk('dialog.done.', act), { count: answer.done }))
        const own = done > 0 && answer.done > 0
        onDone()
        if (own) await afterOwn(accountIds)
      }}
    />
  )
}

type Body = { accountIds: string[]; reason: string; role: Role; handOver: { kind: string; to: string | null }[] }

function useAct(partnerId: string) {
  const quiet = { quiet: true }
  const params = { path: { partnerId } }
  const role = useWrite('post', '/api/v1/partners/{partnerId}/team/role', quiet)
  const suspend = useWrite('post', '/api/v1/partners/{partnerId}/team/suspend', quiet)
  const reactivate = useWrite('post', '/api/v1/partners/{partnerId}/team/reactivate', quiet)
  const remove = useWrite('post', '/api/v1/partners/{partnerId}/team/remove', quiet)
  return (act: MemberAct, { accountIds, reason, role: to, handOver }: Body) => {
    if (act === 'role') return role.mutateAsync({ params, body: { accountIds, reason, role: to } })
    if (act === 'remove') return remove.mutateAsync({ params, body: { accountIds, reason, handOver } })
    return (act === 'suspend' ? suspend : reactivate).mutateAsync({ params, body: { accountIds, reason } })
  }
}

/** Who stepped down or left has another place in the portal now. */
function useAfterOwn() {
  const { accountId } = useAccount()
  const client = useQueryClient()
  const navigate = useNavigate()
  return async (accountIds: string[]) => {
    if (!accountIds.includes(accountId)) return
    await client.fetchQuery({ ...meQuery, staleTime: 0 }).catch(() => undefined)
    await navigate(linkTo('/account'))
  }
}

function usePreview(partnerId: string, act: MemberAct, role: Role, accountIds: string[]) {
  return useQuery<ActPreview>({
    queryKey: ['team preview', partnerId, act, role, accountIds],
    gcTime: 0,
    queryFn: () =>
      take(
        api.POST('/api/v1/partners/{partnerId}/team/preview', {
          params: { path: { partnerId } },
          body: { act, accountIds, ...(act === 'role' && { role }) },
        }),
      ) as Promise<ActPreview>,
  })
}
