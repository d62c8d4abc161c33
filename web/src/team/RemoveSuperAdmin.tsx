import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { useWrite } from '../api/hooks.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { type ActPreview, useImpact } from './act-impact.ts'
import { HandOver, useHandOver } from './HandOver.tsx'
import { type Member, nameOf } from './member.ts'

type Props = {
  partnerId: string
  partnerName: string
  member: Member
  onClose: () => void
}

/** The vendor takes a super administrator out of a partner's team: what stops, who takes over, and the reason. */
export function RemoveSuperAdmin({ partnerId, partnerName, member, onClose }: Props) {
  const { t } = useTranslation('team')
  const params = { path: { partnerId, accountId: member.accountId } }
  const remove = useWrite('post', '/api/v1/vendor/partners/{partnerId}/team/{accountId}/remove', {
    ok: t('vendor.removed'),
    quiet: true,
  })
  const preview = useQuery<ActPreview>({
    queryKey: ['team preview', partnerId, 'remove', member.accountId],
    gcTime: 0,
    queryFn: () =>
      take(api.POST('/api/v1/vendor/partners/{partnerId}/team/{accountId}/preview', { params })) as Promise<ActPreview>,
  })
  const handOver = useHandOver()
  const owned = preview.data?.owned ?? []
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={t('dialog.title.remove', { name: nameOf(member) })}
      text={t('vendor.removeText', { partner: partnerName })}
      fields={<HandOver partnerId={partnerId} owned={owned} chosen={handOver.chosen} choose={handOver.choose} />}
      impact={useImpact(preview.data)}
      counting={preview.isPending}
      reasons={[t('reason.left')]}
      confirm={t('act.remove')}
      danger
      act={(reason) => remove.mutateAsync({ params, body: { reason, handOver: handOver.of({ partnerId, owned }) } })}
    />
  )
}
