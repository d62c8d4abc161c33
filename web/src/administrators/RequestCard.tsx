import { Alert, Group, Paper, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { useVendor } from '../api/me.ts'
import { Facts } from '../customers/Facts.tsx'
import { ActButton } from '../ui/ActButton.tsx'
import { useFormat } from '../ui/format.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { RequestState } from './RequestState.tsx'
import type { OwnRequest } from './request.ts'

/** One of my requests: state, decision and reason, what I stated. */
export function RequestCard({ request }: { request: OwnRequest }) {
  const { t } = useTranslation('administrators')
  const format = useFormat()
  const vendor = useVendor()
  const withdraw = useWrite('post', '/api/v1/administrator-requests/{requestId}/withdraw', { ok: t('mine.withdrawn') })
  const { company } = request
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" mb="sm">
        <Group gap="xs">
          <Title order={2} size="h4">
            {company.name}
          </Title>
          <RequestState state={request.state} />
        </Group>
        {request.state === 'pending' && (
          <ActButton
            variant="default"
            size="xs"
            loading={withdraw.isPending}
            onClick={() => withdraw.mutate({ params: { path: { requestId: request.requestId } }, body: {} })}
          >
            {t('mine.withdraw')}
          </ActButton>
        )}
      </Group>
      <Text size="sm" mb="sm">
        {t(tk('meaning.', request.state), { vendor: vendor.name })}
      </Text>
      {request.reason && (
        <Alert color="orange" mb="sm" title={t('mine.reason')}>
          {request.reason}
        </Alert>
      )}
      <Facts
        rows={[
          [t('mine.sentAt'), <Moment key="sent" at={request.createdAt} show="dateTime" />],
          [t('mine.decidedAt'), request.decidedAt && <Moment at={request.decidedAt} show="dateTime" />],
          [t('form.jobTitle'), request.jobTitle],
          [t('form.numbers'), format.list(request.contractNumbers)],
        ]}
      />
    </Paper>
  )
}
