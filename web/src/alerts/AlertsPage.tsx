import { Select } from '@mantine/core'
import { IconBell, IconBellOff, IconCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePagedList, useRead, useWrite } from '../api/hooks.ts'
import { useMembership } from '../api/me.ts'
import { usePartnerId } from '../app/place.ts'
import { DeniedButton } from '../ui/ActButton.tsx'
import { denialOf } from '../ui/denial-of.ts'
import { useExplainRefusal } from '../ui/explain-refusal.ts'
import { DataList } from '../ui/list/DataList.tsx'
import { useListFiles } from '../ui/list/list-files.ts'
import { useListState } from '../ui/list/list-state.ts'
import { tk } from '../ui/message-key.ts'
import { notify } from '../ui/notify.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { AcknowledgeDialog } from './AcknowledgeDialog.tsx'
import { type Alert, useAlertDenial } from './alert.ts'
import { ByCustomer } from './ByCustomer.tsx'
import { useAlertColumns, useAlertFilters } from './columns.tsx'

const filters = ['kind', 'severity', 'state', 'customerId', 'subjectId']

/** What needs attention at this moment: open alerts, unless others are asked for. */
export default function AlertsPage() {
  const { t } = useTranslation('alerts')
  const partnerId = usePartnerId()
  const state = useListState({ filters, sort: '-opened' })
  const params = { path: { partnerId } }
  const list = usePagedList('/api/v1/partners/{partnerId}/alerts', { params }, state)
  const { sort: _, customerId: __, ...narrowed } = state.query as Record<string, unknown>
  const customers = useRead('/api/v1/partners/{partnerId}/alert-customers', { params: { ...params, query: narrowed } })
  const membership = useMembership(partnerId)
  const denialOf = useAlertDenial()
  const [chosen, setChosen] = useState<{ alerts: Alert[]; done?: () => void } | null>(null)
  const reopen = useWrite('post', '/api/v1/partners/{partnerId}/alerts/unacknowledge', { ok: t('reopen.done') })
  const reopening = (alerts: Alert[], done?: () => void) =>
    reopen.mutate({ params, body: { alertIds: alerts.map(({ alertId }) => alertId) } }, { onSuccess: done })
  const items = customers.data?.items ?? []
  const bulk =
    (fits: (alert: Alert) => boolean, act: (alerts: Alert[], done: () => void) => void) =>
    (rows: Alert[], done: () => void) => {
      const able = rows.filter((row) => row.mayAcknowledge && fits(row))
      if (able.length > 0) act(able, done)
      else notify.ok(t('acknowledge.none'))
    }
  return (
    <>
      <PageHeader
        title={t('list.title')}
        text={t('list.text')}
        actions={membership && <Digest partnerId={partnerId} />}
      />
      <ByCustomer items={items} state={state} />
      <DataList
        id="partner.alerts"
        label={t('list.title')}
        list={list}
        state={state}
        rowId={(row) => row.alertId}
        rowName={(row) => [t(tk('kind.', row.kind)), row.subjectName, row.customerName].filter(Boolean).join(', ')}
        rowHref={(row) => `/partner/${partnerId}/alerts/${row.alertId}`}
        search={t('list.search')}
        columns={useAlertColumns()}
        filters={useAlertFilters(items.map((row) => ({ value: row.customerId, label: row.customerName })))}
        exports={useListFiles(`/api/v1/partners/${partnerId}/alerts-export`)}
        bulk={[
          {
            label: t('acknowledge.act'),
            icon: IconCheck,
            run: bulk(
              ({ state: is }) => is === 'open',
              (alerts, done) => setChosen({ alerts, done }),
            ),
          },
          { label: t('reopen.act'), icon: IconBell, run: bulk(({ state: is }) => is === 'acknowledged', reopening) },
        ]}
        rowActs={(row) => [
          row.state === 'acknowledged'
            ? { label: t('reopen.act'), denied: denialOf(row), run: () => reopening([row]) }
            : { label: t('acknowledge.act'), denied: denialOf(row), run: () => setChosen({ alerts: [row] }) },
        ]}
        empty={{ icon: IconBellOff, title: t('list.emptyTitle'), text: t('list.emptyText') }}
      />
      <AcknowledgeDialog
        alerts={chosen?.alerts ?? null}
        onClose={() => setChosen(null)}
        onDone={() => chosen?.done?.()}
      />
    </>
  )
}

const rhythms = ['never', 'daily', 'weekly'] as const

/** How often the reader is written to; who only looks at the partner's pages is not. */
function Digest({ partnerId }: { partnerId: string }) {
  const { t } = useTranslation('alerts')
  const params = { path: { partnerId } }
  const digest = useRead('/api/v1/partners/{partnerId}/alert-digest', { params })
  const write = useWrite('put', '/api/v1/partners/{partnerId}/alert-digest', { ok: t('digest.saved') })
  const denied = denialOf(digest.error, t, useExplainRefusal())
  if (denied) return <DeniedButton denied={denied}>{t('digest.label')}</DeniedButton>
  return (
    <Select
      label={t('digest.label')}
      size="xs"
      w={190}
      disabled={!digest.data}
      value={digest.data?.every ?? null}
      data={rhythms.map((value) => ({ value, label: t(tk('digest.', value)) }))}
      onChange={(value) => {
        const every = rhythms.find((one) => one === value)
        if (every) write.mutate({ params, body: { every } })
      }}
    />
  )
}
