import { Button, Text } from '@mantine/core'
import { IconDownload, IconFileDownload, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { inOnePiece, useRead, useWrite } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { usePartnerId } from '../app/place.ts'
import { useFormat } from '../ui/format.ts'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import type { Column } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge, type Tone } from '../ui/StateBadge.tsx'

type Export = components['schemas']['Export']
const pollMilliseconds = 2000
const tones: Record<Export['state'], Tone> = { waiting: 'neutral', running: 'info', ready: 'good', failed: 'bad' }
const isWorking = ({ state }: Export) => state === 'waiting' || state === 'running'

/** The reader's own files: being made, ready for a week, or why there is none. */
export default function ExportsPage() {
  const { t } = useTranslation('exports')
  const partnerId = usePartnerId()
  const path = { partnerId }
  const [working, setWorking] = useState(false)
  const list = useRead(
    '/api/v1/partners/{partnerId}/exports',
    { params: { path } },
    working ? { refetchInterval: pollMilliseconds } : {},
  )
  const rows = list.data?.items ?? []
  if (rows.some(isWorking) !== working) setWorking(!working)
  const remove = useWrite('delete', '/api/v1/partners/{partnerId}/exports/{exportId}', { ok: t('delete.done') })
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} />
      <DataList
        id="partner.exports"
        label={t('title')}
        list={inOnePiece(list)}
        state={useListState({ filters: [] })}
        rowId={(row) => row.exportId}
        columns={useColumns(partnerId)}
        rowActs={(row) => [
          {
            label: isWorking(row) ? t('delete.stop') : t('delete.act'),
            icon: IconTrash,
            danger: true,
            run: () => remove.mutate({ params: { path: { partnerId, exportId: row.exportId } } }),
          },
        ]}
        empty={{ icon: IconFileDownload, title: t('emptyTitle'), text: t('emptyText') }}
      />
    </>
  )
}

function useColumns(partnerId: string): Column<Export>[] {
  const { t } = useTranslation('exports')
  const format = useFormat()
  const rowsText = ({ rows, total, state }: Export) => {
    const done = format.number(rows)
    if (state === 'running' && total !== null) return t('rowsOf', { rows: done, total: format.number(total) })
    return state === 'waiting' || state === 'failed' ? '—' : done
  }
  return [
    { key: 'list', title: t('field.list'), noWrap: true, cell: (row) => t(tk('list.', row.list)) },
    { key: 'format', title: t('field.format'), cell: (row) => t(tk('format.', row.format)) },
    { key: 'narrowed', title: t('field.narrowed'), cell: (row) => t('narrowed', { count: narrowings(row) }) },
    { key: 'state', title: t('field.state'), cell: (row) => <State row={row} /> },
    { key: 'rows', title: t('field.rows'), numeric: true, cell: (row) => rowsText(row) },
    { key: 'size', title: t('field.size'), numeric: true, cell: (row) => (row.bytes ? format.bytes(row.bytes) : '—') },
    { key: 'asked', title: t('field.asked'), cell: (row) => <Moment at={row.createdAt} show="relative" /> },
    { key: 'kept', title: t('field.kept'), cell: (row) => (row.expiresAt ? <Moment at={row.expiresAt} /> : '—') },
    {
      key: 'file',
      title: t('field.file'),
      cell: (row) =>
        !row.isMine ? (
          '—'
        ) : (
          <Button
            component="a"
            href={`/api/v1/partners/${partnerId}/exports/${row.exportId}/file`}
            download
            size="xs"
            leftSection={<IconDownload size={14} aria-hidden />}
          >
            {t('download')}
          </Button>
        ),
    },
  ]
}

/** Search and filters, beside how the file looks. */
const narrowings = ({ query }: Export) =>
  Object.keys(query).filter((name) => !['sort', 'columns', 'language'].includes(name)).length

/** And what to do where there is no file. */
function State({ row }: { row: Export }) {
  const { t } = useTranslation('exports')
  const isOutdated = row.state === 'ready' && !row.isMine
  const why = isOutdated ? t('outdatedWhy') : row.fault && t(tk('fault.', row.fault))
  return (
    <>
      <StateBadge tone={isOutdated ? 'attention' : tones[row.state]}>
        {isOutdated ? t('outdated') : t(tk('state.', row.state))}
      </StateBadge>
      {why && (
        <Text size="xs" c="dimmed" maw={320}>
          {why}
        </Text>
      )}
    </>
  )
}
