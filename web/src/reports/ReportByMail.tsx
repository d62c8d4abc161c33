import { Group, Paper, Select, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { tk } from '../ui/message-key.ts'
import type { StatusReport } from './StatusReportPage.tsx'

const choices = ['never', 'weekly', 'monthly'] as const
type Every = (typeof choices)[number]

/** Whether, and how often, I get this report by e-mail. */
export function ReportByMail(props: { subscription: StatusReport['subscription']; partnerId: string }) {
  const { subscription, partnerId } = props
  const { t } = useTranslation('reports')
  const save = useWrite('put', '/api/v1/partners/{partnerId}/status-report/subscription', { ok: t('mail.saved') })
  return (
    <Paper component="section" withBorder p="md">
      <Title order={2} size="h4">
        {t('mail.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('mail.text')}
      </Text>
      <Group>
        <Select
          label={t('mail.label')}
          w={260}
          disabled={save.isPending}
          value={save.isPending ? save.variables.body.every : subscription.every}
          data={choices.map((value) => ({ value, label: t(tk('mail.', value)) }))}
          onChange={(every) =>
            every && save.mutate({ params: { path: { partnerId } }, body: { every: every as Every } })
          }
        />
      </Group>
    </Paper>
  )
}
