import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Column, Filter } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'
import { AlertWords } from './AlertWords.tsx'
import { type Alert, kinds, severityTones, stateTones } from './alert.ts'

export function useAlertColumns(): Column<Alert>[] {
  const { t } = useTranslation('alerts')
  return [
    { key: 'kind', title: t('kind.label'), cell: (row) => t(tk('kind.', row.kind)) },
    {
      key: 'severity',
      title: t('severity.label'),
      cell: (row) => <StateBadge tone={severityTones[row.severity]}>{t(tk('severity.', row.severity))}</StateBadge>,
    },
    {
      key: 'subject',
      title: t('field.subject'),
      // Members of a stack have one name: the serial number tells them apart.
      cell: (row) => (
        <>
          {row.subjectName || '—'}
          {row.serial && row.serial !== row.subjectName && (
            <Text size="xs" c="dimmed" ff="monospace">
              {row.serial}
            </Text>
          )}
        </>
      ),
    },
    { key: 'customer', title: t('field.customer'), sort: 'customer', cell: (row) => row.customerName },
    { key: 'what', title: t('field.what'), sort: 'due', cell: (row) => <AlertWords alert={row} /> },
    {
      key: 'state',
      title: t('state.label'),
      cell: (row) => <StateBadge tone={stateTones[row.state]}>{t(tk('state.', row.state))}</StateBadge>,
    },
    {
      key: 'opened',
      title: t('field.opened'),
      sort: 'opened',
      cell: (row) => <Moment at={row.openedAt} show="relative" />,
    },
    { key: 'product', title: t('field.product'), initiallyHidden: true, cell: (row) => row.productId || '—' },
    { key: 'serial', title: t('field.serial'), initiallyHidden: true, cell: (row) => row.serial || '—' },
    {
      key: 'software',
      title: t('field.software'),
      initiallyHidden: true,
      cell: (row) => `${row.softwareType} ${row.softwareVersion}`.trim() || '—',
    },
    { key: 'note', title: t('field.note'), initiallyHidden: true, cell: (row) => row.note || '—' },
    {
      key: 'resolved',
      title: t('field.resolved'),
      initiallyHidden: true,
      cell: (row) => (row.resolvedAt ? <Moment at={row.resolvedAt} show="dateTime" /> : '—'),
    },
  ]
}

export function useAlertFilters(customers: { value: string; label: string }[]): Filter[] {
  const { t } = useTranslation('alerts')
  return [
    { key: 'kind', label: t('kind.label'), options: kinds.map((value) => ({ value, label: t(tk('kind.', value)) })) },
    {
      key: 'severity',
      label: t('severity.label'),
      options: Object.keys(severityTones).map((value) => ({ value, label: t(tk('severity.', value)) })),
    },
    {
      key: 'state',
      label: t('state.label'),
      options: Object.keys(stateTones).map((value) => ({ value, label: t(tk('state.', value)) })),
    },
    ...(customers.length > 0 ? [{ key: 'customerId', label: t('field.customer'), options: customers }] : []),
  ]
}
