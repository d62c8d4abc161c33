import { Modal, Select, Stack, Text, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { meQuery } from '../api/me.ts'
import { Form } from '../ui/Form.tsx'
import { linkTo } from '../ui/links.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'

const durations = [15, 30, 60, 120, 240, 480]

type Props = { partnerId: string; partnerName: string; opened: boolean; onClose: () => void }

/** Why, and for how long; says before it begins who will be told and what it allows. */
export function StartDialog({ partnerId, partnerName, opened, onClose }: Props) {
  const { t } = useTranslation('acting')
  return (
    <Modal opened={opened} onClose={onClose} title={t('start.title', { partner: partnerName })} size="md">
      <StartForm partnerId={partnerId} />
    </Modal>
  )
}

function StartForm({ partnerId }: { partnerId: string }) {
  const { t } = useTranslation('acting')
  const navigate = useNavigate()
  const queries = useQueryClient()
  const start = useWrite('post', '/api/v1/vendor/partners/{partnerId}/acting', { ok: t('start.done'), quiet: true })
  const form = useProblemForm({
    initialValues: { reason: '', minutes: '60' },
    validate: { reason: (value: string) => (value.trim().length >= 3 ? null : t('start.reasonMissing')) },
    submit: async ({ reason, minutes }) => {
      await start.mutateAsync({ params: { path: { partnerId } }, body: { reason, minutes: Number(minutes) } })
      await queries.invalidateQueries({ queryKey: meQuery.queryKey })
      await navigate(linkTo(`/partner/${partnerId}`))
    },
  })
  return (
    <Form form={form} submit={t('start.submit')}>
      <Stack gap="sm">
        <Text size="sm">{t('start.text')}</Text>
        <Textarea
          label={t('start.reason')}
          description={t('start.reasonText')}
          required
          autosize
          minRows={2}
          maxLength={1000}
          data-autofocus
          {...form.field('reason')}
        />
        <Select
          label={t('start.duration')}
          data={durations.map((minutes) => ({
            value: String(minutes),
            label: minutes < 60 ? t('start.minutes', { count: minutes }) : t('start.hours', { count: minutes / 60 }),
          }))}
          {...form.field('minutes')}
        />
      </Stack>
    </Form>
  )
}
