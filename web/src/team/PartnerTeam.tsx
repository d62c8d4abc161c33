import { Button, Group, Paper, Table, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePagedList, useRead } from '../api/hooks.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { useFormat } from '../ui/format.ts'
import { LinkButton } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { ErrorState } from '../ui/states.tsx'
import { useAgentDenial } from '../vendor/may.ts'
import { type Member, nameOf, roles } from './member.ts'
import { RemoveSuperAdmin } from './RemoveSuperAdmin.tsx'
import { MemberState, RoleName, SeenCustomers } from './TeamPage.tsx'

/** A partner's people as the vendor sees them: reading, but for a super administrator who must go (R5). */
export function PartnerTeam({ partnerId, partnerName }: { partnerId: string; partnerName: string }) {
  const { t } = useTranslation('team')
  const format = useFormat()
  const params = { path: { partnerId } }
  const list = usePagedList('/api/v1/vendor/partners/{partnerId}/team', {
    params: { ...params, query: { sort: 'role', limit: 20 } },
  })
  const counts = useRead('/api/v1/vendor/partners/{partnerId}/team', { params: { ...params, query: { limit: 1 } } })
    .data?.counts
  return (
    <Paper withBorder p="md" id="team" component="section">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4">
          {t('vendor.title')}
        </Title>
        {counts && (
          <Text size="sm" c="dimmed">
            {roles.map((role) => `${t(tk('roles.', role))}: ${format.number(counts[role])}`).join(' · ')}
          </Text>
        )}
      </Group>
      {list.error && <ErrorState error={list.error} retry={list.retry} />}
      {!list.isLoading && list.rows.length === 0 && !list.error && (
        <Group gap="sm">
          <Text size="sm" c="dimmed">
            {t('vendor.none')}
          </Text>
          <LinkButton href="/vendor/onboarding" variant="default" size="xs">
            {t('onboarding.title')}
          </LinkButton>
        </Group>
      )}
      {list.rows.length > 0 && <Rows partnerId={partnerId} partnerName={partnerName} rows={list.rows} />}
      {list.hasMore && (
        <Button size="xs" variant="default" mt="xs" loading={list.isLoadingMore} onClick={list.loadMore}>
          {t('ui:list.loadMore')}
        </Button>
      )}
    </Paper>
  )
}

function Rows({ partnerId, partnerName, rows }: { partnerId: string; partnerName: string; rows: Member[] }) {
  const { t } = useTranslation('team')
  const denied = useAgentDenial('onboard_partners')
  const [leaving, setLeaving] = useState<Member | null>(null)
  return (
    <Table.ScrollContainer
      minWidth={640}
      type="native"
      pos="relative"
      tabIndex={0}
      role="region"
      aria-label={t('vendor.title')}
    >
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('column.name')}</Table.Th>
            <Table.Th>{t('column.email')}</Table.Th>
            <Table.Th>{t('column.role')}</Table.Th>
            <Table.Th>{t('column.state')}</Table.Th>
            <Table.Th>{t('column.customers')}</Table.Th>
            <Table.Th>{t('column.signedIn')}</Table.Th>
            <Table.Th>
              <span className="visually-hidden">{t('vendor.acts')}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.accountId}>
              <Table.Td>{nameOf(row)}</Table.Td>
              <Table.Td>{row.email}</Table.Td>
              <Table.Td>
                <RoleName member={row} />
              </Table.Td>
              <Table.Td>
                <MemberState state={row.state} />
              </Table.Td>
              <Table.Td>
                <SeenCustomers member={row} />
              </Table.Td>
              <Table.Td>
                <Moment at={row.lastSignInAt} none={t('column.never')} />
              </Table.Td>
              <Table.Td ta="right">
                {row.role === 'super_admin' && (
                  <ActButton size="xs" variant="default" denied={denied} onClick={() => setLeaving(row)}>
                    {t('act.remove')}
                  </ActButton>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {leaving && (
        <RemoveSuperAdmin
          partnerId={partnerId}
          partnerName={partnerName}
          member={leaving}
          onClose={() => setLeaving(null)}
        />
      )}
    </Table.ScrollContainer>
  )
}
