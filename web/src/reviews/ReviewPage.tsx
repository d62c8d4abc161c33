import { Button, Menu, Stack, Tabs } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { usePathParam } from '../app/place.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { DueDialog } from './DueDialog.tsx'
import { EndDialog } from './EndDialog.tsx'
import { ReviewActivity } from './ReviewActivity.tsx'
import { ReviewFacts } from './ReviewFacts.tsx'
import { ReviewParts } from './ReviewParts.tsx'
import { ReviewRows } from './ReviewRows.tsx'
import { type ReviewDetail, reviewTones, useDenialText, useReviewPlace } from './review.ts'

const POLL_MILLISECONDS = 2000

/** One access review: how far it is, the rows to answer, and in the end its signed record. */
export default function ReviewPage() {
  const place = useReviewPlace()
  const reviewId = usePathParam('reviewId')
  const [moving, setMoving] = useState(false)
  const review = useRead(
    place.api('/{reviewId}'),
    { params: { path: { ...place.path, reviewId } } },
    // While the server fixes the rows, or closes them, nobody should have to load the page again.
    moving ? { refetchInterval: POLL_MILLISECONDS } : {},
  )
  const moves = review.data?.state === 'preparing' || review.data?.state === 'closing'
  if (moves !== moving) setMoving(moves)
  if (review.error) return <ErrorState error={review.error} retry={() => void review.refetch()} />
  if (!review.data) return <LoadingState />
  return <Detail review={review.data} />
}

function Detail({ review }: { review: ReviewDetail }) {
  const { t } = useTranslation('reviews')
  return (
    <>
      <PageHeader
        title={review.title}
        aside={<StateBadge tone={reviewTones[review.state]}>{t(tk('state.', review.state))}</StateBadge>}
        text={review.note}
        actions={<Actions review={review} />}
      />
      <Stack gap="lg">
        <ReviewFacts review={review} />
        <Tabs defaultValue="rows" keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="rows">{t('page.rows')}</Tabs.Tab>
            {review.parts.length > 1 && <Tabs.Tab value="parts">{t('page.parts')}</Tabs.Tab>}
            <Tabs.Tab value="activity">{t('page.activity')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="rows" pt="md">
            <ReviewRows review={review} />
          </Tabs.Panel>
          {review.parts.length > 1 && (
            <Tabs.Panel value="parts" pt="md">
              <ReviewParts parts={review.parts} />
            </Tabs.Panel>
          )}
          <Tabs.Panel value="activity" pt="md">
            <ReviewActivity review={review} />
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </>
  )
}

function Actions({ review }: { review: ReviewDetail }) {
  const { t } = useTranslation('reviews')
  const [asked, setAsked] = useState<'close' | 'withdraw' | 'due' | null>(null)
  const say = useDenialText()
  const { run } = review.denied
  const denied = run ? say(run.missing, run.grantedBy, review.reviewId) : undefined
  return (
    <>
      {(review.state === 'open' || review.state === 'preparing') && (
        <ActButton variant="default" denied={denied} onClick={() => setAsked('withdraw')}>
          {t('end.withdraw.act')}
        </ActButton>
      )}
      {(review.state === 'open' || review.state === 'preparing') && (
        <ActButton variant="default" denied={denied} onClick={() => setAsked('due')}>
          {t('end.due.act')}
        </ActButton>
      )}
      {review.state === 'open' && (
        <ActButton
          variant={review.counts.open === 0 ? 'filled' : 'default'}
          denied={denied}
          onClick={() => setAsked('close')}
        >
          {t('end.close.act')}
        </ActButton>
      )}
      {review.state === 'closed' && <Downloads review={review} />}
      <EndDialog review={review} asked={asked === 'due' ? null : asked} onClose={() => setAsked(null)} />
      {asked === 'due' && <DueDialog review={review} onClose={() => setAsked(null)} />}
    </>
  )
}

function Downloads({ review }: { review: ReviewDetail }) {
  const { t } = useTranslation('reviews')
  const { base } = useReviewPlace()
  const api = base.replace('/partner/', '/api/v1/partners/').replace(/^\/vendor/, '/api/v1/vendor')
  const at = (format: string) => `${api}/${review.reviewId}/record?format=${format}`
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button leftSection={<IconDownload size={16} aria-hidden />}>{t('record.act')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={at('json')} download>
          {t('record.json')}
        </Menu.Item>
        <Menu.Item component="a" href={at('pdf')} download>
          {t('record.pdf')}
        </Menu.Item>
        <Menu.Item component="a" href={at('xlsx')} download>
          {t('record.xlsx')}
        </Menu.Item>
        <Menu.Item component="a" href={at('csv')} download>
          {t('record.csv')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item component="a" href="/.well-known/partnergate-keys.json" target="_blank">
          {t('record.keys')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
