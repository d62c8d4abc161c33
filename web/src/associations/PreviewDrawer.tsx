import { Alert, Button, Drawer, Group, Stack, Text, Textarea, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { useWrite } from '../api/hooks.ts'
import { ApiProblem } from '../api/problem.ts'
import { useFormat } from '../ui/format.ts'
import { problemText } from '../ui/problem-text.ts'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { EffectList, Refused } from './EffectList.tsx'
import type { Effect } from './matrix.ts'
import { bodyOf, type Pending } from './pending.ts'

type Props = { partnerId: string; pending: Pending; opened: boolean; onClose: () => void; onApplied: () => void }

/** Who would gain and lose which customers, what is refused and why; then the reason, and all of it at once. */
export function PreviewDrawer({ opened, onClose, ...rest }: Props) {
  const { t } = useTranslation('associations')
  return (
    <Drawer opened={opened} onClose={onClose} position="right" size="lg" title={t('preview.title')}>
      <Preview {...rest} onClose={onClose} />
    </Drawer>
  )
}

function Preview({ partnerId, pending, onClose, onApplied }: Omit<Props, 'opened'>) {
  const { t } = useTranslation('associations')
  const body = bodyOf(pending)
  const params = { path: { partnerId } }
  const preview = useQuery({
    queryKey: ['associations preview', partnerId, body],
    queryFn: () => take(api.POST('/api/v1/partners/{partnerId}/associations/preview', { params, body })),
    gcTime: 0,
  })
  const apply = useWrite('post', '/api/v1/partners/{partnerId}/associations', { ok: t('preview.applied'), quiet: true })
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  if (preview.error) return <ErrorState error={preview.error} retry={() => void preview.refetch()} />
  if (!preview.data) return <LoadingState />
  const { effect } = preview.data
  const act = async (reason: string) => {
    setProblem(null)
    try {
      await apply.mutateAsync({ params, body: { ...body, effect, reason } })
      onApplied()
    } catch (error) {
      setProblem(error instanceof ApiProblem ? error : new ApiProblem(0, { detail: String(error) }))
      // What somebody else changed meanwhile is shown before it is decided about.
      if (error instanceof ApiProblem && error.code === 'associations_changed') await preview.refetch()
    }
  }
  return (
    <Stack gap="md">
      <Totals totals={preview.data.totals} />
      <EffectList people={preview.data.people} />
      <Refused refused={preview.data.refused} />
      {problem && (
        <Alert color="red" role="alert" title={problemText(problem, t).title}>
          {problemText(problem, t).text}
        </Alert>
      )}
      <Decide nothing={preview.data.people.length === 0} busy={apply.isPending} act={act} onClose={onClose} />
    </Stack>
  )
}

function Totals({ totals: { people, gains, loses, cells } }: Pick<Effect, 'totals'>) {
  const { t } = useTranslation('associations')
  const format = useFormat()
  if (people === 0) return <Text size="sm">{t('preview.nothing')}</Text>
  const values = { people: format.number(people), gains: format.number(gains), loses: format.number(loses) }
  return (
    <div>
      <Title order={3} size="h5">
        {t('preview.people', { count: people, formatted: values.people })}
      </Title>
      <Text size="sm">{t('preview.totals', { ...values, cells: format.number(cells) })}</Text>
    </div>
  )
}

type DecideProps = { nothing: boolean; busy: boolean; act: (reason: string) => Promise<void>; onClose: () => void }

function Decide({ nothing, busy, act, onClose }: DecideProps) {
  const { t } = useTranslation('associations')
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const lacking = reason.trim().length < 3
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (!lacking) void act(reason.trim())
      }}
    >
      {!nothing && (
        <Textarea
          label={t('ui:reason.label')}
          description={t('ui:reason.text')}
          required
          autosize
          minRows={2}
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={tried && lacking ? t('ui:reason.missing') : null}
        />
      )}
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={onClose}>
          {t('preview.back')}
        </Button>
        {!nothing && (
          <Button type="submit" loading={busy}>
            {t('preview.apply')}
          </Button>
        )}
      </Group>
    </form>
  )
}
