import { Group, Paper, Skeleton, Table, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'
import { ErrorState } from '../ui/states.tsx'
import { useAdministratorDenial } from './may.ts'

/** Invitations nobody has accepted yet. The links themselves exist only in the mails. */
export function Invitations() {
  const { t } = useTranslation('vendor')
  const denied = useAdministratorDenial('manage_staff')
  const list = useRead('/api/v1/vendor/staff-invitations')
  const resend = useWrite('post', '/api/v1/vendor/staff-invitations/{invitationId}/resend', { ok: t('invite.sent') })
  const withdraw = useWrite('post', '/api/v1/vendor/staff-invitations/{invitationId}/withdraw', {
    ok: t('invite.withdrawn'),
  })
  const items = list.data?.items ?? []
  return (
    <Paper withBorder p="md" mt="xl" component="section">
      <Title order={2} size="h4" mb="xs">
        {t('invite.open')}
      </Title>
      {list.error && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Skeleton height={48} />}
      {list.data && items.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('invite.none')}
        </Text>
      )}
      {items.length > 0 && (
        <Table.ScrollContainer
          minWidth={640}
          type="native"
          pos="relative"
          tabIndex={0}
          role="region"
          aria-label={t('invite.open')}
        >
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('person.email')}</Table.Th>
                <Table.Th>{t('staff.role')}</Table.Th>
                <Table.Th>{t('invite.by')}</Table.Th>
                <Table.Th>{t('invite.until')}</Table.Th>
                <Table.Th>
                  <span className="visually-hidden">{t('invite.acts')}</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((row) => (
                <Table.Tr key={row.invitationId}>
                  <Table.Td>{row.email}</Table.Td>
                  <Table.Td>{t(tk('role.', row.role))}</Table.Td>
                  <Table.Td>{row.invitedByName}</Table.Td>
                  <Table.Td>
                    <Group gap="xs" wrap="nowrap">
                      <Moment at={row.expiresAt} show="dateTime" />
                      {row.expired && <StateBadge tone="attention">{t('invite.expired')}</StateBadge>}
                    </Group>
                  </Table.Td>
                  <Table.Td>
                    <Group gap="xs" justify="flex-end" wrap="nowrap">
                      <ActButton
                        denied={denied}
                        size="xs"
                        variant="default"
                        onClick={() => resend.mutate({ params: { path: { invitationId: row.invitationId } } })}
                      >
                        {t('invite.resend')}
                      </ActButton>
                      <ActButton
                        denied={denied}
                        size="xs"
                        variant="default"
                        onClick={() => withdraw.mutate({ params: { path: { invitationId: row.invitationId } } })}
                      >
                        {t('invite.withdraw')}
                      </ActButton>
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Paper>
  )
}
