import { Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { components } from '../api/schema.ts'
import { dayOf, lastDay } from '../contracts/days.ts'
import { useFormat } from '../ui/format.ts'
import { Identifier } from '../ui/Identifier.tsx'
import type { Column } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'

type ContractDifference = components['schemas']['ImportContract']
type LineDifference = components['schemas']['ImportLine']
type Before = ContractDifference['before']

/** Changed fields and what stands in the records, as `Contract end: was 31/12/2026`. */
function Changes({ before }: { before: Before }) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  if (!before) return '—'
  const shown = (field: string, value: string | null) => {
    if (value === null || value === '') return t('find.empty')
    if (field.endsWith('Start')) return format.date(dayOf(value))
    return field.endsWith('End') ? format.date(lastDay(value)) : value
  }
  return (
    <Stack gap={0}>
      {Object.entries(before).map(([field, value]) => (
        <Text key={field} size="xs">
          {t(tk('field.', field))}: {t('find.was', { value: shown(field, value) })}
        </Text>
      ))}
    </Stack>
  )
}

export function useContractColumns(): Column<ContractDifference>[] {
  const { t } = useTranslation('imports')
  return [
    { key: 'number', title: t('find.number'), cell: (row) => row.number },
    { key: 'row', title: t('find.row'), numeric: true, cell: (row) => row.row ?? '—' },
    { key: 'partner', title: t('find.partner'), cell: (row) => row.partnerName },
    { key: 'type', title: t('field.contractType'), cell: (row) => row.contractTypeName },
    {
      key: 'customer',
      title: t('field.customer'),
      cell: (row) =>
        row.customerName ? (
          <Group gap={6}>
            {row.customerName}
            {row.customerIsNew && <StateBadge tone="info">{t('find.newCustomer')}</StateBadge>}
          </Group>
        ) : (
          '—'
        ),
    },
    { key: 'from', title: t('find.from'), cell: (row) => <Moment at={dayOf(row.startsAt)} /> },
    { key: 'until', title: t('find.until'), cell: (row) => <Moment at={lastDay(row.endsAt)} /> },
    { key: 'before', title: t('find.before'), cell: (row) => <Changes before={row.before} /> },
  ]
}

export function useLineColumns(): Column<LineDifference>[] {
  const { t } = useTranslation('imports')
  return [
    { key: 'serial', title: t('field.serial'), cell: (row) => <Identifier value={row.serial} /> },
    { key: 'row', title: t('find.row'), numeric: true, cell: (row) => row.row ?? '—' },
    { key: 'number', title: t('find.number'), cell: (row) => row.number },
    { key: 'partner', title: t('find.partner'), cell: (row) => row.partnerName },
    { key: 'vendor', title: t('field.vendor'), cell: (row) => row.vendor },
    { key: 'product', title: t('field.productId'), cell: (row) => row.productId || '—' },
    { key: 'level', title: t('field.serviceLevel'), cell: (row) => row.serviceLevel || '—' },
    { key: 'from', title: t('find.from'), cell: (row) => <Moment at={dayOf(row.startsAt)} /> },
    { key: 'until', title: t('find.until'), cell: (row) => <Moment at={lastDay(row.endsAt)} /> },
    { key: 'before', title: t('find.before'), cell: (row) => <Changes before={row.before} /> },
  ]
}
