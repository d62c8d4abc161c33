import { Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { meQuery } from '../api/me.ts'
import { useFormat } from '../ui/format.ts'
import { linkTo, PageLink } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { ErrorState } from '../ui/states.tsx'
import { MemberState, RoleName } from './TeamPage.tsx'

/** The partners I work for, also where I am suspended and why; and who invites my address to another. */
export function MyTeams() {
  const { t } = useTranslation('team')
  const format = useFormat()
  const navigate = useNavigate()
  const client = useQueryClient()
  const mine = useRead('/api/v1/account/teams')
  const accept = useWrite('post', '/api/v1/account/team-invitations/{invitationId}/accept', { ok: t('join.done') })
  if (mine.error) return <ErrorState error={mine.error} retry={() => void mine.refetch()} />
  if (mine.isPending) return <Skeleton height={48} />
  const { memberships, invitations } = mine.data
  if (memberships.length + invitations.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('mine.none')}
      </Text>
    )
  return (
    <Stack gap="md">
      {invitations.map((one) => (
        <Group key={one.invitationId} justify="space-between" gap="sm">
          <Text size="sm" maw={560}>
            {t('mine.invited', {
              inviter: one.invitedByName,
              partner: one.partnerName,
              role: t(tk('role.', one.role)),
              until: format.date(one.expiresAt),
            })}
          </Text>
          <Button
            size="xs"
            loading={accept.isPending}
            onClick={async () => {
              const { partnerId } = await accept.mutateAsync({ params: { path: { invitationId: one.invitationId } } })
              await client.fetchQuery({ ...meQuery, staleTime: 0 })
              void navigate(linkTo(`/partner/${partnerId}`))
            }}
          >
            {t('join.submit')}
          </Button>
        </Group>
      ))}
      {memberships.map((one) => (
        <Group key={one.partnerId} justify="space-between" gap="sm" align="flex-start">
          <div>
            {one.state === 'active' ? (
              <PageLink href={`/partner/${one.partnerId}`} size="sm" fw={500}>
                {one.partnerName}
              </PageLink>
            ) : (
              <Text size="sm" fw={500}>
                {one.partnerName}
              </Text>
            )}
            <Text size="sm" c="dimmed" component="div">
              <RoleName member={one} />
            </Text>
            {one.suspendedReason && <Text size="sm">{t('mine.suspended', { reason: one.suspendedReason })}</Text>}
          </div>
          <MemberState state={one.state} />
        </Group>
      ))}
    </Stack>
  )
}
