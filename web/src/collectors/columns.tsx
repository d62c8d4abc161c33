import { useTranslation } from 'react-i18next'
import { Identifier } from '../ui/Identifier.tsx'
import type { Column, Filter } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'
import { type Collector, collectorTones, healths, useInterval } from './collector.ts'

/** The columns of R27, and what helps to tell one from another. */
export function useCollectorColumns(): Column<Collector>[] {
  const { t } = useTranslation('collectors')
  const interval = useInterval()
  const moment = (at: string | null) => (at ? <Moment at={at} show="relative" /> : t('never'))
  return [
    { key: 'name', title: t('field.name'), sort: 'name', cell: (row) => row.name },
    {
      key: 'status',
      title: t('status.label'),
      cell: (row) => <StateBadge tone={collectorTones[row.status]}>{t(tk('status.', row.status))}</StateBadge>,
    },
    { key: 'customer', title: t('field.customer'), sort: 'customer', cell: (row) => row.customerName },
    { key: 'site', title: t('field.site'), cell: (row) => row.site || '—' },
    { key: 'inventory', title: t('field.inventoryName'), cell: (row) => row.inventoryName },
    { key: 'id', title: t('field.id'), cell: (row) => <Identifier value={row.collectorId} short /> },
    { key: 'lastUpload', title: t('field.lastUpload'), sort: 'upload', cell: (row) => moment(row.lastUploadAt) },
    { key: 'licence', title: t('field.licenceUntil'), cell: (row) => <Moment at={row.licenceExpiresAt} /> },
    { key: 'kind', title: t('kind.label'), initiallyHidden: true, cell: (row) => t(tk('kind.', row.kind)) },
    { key: 'version', title: t('field.version'), initiallyHidden: true, cell: (row) => row.version || '—' },
    { key: 'serial', title: t('field.serial'), initiallyHidden: true, cell: (row) => row.serial || '—' },
    {
      key: 'certificate',
      title: t('field.certificate'),
      initiallyHidden: true,
      cell: (row) => moment(row.certificateCreatedAt),
    },
    {
      key: 'firstUpload',
      title: t('field.firstUpload'),
      initiallyHidden: true,
      cell: (row) => moment(row.firstUploadAt),
    },
    { key: 'interval', title: t('field.interval'), initiallyHidden: true, cell: (row) => interval(row.intervalHours) },
    {
      key: 'created',
      title: t('field.created'),
      sort: 'created',
      initiallyHidden: true,
      cell: (row) => <Moment at={row.createdAt} />,
    },
    { key: 'createdBy', title: t('field.createdBy'), initiallyHidden: true, cell: (row) => row.createdBy },
    { key: 'updated', title: t('field.updated'), initiallyHidden: true, cell: (row) => <Moment at={row.updatedAt} /> },
    { key: 'updatedBy', title: t('field.updatedBy'), initiallyHidden: true, cell: (row) => row.updatedBy },
  ]
}

export function useCollectorFilters(): Filter[] {
  const { t } = useTranslation('collectors')
  const options = Object.keys(collectorTones).map((value) => ({ value, label: t(tk('status.', value)) }))
  const health = healths.map((value) => ({ value, label: t(tk('health.', value)) }))
  return [
    { key: 'status', label: t('status.label'), options },
    { key: 'health', label: t('health.label'), options: health },
  ]
}

export function useCollectorExports(path: string): { label: string; href: string }[] {
  const { t } = useTranslation('collectors')
  return (['xlsx', 'csv'] as const).map((format) => ({
    label: t(tk('list.', format)),
    href: `${path}?format=${format}`,
  }))
}
