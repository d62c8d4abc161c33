import { Stack, Text } from '@mantine/core'
import { IconBan, IconCertificate, IconCheck, IconPlayerPause } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import { useExplain } from '../reach/asking.ts'
import type { Denial } from '../ui/ActButton.tsx'
import { useFormat } from '../ui/format.ts'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import type { BulkAct, Column, Filter, RowAct } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'
import { DeniedText } from '../ui/Why.tsx'
import { AnswerDialog } from './AnswerDialog.tsx'
import { type Decision, type ReviewDetail, type ReviewRow, rowTones, useDenialText, useReviewPlace } from './review.ts'
import { ruleReason } from './rule-reason.ts'

type Chosen = { decision: Decision; rows: ReviewRow[]; done?: () => void }

/** Who has what, and the answers: one by one, or several at once. */
export function ReviewRows({ review }: { review: ReviewDetail }) {
  const { t } = useTranslation('reviews')
  const place = useReviewPlace()
  const { reviewId } = review
  const names = ['state', 'kind', 'role', 'customerId', 'partnerId', 'notSignedIn', 'mine']
  const state = useListState({ filters: names, sort: 'name' })
  const params = { path: { ...place.path, reviewId } }
  const list = usePagedList(place.api('/{reviewId}/rows'), { params }, state)
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const open = review.state === 'open' && review.denied.answer === null
  const { bulk, acts } = useActs(review, setChosen)
  const say = useDenialText()
  const format = useFormat()
  const subject = useSubject()
  const exportAt = (format: string) =>
    `${place.api('/{reviewId}/record')}?format=${format}`
      .replace('{reviewId}', reviewId)
      .replace('{partnerId}', place.path.partnerId)
  return (
    <>
      {review.rowsFixedAt && (
        <Text size="sm" c="dimmed" mb="xs">
          {t(review.audience === 'team' ? 'rows.asOf' : 'rows.asOfUsers', { at: format.date(review.rowsFixedAt) })}
        </Text>
      )}
      {review.state === 'open' && review.denied.answer && (
        <DeniedText denied={say(review.denied.answer.missing, review.denied.answer.grantedBy)} />
      )}
      <DataList
        id={place.partnerId ? `partner.review.${review.audience}` : `vendor.review.${review.audience}`}
        label={t('rows.title')}
        list={list}
        state={state}
        rowId={(row) => row.rowId}
        rowName={(row) => `${row.name}, ${subject(row)}`}
        search={t('rows.search')}
        columns={useColumns(review)}
        filters={useFilters(review, list.rows)}
        {...(open && { bulk, rowActs: acts })}
        exports={[
          { label: t('record.csv'), href: exportAt('csv'), whole: true },
          { label: t('record.xlsx'), href: exportAt('xlsx'), whole: true },
        ]}
        empty={{
          icon: IconCertificate,
          title: t('rows.empty'),
          text: <Text inherit>{review.state === 'preparing' ? t('rows.preparing') : t('rows.emptyText')}</Text>,
        }}
      />
      <AnswerDialog
        // What was chosen for one answer is no choice of the next.
        key={chosen?.rows.map(({ rowId }) => rowId).join() ?? ''}
        reviewId={reviewId}
        decision={chosen?.decision ?? null}
        rows={chosen?.rows ?? []}
        onClose={() => setChosen(null)}
        onDone={() => chosen?.done?.()}
      />
    </>
  )
}

const icons = { keep: IconCheck, remove: IconBan, suspend: IconPlayerPause }

function useActs(review: ReviewDetail, choose: (chosen: Chosen) => void) {
  const { t } = useTranslation('reviews')
  const explain = useExplain()
  const suspends = review.memberships || review.audience === 'customer_users'
  const offered = (['keep', 'suspend', 'remove'] as const).filter((one) => suspends || one !== 'suspend')
  const bulk = offered.map(
    (decision): BulkAct<ReviewRow> => ({
      label: t(tk('decision.', decision)),
      icon: icons[decision],
      danger: decision !== 'keep',
      run: (rows, done) => choose({ decision, rows, done }),
    }),
  )
  const denialOf = (refused: string): Denial => ({
    missing: t(tk('refused.', refused)),
    explain: refused === 'needs_super_admin' ? explain('manage_super_admins') : undefined,
  })
  const acts = (row: ReviewRow): RowAct<ReviewRow>[] =>
    row.state === 'open'
      ? offered
          .filter((decision) => decision !== 'suspend' || row.kind !== 'association')
          .map((decision) => ({
            label: t(tk('decision.', decision)),
            icon: icons[decision],
            danger: decision !== 'keep',
            run: () => choose({ decision, rows: [row] }),
            denied: row.refused ? denialOf(row.refused) : undefined,
          }))
      : []
  return { bulk, acts }
}

function useColumns(review: ReviewDetail): Column<ReviewRow>[] {
  const { t } = useTranslation('reviews')
  const team = review.audience === 'team'
  const format = useFormat()
  const closing = { review: review.title, dueAt: review.dueAt, early: review.endedByName !== null }
  const ruleSaid = ruleReason(closing, t, format)
  const columns: (Column<ReviewRow> | false)[] = [
    { key: 'name', title: t('column.person'), cell: (row) => row.name, sort: 'name' },
    review.parts.length > 1 && { key: 'partner', title: t('column.partner'), cell: (row) => row.partnerName },
    { key: 'what', title: t('column.what'), cell: (row) => <What row={row} />, sort: 'customer' },
    { key: 'since', title: t('column.since'), cell: (row) => <Since row={row} />, sort: 'since', width: 140 },
    {
      key: 'signedIn',
      title: t('column.signedIn'),
      cell: (row) => <Moment at={row.lastSignInAt} none={t('rows.never')} />,
      sort: 'signedIn',
      width: 140,
    },
    team && {
      key: 'active',
      title: t('column.active'),
      cell: (row) => row.activeDays,
      numeric: true,
      sort: 'active',
      width: 120,
    },
    { key: 'state', title: t('column.answer'), cell: (row) => <Answer row={row} />, width: 220 },
    { key: 'email', title: t('column.email'), cell: (row) => row.email, initiallyHidden: true },
    {
      key: 'reason',
      title: t('column.reason'),
      cell: (row) => (row.decidedByRule ? ruleSaid : row.reason) || '—',
      initiallyHidden: true,
    },
    {
      key: 'decidedAt',
      title: t('column.decidedAt'),
      cell: (row) => <Moment at={row.decidedAt} />,
      initiallyHidden: true,
    },
  ]
  return columns.filter((column) => column !== false)
}

function Small({ children }: { children: string }) {
  return (
    <Text size="xs" c="dimmed">
      {children}
    </Text>
  )
}

/** The customer, or the role, that a row is about. */
function useSubject() {
  const { t } = useTranslation('reviews')
  return ({ kind, customerName, role }: ReviewRow) =>
    kind !== 'membership'
      ? customerName || t('rows.everyCustomer')
      : role
        ? t(tk('role.', role))
        : t('rows.onlySponsors')
}

function What({ row }: { row: ReviewRow }) {
  const { t } = useTranslation('reviews')
  const subject = useSubject()(row)
  if (row.kind !== 'membership')
    return (
      <Stack gap={0}>
        <span>{subject}</span>
        <Small>{t(tk('kind.', row.kind))}</Small>
      </Stack>
    )
  const changed = row.roleNow !== null && row.roleNow !== row.role
  return (
    <Stack gap={0}>
      <span>{subject}</span>
      {row.role && (row.sponsors || row.sponsorsNow) && <Small>{t('rows.sponsors')}</Small>}
      <Small>
        {changed ? t('rows.roleNow', { role: t(tk('role.', row.roleNow ?? 'user')) }) : t('kind.membership')}
      </Small>
    </Stack>
  )
}

function Since({ row }: { row: ReviewRow }) {
  const { t } = useTranslation('reviews')
  return (
    <Stack gap={0}>
      <Moment at={row.since} />
      {row.givenByName && <Small>{t('rows.givenBy', { name: row.givenByName })}</Small>}
    </Stack>
  )
}

/** The answer and whose it is; while there is none, why it is not the reader's to give. */
function Answer({ row }: { row: ReviewRow }) {
  const { t } = useTranslation('reviews')
  const by = row.decidedByRule ? t('rows.byRule') : row.decidedByName
  const why = row.notCarriedOut
    ? t(tk('refused.', row.notCarriedOut))
    : row.state === 'open' && row.refused && row.refused !== 'reads_only'
      ? t(tk('refused.', row.refused))
      : by
  return (
    <Stack gap={0} align="flex-start">
      <StateBadge tone={rowTones[row.state]}>{t(tk('rowState.', row.state))}</StateBadge>
      {why && <Small>{why}</Small>}
    </Stack>
  )
}

function useFilters(review: ReviewDetail, rows: ReviewRow[]): Filter[] {
  const { t } = useTranslation('reviews')
  const options = (values: string[], say: (value: string) => string) =>
    values.map((value) => ({ value, label: say(value) }))
  // Those of the rows read so far: the list of a partner's customers may be longer than any menu.
  const customers = new Map(rows.flatMap((row) => (row.customerId ? [[row.customerId, row.customerName]] : [])))
  const filters: (Filter | false)[] = [
    // Where no answer is taken nothing waits for anybody.
    review.state === 'open' && {
      key: 'mine',
      label: t('column.mine'),
      options: [{ value: 'true', label: t('rows.onlyMine') }],
      single: true,
    },
    {
      key: 'state',
      label: t('column.answer'),
      options: options(Object.keys(rowTones), (value) => t(tk('rowState.', value))),
    },
    review.audience === 'team' && {
      key: 'kind',
      label: t('column.what'),
      options: options(['membership', 'association'], (value) => t(tk('kind.', value))),
    },
    review.audience === 'team' && {
      key: 'role',
      label: t('column.role'),
      options: options(['super_admin', 'admin', 'user'], (value) => t(tk('role.', value))),
    },
    customers.size > 0 && {
      key: 'customerId',
      label: t('column.customer'),
      options: [...customers].map(([value, label]) => ({ value: String(value), label: String(label) })),
    },
    review.parts.length > 1 && {
      key: 'partnerId',
      label: t('column.partner'),
      options: review.parts.map(({ partnerId, partnerName }) => ({ value: partnerId, label: partnerName })),
    },
    {
      key: 'notSignedIn',
      label: t('column.signedIn'),
      options: options(['never', '30', '90', '365'], (value) => t(tk('notSignedIn.', value))),
      single: true,
    },
  ]
  return filters.filter((filter) => filter !== false)
}
