import { Badge, Group, Text } from '@mantine/core'
import { IconCertificate } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import { useMe } from '../api/me.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { LinkButton, linkTo } from '../ui/links.tsx'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import type { Column } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { Answered } from './Answered.tsx'
import { type Review, reviewTones, useMayStart, useReviewPlace } from './review.ts'

/** The access reviews of a partner, or all of them: how far each is, until when, and what waits for the reader. */
export default function ReviewsPage() {
  const { t } = useTranslation('reviews')
  const place = useReviewPlace()
  const me = useMe()
  const sponsors = me.memberships.some(({ partnerId, sponsors: may }) => partnerId === place.partnerId && may)
  const state = useListState({ filters: ['state', 'audience', 'runBy'], sort: '-due' })
  const list = usePagedList(place.api(''), { params: { path: place.path } }, state)
  const options = (values: string[], say: (value: string) => string) =>
    values.map((value) => ({ value, label: say(value) }))
  return (
    <>
      <PageHeader
        title={t('list.title')}
        text={place.partnerId ? t('list.text') : t('list.vendorText')}
        actions={
          <>
            {sponsors && (
              <LinkButton href={`/partner/${place.partnerId}/attestation`} variant="default">
                {t('list.attestation')}
              </LinkButton>
            )}
            <StartButton />
          </>
        }
      />
      <DataList
        id={place.partnerId ? 'partner.reviews' : 'vendor.reviews'}
        label={t('list.title')}
        list={list}
        state={state}
        rowId={(review) => review.reviewId}
        rowHref={(review) => `${place.base}/${review.reviewId}${review.mine > 0 ? '?mine=true' : ''}`}
        search={t('list.search')}
        columns={useColumns(place.partnerId === null)}
        filters={[
          {
            key: 'state',
            label: t('column.state'),
            options: options(Object.keys(reviewTones), (value) => t(tk('state.', value))),
          },
          {
            key: 'audience',
            label: t('column.audience'),
            options: options(['team', 'customer_users'], (value) => t(tk('audience.', value))),
          },
          {
            key: 'runBy',
            label: t('column.runBy'),
            options: options(['partner', 'vendor'], (value) => t(tk('runBy.', value))),
          },
        ]}
        empty={{
          icon: IconCertificate,
          title: t('list.empty'),
          text: <Text inherit>{t('list.emptyText')}</Text>,
          action: <StartButton />,
        }}
      />
    </>
  )
}

function StartButton() {
  const { t } = useTranslation('reviews')
  const navigate = useNavigate()
  const { base } = useReviewPlace()
  const { denied } = useMayStart()
  return (
    <ActButton denied={denied} onClick={() => void navigate(linkTo(`${base}/new`))}>
      {t('list.new')}
    </ActButton>
  )
}

function useColumns(ofVendor: boolean): Column<Review>[] {
  const { t } = useTranslation('reviews')
  const columns: (Column<Review> | false)[] = [
    { key: 'title', title: t('column.title'), cell: (one) => one.title, sort: 'title' },
    ofVendor && {
      key: 'partners',
      title: t('column.partners'),
      cell: (one) => one.partnerName ?? t('list.partners', { count: one.partners }),
    },
    {
      key: 'state',
      title: t('column.state'),
      cell: (one) => <StateBadge tone={reviewTones[one.state]}>{t(tk('state.', one.state))}</StateBadge>,
      width: 140,
    },
    {
      key: 'progress',
      title: t('column.progress'),
      cell: (one) => <Answered rows={one.rows} open={one.open} />,
      width: 200,
    },
    {
      key: 'mine',
      title: t('column.mine'),
      cell: (one) =>
        one.state === 'open' && one.mine > 0 ? (
          <Badge variant="light" color="orange" tt="none" size="lg">
            {t('list.mine', { count: one.mine })}
          </Badge>
        ) : (
          <Text span c="dimmed" inherit>
            —
          </Text>
        ),
      width: 150,
    },
    { key: 'due', title: t('column.due'), cell: (one) => <Moment at={one.dueAt} />, sort: 'due', width: 130 },
    { key: 'audience', title: t('column.audience'), cell: (one) => t(tk('audience.', one.audience)) },
    {
      key: 'runBy',
      title: t('column.runBy'),
      cell: (one) => <Group gap={4}>{t(tk('runBy.', one.runBy))}</Group>,
      width: 110,
    },
    { key: 'startedBy', title: t('column.startedBy'), cell: (one) => one.startedByName, initiallyHidden: true },
    {
      key: 'started',
      title: t('column.started'),
      cell: (one) => <Moment at={one.startedAt} />,
      sort: 'started',
      initiallyHidden: true,
    },
  ]
  return columns.filter((column) => column !== false)
}
