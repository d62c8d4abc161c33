import { Alert, Button, Group, List, Paper, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { useFormat } from '../ui/format.ts'
import { tk } from '../ui/message-key.ts'
import { useProblemText } from '../ui/problem-text.ts'
import { type Plan, type PlanPreview, planBody } from './plan.ts'
import { useReviewPlace } from './review.ts'

type Props = { plan: Plan; preview: PlanPreview; back: () => void; started: (reviewId: string) => void }

/** What the review would be: how many rows of how many people, who answers, and what its rule does in the end. */
export function StartReview({ plan, preview, back, started }: Props) {
  const { t } = useTranslation('reviews')
  const format = useFormat()
  const place = useReviewPlace()
  const start = useWrite('post', place.api(''), { quiet: true, ok: t('new.started') })
  const begin = async () => {
    const body = planBody(plan, place.partnerId === null)
    const { reviewId } = await start.mutateAsync({ params: { path: place.path }, body })
    started(reviewId)
  }
  const empty = preview.rows === 0
  return (
    <Stack gap="md">
      <Paper withBorder p="md">
        <Title order={2} size="h4" mb="xs">
          {plan.title}
        </Title>
        <Text size="xl" fw={600} className="tabular">
          {t('start.rows', { count: preview.rows })}
        </Text>
        <List size="sm" mt="xs" spacing={4}>
          <List.Item>{t('start.people', { count: preview.people })}</List.Item>
          {place.partnerId === null && <List.Item>{t('start.partners', { count: preview.partners })}</List.Item>}
          {plan.audience === 'team' && (
            <>
              <List.Item>{t('start.memberships', { count: preview.memberships })}</List.Item>
              <List.Item>{t('start.associations', { count: preview.associations })}</List.Item>
            </>
          )}
          <List.Item>
            {preview.reviewers.length > 0
              ? t('start.reviewers', { names: format.list(preview.reviewers.slice(0, 8).map(({ name }) => name)) })
              : t(tk('start.reviewersOf.', plan.audience))}
          </List.Item>
          <List.Item>{t('start.due', { day: format.date(plan.dueOn), rule: t(tk('rule.', plan.rule)) })}</List.Item>
        </List>
        <Text size="sm" c="dimmed" mt="sm">
          {empty ? t('start.empty') : t('start.fixed')}
        </Text>
      </Paper>
      {start.error && <Problem error={start.error} />}
      <Group justify="space-between">
        <Button variant="default" onClick={back}>
          {t('start.back')}
        </Button>
        <Button loading={start.isPending} disabled={empty} onClick={() => void begin().catch(() => {})}>
          {t('start.act')}
        </Button>
      </Group>
    </Stack>
  )
}

function Problem({ error }: { error: Parameters<typeof useProblemText>[0] }) {
  const { title, text } = useProblemText(error)
  return (
    <Alert color="red" role="alert" title={title}>
      {text}
    </Alert>
  )
}
