import { Alert, Group, List, Progress, Stack, Text } from '@mantine/core'
import { IconFileText } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { usePagedList, useRead, useWrite } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { usePartnerId, usePathParam } from '../app/place.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { useFormat } from '../ui/format.ts'
import { LinkButton } from '../ui/links.tsx'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import type { Column } from '../ui/list/list-types.ts'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge, type Tone } from '../ui/StateBadge.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { useRegisterDenial } from './may.ts'
import { nameOf } from './member.ts'
import { Address } from './TeamPage.tsx'

type Head = components['schemas']['TeamImport']
type Row = components['schemas']['TeamImportRow']
const tones: Record<Row['outcome'], Tone> = { invite: 'good', member: 'neutral', invited: 'neutral', invalid: 'bad' }
const resultTones: Record<NonNullable<Row['result']>, Tone> = { sent: 'good', skipped: 'neutral', refused: 'bad' }
const pollMilliseconds = 1500

/** What a list would do, row by row; then its sending, as it goes. */
export default function ImportPage() {
  const { t } = useTranslation('team')
  const partnerId = usePartnerId()
  const importId = usePathParam('listId')
  const params = { path: { partnerId, importId } }
  const head = useRead('/api/v1/partners/{partnerId}/team-imports/{importId}', { params })
  const applying = head.data?.state === 'applying'
  // The same query again, asked anew while invitations are being sent.
  useRead(
    '/api/v1/partners/{partnerId}/team-imports/{importId}',
    { params },
    applying ? { refetchInterval: pollMilliseconds } : {},
  )
  const state = useListState({ filters: ['outcome'], sort: 'position' })
  const list = usePagedList('/api/v1/partners/{partnerId}/team-imports/{importId}/rows', { params }, state)
  const { retry } = list
  const standing = head.data?.state
  const columns = useColumns(standing)
  // What became of each row is known once all were sent.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the state changes
  useEffect(() => {
    if (standing === 'done') retry()
  }, [standing])
  if (head.error) return <ErrorState error={head.error} retry={() => void head.refetch()} />
  if (!head.data) return <LoadingState />
  return (
    <>
      <PageHeader title={t('import.title')} text={t(tk('import.text.', head.data.state))} />
      <Stack gap="md">
        <Verdict partnerId={partnerId} head={head.data} />
        <DataList
          id="partner.team-import"
          label={t('import.rows')}
          list={list}
          state={state}
          rowId={(row) => String(row.position)}
          search={t('import.search')}
          columns={columns}
          filters={[
            {
              key: 'outcome',
              label: t('column.outcome'),
              options: Object.keys(tones).map((value) => ({ value, label: t(tk('outcome.', value)) })),
            },
          ]}
          empty={{ icon: IconFileText, title: t('import.empty') }}
        />
      </Stack>
    </>
  )
}

function Verdict({ partnerId, head }: { partnerId: string; head: Head }) {
  const denied = useRegisterDenial(partnerId)
  const { t } = useTranslation('team')
  const format = useFormat()
  const apply = useWrite('post', '/api/v1/partners/{partnerId}/team-imports/{importId}/apply')
  const params = { path: { partnerId, importId: head.importId } }
  const sum = (key: string, count: number) => t(tk('import.', key), { count, formatted: format.number(count) })
  const reached = head.sent + head.skipped + head.refused
  if (head.state !== 'checked')
    return (
      <div>
        <Text size="sm" mb={6} role="status">
          {head.state === 'done'
            ? t('import.finished', {
                sent: format.number(head.sent),
                skipped: format.number(head.skipped),
                refused: format.number(head.refused),
              })
            : t('import.progress', { reached: format.number(reached), all: format.number(head.invite) })}
        </Text>
        <Progress
          value={head.invite === 0 ? 100 : (100 * reached) / head.invite}
          aria-label={t('import.progressLabel')}
          animated={head.state === 'applying'}
        />
        {head.state === 'done' && (
          <LinkButton href={`/partner/${partnerId}/team/invitations`} variant="default" mt="md">
            {t('import.toInvitations')}
          </LinkButton>
        )}
      </div>
    )
  return (
    <Alert color={head.invalid > 0 ? 'orange' : 'teal'} title={sum('willInvite', head.invite)}>
      <List size="sm" mb="sm">
        {head.member > 0 && <List.Item>{sum('alreadyMember', head.member)}</List.Item>}
        {head.invited > 0 && <List.Item>{sum('alreadyInvited', head.invited)}</List.Item>}
        {head.invalid > 0 && <List.Item>{sum('invalid', head.invalid)}</List.Item>}
      </List>
      <Group gap="xs">
        {head.invite > 0 && (
          <ActButton
            denied={denied}
            loading={apply.isPending}
            onClick={() => apply.mutate({ params, body: { goodRowsOnly: head.invalid > 0 } })}
          >
            {head.invalid > 0 ? sum('applyGood', head.invite) : sum('applyAll', head.invite)}
          </ActButton>
        )}
        <LinkButton href={`/partner/${partnerId}/team/add`} variant="default">
          {t('import.correct')}
        </LinkButton>
      </Group>
    </Alert>
  )
}

function useColumns(standing: Head['state'] | undefined): Column<Row>[] {
  const { t } = useTranslation('team')
  const columns: Column<Row>[] = [
    { key: 'email', title: t('column.email'), cell: (row) => <Address of={row} /> },
    {
      key: 'position',
      title: t('column.row'),
      numeric: true,
      cell: (row) => row.position,
      sort: 'position',
      width: 80,
    },
    { key: 'name', title: t('column.name'), cell: (row) => nameOf(row) || '—' },
    { key: 'role', title: t('column.role'), cell: (row) => (row.role ? t(tk('role.', row.role)) : '—') },
    {
      key: 'outcome',
      title: t('column.outcome'),
      cell: (row) => <StateBadge tone={tones[row.outcome]}>{t(tk('outcome.', row.outcome))}</StateBadge>,
    },
    { key: 'errors', title: t('column.errors'), cell: (row) => <Errors row={row} /> },
  ]
  if (standing === 'checked') return columns
  return [
    ...columns,
    {
      key: 'result',
      title: t('column.result'),
      cell: (row) =>
        row.result ? (
          <StateBadge tone={resultTones[row.result]}>
            {t(tk('result.', row.result))}
            {row.result === 'refused' && row.refusal && `: ${t(tk('void.', row.refusal))}`}
          </StateBadge>
        ) : (
          '—'
        ),
    },
  ]
}

function Errors({ row }: { row: Row }) {
  const { t } = useTranslation('team')
  if (row.errors.length === 0) return <>—</>
  return (
    <Stack gap={2}>
      {row.errors.map((one) => (
        <Text key={`${one.column} ${one.code} ${one.value}`} size="sm">
          {t(tk('rowColumn.', one.column))}: {t(tk('rowError.', one.code), { value: one.value })}
        </Text>
      ))}
    </Stack>
  )
}
