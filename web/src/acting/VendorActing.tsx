import { Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { useMe } from '../api/me.ts'
import { actingIn } from '../app/navigation.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { LinkButton } from '../ui/links.tsx'
import { ErrorState } from '../ui/states.tsx'
import { useAgentDenial } from '../vendor/may.ts'
import { ActingCard } from './ActingCard.tsx'
import { StartDialog } from './StartDialog.tsx'

/** On the vendor's page of a partner: look at its pages for a while, and who did before. */
export function VendorActing({ partnerId, partnerName }: { partnerId: string; partnerName: string }) {
  const { t } = useTranslation('acting')
  const denied = useAgentDenial('use_support_access')
  const mine = actingIn(useMe(), partnerId)
  const [starting, setStarting] = useState(false)
  const params = { path: { partnerId }, query: { limit: 5 } }
  const list = useRead('/api/v1/vendor/partners/{partnerId}/acting', { params })
  const end = useWrite('post', '/api/v1/vendor/partners/{partnerId}/acting/{actingId}/end', { ok: t('end.done') })
  return (
    <Paper withBorder p="md" id="support-access" component="section">
      <Group justify="space-between" gap="xs" mb="xs">
        <Title order={2} size="h4">
          {t('title')}
        </Title>
        {mine ? (
          <LinkButton size="xs" href={`/partner/${partnerId}`}>
            {t('start.goOn')}
          </LinkButton>
        ) : (
          <ActButton size="xs" variant="default" denied={denied} onClick={() => setStarting(true)}>
            {t('start.act')}
          </ActButton>
        )}
      </Group>
      {list.error && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Skeleton height={96} />}
      {list.data?.items.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('start.none')}
        </Text>
      )}
      <Stack gap="sm">
        {list.data?.items.map((acting) => (
          <ActingCard
            key={acting.actingId}
            acting={acting}
            act={
              <ActButton
                size="xs"
                variant="default"
                denied={denied}
                onClick={() => end.mutate({ params: { path: { partnerId, actingId: acting.actingId } }, body: {} })}
              >
                {t('end.act')}
              </ActButton>
            }
          />
        ))}
      </Stack>
      <StartDialog
        partnerId={partnerId}
        partnerName={partnerName}
        opened={starting}
        onClose={() => setStarting(false)}
      />
    </Paper>
  )
}
