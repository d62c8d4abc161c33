import { Button, Skeleton, Stack } from '@mantine/core'
import { IconHeadset } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePagedList, useWrite } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { type Acting, ActingCard } from './ActingCard.tsx'

/** Who of the vendor looked at this partner's pages, when, why, at what; and the way to end it at once. */
export default function SupportAccessPage() {
  const { t } = useTranslation('acting')
  const partnerId = usePartnerId()
  const path = { partnerId }
  const list = usePagedList('/api/v1/partners/{partnerId}/acting', { params: { path, query: { limit: 20 } } })
  const [ending, setEnding] = useState<Acting | null>(null)
  const end = useWrite('post', '/api/v1/partners/{partnerId}/acting/{actingId}/end', { ok: t('end.done'), quiet: true })
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} />
      {list.error && <ErrorState error={list.error} retry={list.retry} />}
      {list.isLoading && <Skeleton height={120} />}
      {!list.isLoading && !list.error && list.rows.length === 0 && (
        <EmptyState icon={IconHeadset} title={t('empty.title')} text={t('empty.text')} />
      )}
      <Stack gap="sm">
        {list.rows.map((acting) => (
          <ActingCard
            key={acting.actingId}
            acting={acting}
            act={
              <ActButton size="xs" variant="default" onClick={() => setEnding(acting)}>
                {t('end.act')}
              </ActButton>
            }
          />
        ))}
        {list.hasMore && (
          <Button variant="default" loading={list.isLoadingMore} onClick={list.loadMore}>
            {t('more')}
          </Button>
        )}
      </Stack>
      <ReasonDialog
        opened={ending !== null}
        onClose={() => setEnding(null)}
        title={t('end.title', { name: ending?.actorName ?? '' })}
        text={t('end.text')}
        confirm={t('end.act')}
        danger
        act={async (reason) =>
          ending && end.mutateAsync({ params: { path: { partnerId, actingId: ending.actingId } }, body: { reason } })
        }
      />
    </>
  )
}
