import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { useWrite } from '../api/hooks.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import type { Customer } from './customer.ts'
import { useStops } from './stops.ts'

type Props = { customer: Customer; partnerId: string; opened: boolean; onClose: () => void }

/** Archive, or restore; archiving shows first whose access it ends. */
export function ArchiveDialog({ customer, partnerId, opened, onClose }: Props) {
  const { t } = useTranslation('customers')
  const params = { path: { partnerId, customerId: customer.customerId } }
  const archive = useWrite('post', '/api/v1/partners/{partnerId}/customers/{customerId}/archive', {
    ok: t('archive.done'),
    quiet: true,
  })
  const restore = useWrite('post', '/api/v1/partners/{partnerId}/customers/{customerId}/restore', {
    ok: t('archive.restored'),
    quiet: true,
  })
  const stops = useStops()
  const archived = customer.state === 'archived'
  const impact = useQuery({
    queryKey: ['customer archive', customer.customerId, customer.updatedAt],
    queryFn: () =>
      take(
        api.POST('/api/v1/partners/{partnerId}/customers/{customerId}/preview', { params, body: { archive: true } }),
      ),
    enabled: opened && !archived,
    gcTime: 0,
  })
  return (
    <ReasonDialog
      opened={opened}
      onClose={onClose}
      title={archived ? t('archive.restore') : t('archive.act')}
      text={archived ? t('archive.restoreText') : t('archive.text')}
      impact={impact.data && stops(impact.data)}
      counting={impact.isFetching}
      confirm={archived ? t('archive.restore') : t('archive.act')}
      danger={!archived}
      act={(reason) => (archived ? restore : archive).mutateAsync({ params, body: { reason } })}
    />
  )
}
