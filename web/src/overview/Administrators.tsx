import { Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { linkTo } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { ErrorState } from '../ui/states.tsx'

/** Who sponsors for this partner; stepping down, which the last one cannot (R5). */
export function Administrators({ partnerId }: { partnerId: string }) {
  const { t } = useTranslation('overview')
  const navigate = useNavigate()
  const params = { path: { partnerId } }
  const list = useRead('/api/v1/partners/{partnerId}/administrators', { params })
  const [leaving, setLeaving] = useState(false)
  const stepDown = useWrite('post', '/api/v1/partners/{partnerId}/administrators/step-down', { quiet: true })
  const denied = list.data?.onlyOne ? { missing: t('onlyOne.missing'), grantedBy: t('onlyOne.grantedBy') } : undefined
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} size="h4" mb="sm">
        {t('administrators')}
      </Title>
      {list.error && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Skeleton height={48} />}
      <Stack gap="xs">
        {list.data?.items.map((one) => (
          <Group key={one.accountId} justify="space-between">
            <div>
              <Text size="sm" fw={500}>
                {one.firstName} {one.lastName} {one.myself && t('myself')}
              </Text>
              <Text size="xs" c="dimmed">
                {one.email} · {t('since')} <Moment at={one.since} />
              </Text>
            </div>
            {one.myself && (
              <ActButton size="xs" variant="default" denied={denied} onClick={() => setLeaving(true)}>
                {t('stepDown.act')}
              </ActButton>
            )}
          </Group>
        ))}
      </Stack>
      <ReasonDialog
        opened={leaving}
        onClose={() => setLeaving(false)}
        title={t('stepDown.title')}
        text={t('stepDown.text')}
        confirm={t('stepDown.act')}
        danger
        act={async (reason) => {
          await stepDown.mutateAsync({ params, body: { reason } })
          await navigate(linkTo('/sign-in'))
        }}
      />
    </Paper>
  )
}
