import { Stack, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { usePathParam } from '../app/place.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { PageLink } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { useAgentDenial } from '../vendor/may.ts'
import { FaultText } from './FaultText.tsx'
import { ImportMapping } from './ImportMapping.tsx'
import { ImportResult } from './ImportResult.tsx'
import { type Import, importTones, isWorking } from './import.ts'
import { WorkProgress } from './WorkProgress.tsx'

const POLL_MILLISECONDS = 1000

/** One file on its way into the records: its columns, the check, the differences, and applying it. */
export default function ImportPage() {
  const path = { importId: usePathParam('importId') }
  const found = useRead('/api/v1/vendor/imports/{importId}', { params: { path } })
  const { data, refetch } = found
  const working = data ? isWorking(data) : false
  useEffect(() => {
    if (!working) return undefined
    const timer = setInterval(() => void refetch(), POLL_MILLISECONDS)
    return () => clearInterval(timer)
  }, [working, refetch])
  if (found.error) return <ErrorState error={found.error} retry={() => void refetch()} />
  if (!data) return <LoadingState />
  return <Steps row={data} />
}

function Steps({ row }: { row: Import }) {
  const { t } = useTranslation('imports')
  const [mapping, setMapping] = useState(false)
  const mappable = !row.forgotten && ['uploaded', 'checked', 'failed', 'cancelled'].includes(row.state)
  const showMapping = mappable && (mapping || !row.counts || row.state !== 'checked')
  return (
    <>
      <PageHeader
        title={row.fileName}
        aside={<StateBadge tone={importTones[row.state]}>{t(tk('state.', row.state))}</StateBadge>}
        text={
          <>
            <PageLink href="/vendor/contracts/import" size="sm">
              {t('history.title')}
            </PageLink>
            {' · '}
            {row.createdByName} · <Moment at={row.createdAt} show="dateTime" />
          </>
        }
        actions={<Discard row={row} />}
      />
      <Stack gap="lg">
        {row.fault && <FaultText fault={row.fault} />}
        {isWorking(row) && <WorkProgress row={row} />}
        {showMapping && (
          <ImportMapping key={`${row.state} ${row.sheet}`} row={row} onStarted={() => setMapping(false)} />
        )}
        {row.counts && !isWorking(row) && row.state !== 'failed' && (
          <ImportResult row={row} remap={mappable && !showMapping ? () => setMapping(true) : undefined} />
        )}
        {row.forgotten && (
          <Text size="sm" c="dimmed">
            {t('result.forgotten')}
          </Text>
        )}
      </Stack>
    </>
  )
}

function Discard({ row }: { row: Import }) {
  const { t } = useTranslation('imports')
  const [asked, setAsked] = useState(false)
  const denied = useAgentDenial('import_contracts')
  const cancel = useWrite('post', '/api/v1/vendor/imports/{importId}/cancel', { quiet: true })
  if (!['uploaded', 'checked', 'failed'].includes(row.state)) return null
  return (
    <>
      <ActButton variant="default" denied={denied} onClick={() => setAsked(true)}>
        {t('apply.discard')}
      </ActButton>
      <ReasonDialog
        opened={asked}
        onClose={() => setAsked(false)}
        title={t('apply.discardTitle')}
        text={t('apply.discardText')}
        confirm={t('apply.discard')}
        danger
        asksReason={false}
        act={() => cancel.mutateAsync({ params: { path: { importId: row.importId } } })}
      />
    </>
  )
}
