import { Grid, Group, Paper, Progress, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import { PageLink } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { type ReviewDetail, useReviewPlace } from './review.ts'

/** Progress, terms and reviewers of a review, side by side. */
export function ReviewFacts({ review }: { review: ReviewDetail }) {
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: 5 }}>
        <ProgressPanel review={review} />
      </Grid.Col>
      <Grid.Col span={{ base: 12, sm: 6, md: 4 }}>
        <Terms review={review} />
      </Grid.Col>
      <Grid.Col span={{ base: 12, sm: 6, md: 3 }}>
        <Reviewers review={review} />
      </Grid.Col>
    </Grid>
  )
}

function Panel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="md" h="100%">
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      {children}
    </Paper>
  )
}

const parts = [
  ['kept', 'teal'],
  ['removed', 'red'],
  ['suspended', 'orange'],
  ['gone', 'gray'],
] as const

function ProgressPanel({ review }: { review: ReviewDetail }) {
  const { t } = useTranslation('reviews')
  const format = useFormat()
  const { base } = useReviewPlace()
  const { counts } = review
  const done = counts.rows - counts.open
  const share = (count: number) => (counts.rows > 0 ? (count / counts.rows) * 100 : 0)
  return (
    <Panel title={t('progress.title')}>
      <Stack gap="sm">
        <Text size="xl" fw={600} className="tabular">
          {t('progress.of', { done: format.number(done), rows: format.number(counts.rows) })}
        </Text>
        <Progress.Root size="lg">
          {parts.map(([name, color]) => (
            <Progress.Section
              key={name}
              value={share(counts[name])}
              color={color}
              aria-label={t(tk('progress.', name), { count: counts[name] })}
            />
          ))}
        </Progress.Root>
        <Group gap="md">
          {parts.map(([name]) => (
            <Text key={name} size="sm" c={counts[name] > 0 ? undefined : 'dimmed'}>
              {t(tk('progress.', name), { count: counts[name] })}
            </Text>
          ))}
        </Group>
        {review.state === 'open' && counts.mine > 0 && (
          <PageLink href={`${base}/${review.reviewId}?mine=true`} size="sm" fw={500}>
            {t('progress.mine', { count: counts.mine })}
          </PageLink>
        )}
        <Text size="xs" c="dimmed">
          {t('progress.people', { count: counts.people })}
        </Text>
      </Stack>
    </Panel>
  )
}

function Terms({ review }: { review: ReviewDetail }) {
  const { t } = useTranslation('reviews')
  const format = useFormat()
  const what =
    review.audience === 'customer_users'
      ? [t('audience.customer_users')]
      : [review.memberships && t('new.memberships'), review.associations && t('new.associations')].filter(
          (part) => part !== false,
        )
  const facts: [string, ReactNode][] = [
    [t('column.due'), <Moment key="due" at={review.dueAt} show="dateTime" />],
    [t('new.rule'), t(tk('rule.', review.rule))],
    [t('new.subjects'), format.list(what)],
    ...(review.roles.length > 0
      ? ([[t('column.role'), format.list(review.roles.map((role) => t(tk('role.', role))))]] as [string, ReactNode][])
      : []),
    ...(review.customers.length > 0
      ? ([[t('column.customer'), format.list(review.customers.map(({ name }) => name))]] as [string, ReactNode][])
      : []),
    [t('column.startedBy'), t('page.startedBy', { name: review.startedByName, day: format.date(review.startedAt) })],
    ...(review.closedAt
      ? ([[t('column.closed'), <Moment key="closed" at={review.closedAt} show="dateTime" />]] as [string, ReactNode][])
      : []),
    ...(review.endedByName
      ? ([[t(tk('page.ended.', review.state)), `${review.endedByName}: ${review.endedReason}`]] as [
          string,
          ReactNode,
        ][])
      : []),
  ]
  return (
    <Panel title={t('page.terms')}>
      <Stack gap={6} component="dl" m={0}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <Text size="xs" c="dimmed" component="dt">
              {label}
            </Text>
            <Text size="sm" component="dd" m={0}>
              {value}
            </Text>
          </div>
        ))}
      </Stack>
    </Panel>
  )
}

const SHOWN = 8

function Reviewers({ review }: { review: ReviewDetail }) {
  const { t } = useTranslation('reviews')
  const { reviewers, state } = review
  const stillAnswered = state === 'preparing' || state === 'open'
  return (
    <Panel title={t('page.reviewers')}>
      {reviewers.length === 0 && (
        <Text size="sm" c="dimmed">
          {stillAnswered ? t('page.noReviewers') : t('page.nobodyAnswered')}
        </Text>
      )}
      <Stack gap={6}>
        {reviewers.slice(0, SHOWN).map((one) => (
          <Group key={one.accountId} justify="space-between" gap="xs" wrap="nowrap">
            <Text size="sm" miw={0} truncate>
              {one.name}
            </Text>
            <Text size="xs" c="dimmed" className="tabular" flex="none">
              {t('page.answers', { count: one.answers })}
            </Text>
          </Group>
        ))}
        {reviewers.length > SHOWN && (
          <Text size="xs" c="dimmed">
            {t('page.moreReviewers', { count: reviewers.length - SHOWN })}
          </Text>
        )}
      </Stack>
    </Panel>
  )
}
