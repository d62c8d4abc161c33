import { Alert, Paper, Skeleton, Table, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { useSponsoringStops } from '../team/sponsoring-stops.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { Moment } from '../ui/Moment.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { ErrorState } from '../ui/states.tsx'
import { useAgentDenial } from '../vendor/may.ts'

type Administrator = components['schemas']['PartnerAdministrator']

/** Who sponsors for the partner. The vendor may take the right from anybody, even the last, after a warning (R5). */
export function PartnerAdministrators({ partnerId, partnerName }: { partnerId: string; partnerName: string }) {
  const { t } = useTranslation('partners')
  const denied = useAgentDenial('manage_partners')
  const params = { path: { partnerId } }
  const list = useRead('/api/v1/vendor/partners/{partnerId}/administrators', { params })
  const [leaving, setLeaving] = useState<Administrator | null>(null)
  const remove = useWrite('post', '/api/v1/vendor/partners/{partnerId}/administrators/{accountId}/remove', {
    ok: t('administrators.removed'),
    quiet: true,
  })
  const stops = useRead(
    '/api/v1/vendor/partners/{partnerId}/administrators/{accountId}/removal',
    { params: { path: { partnerId, accountId: leaving?.accountId ?? '' } } },
    { enabled: leaving !== null },
  )
  const sponsoringStops = useSponsoringStops()
  const keys = stops.data?.keys ?? []
  const items = list.data?.items ?? []
  const isLast = items.length === 1
  return (
    <Paper withBorder p="md" id="administrators" component="section">
      <Title order={2} size="h4" mb="xs">
        {t('list.administrators')}
      </Title>
      {list.error && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Skeleton height={72} />}
      {list.data && items.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('administrators.none')}
        </Text>
      )}
      {isLast && (
        <Alert color="orange" mb="sm">
          {t('administrators.onlyOne')}
        </Alert>
      )}
      {items.length > 0 && (
        <Table.ScrollContainer minWidth={480}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('administrators.name')}</Table.Th>
                <Table.Th>{t('administrators.email')}</Table.Th>
                <Table.Th>{t('administrators.since')}</Table.Th>
                <Table.Th>
                  <span className="visually-hidden">{t('administrators.acts')}</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((row) => (
                <Table.Tr key={row.accountId}>
                  <Table.Td>
                    {row.firstName} {row.lastName}
                  </Table.Td>
                  <Table.Td>{row.email}</Table.Td>
                  <Table.Td>
                    <Moment at={row.since} />
                  </Table.Td>
                  <Table.Td ta="right">
                    <ActButton size="xs" variant="default" denied={denied} onClick={() => setLeaving(row)}>
                      {t('administrators.remove')}
                    </ActButton>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <ReasonDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t('administrators.removeTitle', { name: leaving ? `${leaving.firstName} ${leaving.lastName}` : '' })}
        text={
          isLast
            ? t('administrators.removeLast', { partner: partnerName })
            : t('administrators.removeText', { partner: partnerName })
        }
        impact={
          stops.data && [
            ...sponsoringStops(stops.data),
            { label: t('administrators.keys', { count: keys.length }), count: keys.length, names: keys },
          ]
        }
        counting={leaving !== null && stops.isFetching}
        reasons={[t('administrators.reasonLeft'), t('administrators.reasonAsked')]}
        confirm={isLast ? t('administrators.confirmLast') : t('administrators.remove')}
        danger
        act={async (reason) =>
          leaving &&
          remove.mutateAsync({
            params: { path: { partnerId, accountId: leaving.accountId } },
            body: { reason, evenTheLast: isLast },
          })
        }
      />
    </Paper>
  )
}
