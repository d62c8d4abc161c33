import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { useFormat } from '../ui/format.ts'
import { tk } from '../ui/message-key.ts'
import { notify } from '../ui/notify.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import type { Collector } from './collector.ts'

export type Ending = { act: 'revoke' | 'delete'; collector: Collector }
type Props = { ending: Ending | null; onClose: () => void; onDone?: () => void }

/** Ends a collector's licences, or the collector, after showing what stops with it and what stays. */
export function EndDialog({ ending, onClose, onDone }: Props) {
  const { t } = useTranslation('collectors')
  const format = useFormat()
  const partnerId = usePartnerId()
  const revoke = useWrite('post', '/api/v1/partners/{partnerId}/collectors/{collectorId}/revoke', { quiet: true })
  const remove = useWrite('post', '/api/v1/partners/{partnerId}/collectors/{collectorId}/delete', { quiet: true })
  const collector = ending?.collector
  const act = ending?.act ?? 'revoke'
  const machine = collector?.licenceExpiresAt ? 1 : 0
  const file = collector?.fileOpenUntil ? 1 : 0
  return (
    <ReasonDialog
      opened={ending !== null}
      onClose={onClose}
      title={t(tk('end.title.', collector?.kind === 'agent' && act === 'revoke' ? 'revokeAddress' : act), {
        name: collector?.name ?? '',
      })}
      text={t(tk('end.text.', collector?.kind === 'agent' && act === 'revoke' ? 'revokeAddress' : act), {
        inventory: collector?.inventoryName ?? '',
      })}
      impact={[
        {
          label: t('end.machine', {
            seen: collector?.lastSeenAt ? format.dateTime(collector.lastSeenAt) : t('never'),
          }),
          count: machine,
          names: machine ? [`${collector?.name}, ${collector?.customerName}`] : [],
        },
        {
          label: t('end.file', { until: collector?.fileOpenUntil ? format.date(collector.fileOpenUntil) : '' }),
          count: file,
        },
        {
          label: t('end.address', {
            seen: collector?.lastSeenAt ? format.dateTime(collector.lastSeenAt) : t('never'),
          }),
          count: collector?.addressMadeAt ? 1 : 0,
        },
      ]}
      reasons={[t('end.reason.lost'), t('end.reason.replaced'), t('end.reason.closed')]}
      confirm={t(tk('end.confirm.', act))}
      danger
      act={async (reason) => {
        const params = { path: { partnerId, collectorId: collector?.collectorId ?? '' } }
        await (act === 'revoke' ? revoke : remove).mutateAsync({ params, body: { reason } })
        notify.ok(t(tk('end.done.', collector?.kind === 'agent' && act === 'revoke' ? 'revokeAddress' : act)))
        onDone?.()
      }}
    />
  )
}
