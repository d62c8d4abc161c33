import { Button, Group, Paper, Skeleton, Stack, Text } from '@mantine/core'
import { IconInbox } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { LinkButton } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { useTextIn } from './chain-text.ts'
import { requestTones } from './request-tones.ts'

type MyRequest = components['schemas']['MyAccessRequest']

/** What I asked my partner for, and what became of it. */
export default function MyRequestsPage() {
  const { t } = useTranslation('access')
  const requests = useRead('/api/v1/access/requests')
  return (
    <>
      <PageHeader title={t('requests.title')} text={t('requests.text')} />
      {requests.isPending ? (
        <Skeleton height={200} />
      ) : requests.error ? (
        <ErrorState error={requests.error} retry={() => void requests.refetch()} />
      ) : requests.data.items.length === 0 ? (
        <EmptyState
          icon={IconInbox}
          title={t('requests.empty.title')}
          text={t('requests.empty.text')}
          action={<LinkButton href="/access">{t('mine.title')}</LinkButton>}
        />
      ) : (
        <Stack component="ul" gap="sm" p={0} m={0}>
          {requests.data.items.map((request) => (
            <Paper key={request.requestId} component="li" withBorder p="md" style={{ listStyle: 'none' }}>
              <OneRequest request={request} />
            </Paper>
          ))}
        </Stack>
      )}
    </>
  )
}

function OneRequest({ request }: { request: MyRequest }) {
  const { t } = useTranslation('access')
  const textIn = useTextIn()
  const name = textIn(request.names, request.entitlementId)
  const withdraw = useWrite('post', '/api/v1/access/requests/{requestId}/withdraw', { ok: t('requests.withdrawn') })
  return (
    <Group justify="space-between" align="flex-start" gap="sm">
      <Stack gap={4} flex="1 1 16rem">
        <Group gap="xs">
          <Text fw={500}>{name}</Text>
          <StateBadge tone={requestTones[request.state]}>{t(tk('requests.state.', request.state))}</StateBadge>
        </Group>
        <Text size="sm" c="dimmed">
          {t('requests.at', { customer: request.customerName, partner: request.partnerName })}{' '}
          <Moment at={request.createdAt} />
        </Text>
        {request.note && <Text size="sm">{request.note}</Text>}
        {request.reason && (
          <Text size="sm">
            {t('requests.answer')} {request.reason}
          </Text>
        )}
      </Stack>
      {request.state === 'open' && (
        <Button
          size="xs"
          variant="default"
          loading={withdraw.isPending}
          aria-label={t('requests.withdrawNamed', { name })}
          onClick={() => withdraw.mutate({ params: { path: { requestId: request.requestId } } })}
        >
          {t('requests.withdraw')}
        </Button>
      )}
    </Group>
  )
}
