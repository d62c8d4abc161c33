import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { useWrite } from '../api/hooks.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useEffectImpact } from './effect-impact.ts'
import type { Sponsorship } from './sponsorship.ts'

type Props = { sponsorship: Sponsorship; partnerId: string; opened: boolean; onClose: () => void }

/** Ends a sponsorship for good, after showing whose access that takes. */
export function RevokeDialog({ sponsorship, partnerId, opened, onClose }: Props) {
  const { t } = useTranslation('sponsorship')
  const params = { path: { partnerId, sponsorshipId: sponsorship.sponsorshipId } }
  const impactOf = useEffectImpact(sponsorship.granted)
  const revoke = useWrite('post', '/api/v1/partners/{partnerId}/sponsorships/{sponsorshipId}/revoke', {
    ok: t('revoke.done'),
    quiet: true,
  })
  const effect = useQuery({
    queryKey: ['revoke', sponsorship.sponsorshipId, sponsorship.seatsUsed],
    queryFn: () =>
      take(
        api.POST('/api/v1/partners/{partnerId}/sponsorships/{sponsorshipId}/preview', {
          params,
          body: { revoke: true },
        }),
      ),
    enabled: opened,
    gcTime: 0,
  })
  return (
    <ReasonDialog
      opened={opened}
      onClose={onClose}
      title={t('revoke.title')}
      text={t('revoke.text')}
      impact={effect.data && impactOf(effect.data)}
      counting={effect.isFetching}
      confirm={t('revoke.act')}
      danger
      reasons={[t('revoke.reasonEnded'), t('revoke.reasonKey'), t('revoke.reasonMistake')]}
      act={(reason) => revoke.mutateAsync({ params, body: { reason } })}
    />
  )
}
