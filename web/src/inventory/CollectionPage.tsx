import { Button, Group, Paper, Progress, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { usePartnerId, usePathParam } from '../app/place.ts'
import { FaultText } from '../imports/FaultText.tsx'
import { useFormat } from '../ui/format.ts'
import { LinkButton, PageLink } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { Blocked } from './Blocked.tsx'
import { CollectionCounts } from './CollectionCounts.tsx'
import { Differences } from './Differences.tsx'
import { Findings } from './Findings.tsx'
import { type CollectionDetail, collectionTones, isWorking } from './inventory.ts'

const POLL_MILLISECONDS = 1000

/** One collection: how far it is, what it found, why it is blocked, and what it has otherwise than another. */
export default function CollectionPage() {
  const partnerId = usePartnerId()
  const path = { partnerId, collectionId: usePathParam('collectionId') }
  const found = useRead('/api/v1/partners/{partnerId}/collections/{collectionId}', { params: { path } })
  const working = found.data ? isWorking(found.data) : false
  // Live while somebody is at work on it: the same query, asked again.
  useRead(
    '/api/v1/partners/{partnerId}/collections/{collectionId}',
    { params: { path } },
    working ? { refetchInterval: POLL_MILLISECONDS } : { enabled: false },
  )
  if (found.error) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  if (!found.data) return <LoadingState />
  return <Shown row={found.data} partnerId={partnerId} />
}

function Shown({ row, partnerId }: { row: CollectionDetail; partnerId: string }) {
  const { t } = useTranslation('inventory')
  const { state, counts } = row
  const path = { partnerId, collectionId: row.collectionId }
  return (
    <>
      <PageHeader
        title={`${row.customerName} · ${row.inventoryName}`}
        aside={<StateBadge tone={collectionTones[state]}>{t(tk('state.', state))}</StateBadge>}
        text={
          <>
            <PageLink href={`/partner/${partnerId}/collections`} size="sm">
              {t('collections.title')}
            </PageLink>
            {' · '}
            {[t(tk('source.', row.source)), row.fileName, row.createdByName].filter(Boolean).join(' · ')} ·{' '}
            <Moment at={row.collectedAt} show="dateTime" />
          </>
        }
        actions={<Actions row={row} path={path} />}
      />
      <Stack gap="lg">
        {isWorking(row) && <Working row={row} path={path} />}
        {state === 'failed' && row.fault && <FaultText fault={row.fault} />}
        {(state === 'blocked' || (state === 'checked' && row.fault)) && <Blocked row={row} partnerId={partnerId} />}
        {counts && !isWorking(row) && <CollectionCounts row={row} partnerId={partnerId} />}
        {counts && counts.errors > 0 && <Findings path={path} total={counts.errors} />}
        {state === 'done' && <Differences row={row} partnerId={partnerId} />}
      </Stack>
    </>
  )
}

type Path = { partnerId: string; collectionId: string }

function Working({ row, path }: { row: CollectionDetail; path: Path }) {
  const { t } = useTranslation('inventory')
  const format = useFormat()
  const cancel = useWrite('post', '/api/v1/partners/{partnerId}/collections/{collectionId}/cancel', {
    ok: t('act.cancelled'),
  })
  const text = t(tk('work.', row.state), { done: format.number(row.progress) })
  return (
    <Paper withBorder p="md" component="section">
      <Group justify="space-between" mb="xs">
        <Text size="sm" role="status">
          {text}
        </Text>
        <Button variant="default" size="xs" onClick={() => cancel.mutate({ params: { path } })}>
          {t('act.cancel')}
        </Button>
      </Group>
      <Progress value={100} animated striped aria-label={text} />
      <Text size="xs" c="dimmed" mt="xs">
        {t('work.leave')}
      </Text>
    </Paper>
  )
}

function Actions({ row, path }: { row: CollectionDetail; path: Path }) {
  const { t } = useTranslation('inventory')
  const accept = useWrite('post', '/api/v1/partners/{partnerId}/collections/{collectionId}/accept', {
    ok: t('act.accepted'),
  })
  const revalidate = useWrite('post', '/api/v1/partners/{partnerId}/collections/{collectionId}/revalidate', {
    ok: t('act.revalidated'),
  })
  const cancel = useWrite('post', '/api/v1/partners/{partnerId}/collections/{collectionId}/cancel', {
    ok: t('act.cancelled'),
  })
  const { state, counts } = row
  const good = (counts?.errorRecords ?? 0) > 0
  return (
    <>
      {['checked', 'blocked', 'failed'].includes(state) && (
        <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate({ params: { path } })}>
          {t('act.discard')}
        </Button>
      )}
      {state === 'checked' && counts && counts.devices > 0 && (
        <Button
          loading={accept.isPending}
          onClick={() => accept.mutate({ params: { path }, body: { mode: good ? 'good' : 'all' } })}
        >
          {good ? t('act.acceptGood', { count: counts.devices }) : t('act.accept')}
        </Button>
      )}
      {row.revalidatable && (
        <Button loading={revalidate.isPending} onClick={() => revalidate.mutate({ params: { path } })}>
          {t('act.revalidate')}
        </Button>
      )}
      {state === 'done' && (
        <LinkButton variant="default" href={`/partner/${path.partnerId}/inventory?inventoryId=${row.inventoryId}`}>
          {t('devices.title')}
        </LinkButton>
      )}
    </>
  )
}
