import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { components } from '../api/schema.ts'
import { Identifier } from '../ui/Identifier.tsx'
import { PageLink } from '../ui/links.tsx'
import type { Column, Filter } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { StateBadge, type Tone } from '../ui/StateBadge.tsx'
import { dayOf, lastDay } from './days.ts'

export type ContractLine = components['schemas']['ContractLine']

const tones: Record<ContractLine['state'], Tone> = {
  in_force: 'good',
  ending: 'attention',
  future: 'info',
  ended: 'neutral',
}
const states = Object.keys(tones) as ContractLine['state'][]

/** The columns of every list of covered serial numbers; with contract and customer where there are several. */
/** With the devices found where `partnerId` says whose they are: the vendor's staff see none. */
export function useLineColumns(several: boolean, partnerId?: string): Column<ContractLine>[] {
  const { t } = useTranslation('contracts')
  return [
    { key: 'serial', title: t('lines.serial'), sort: 'serial', cell: (row) => <Identifier value={row.serial} /> },
    {
      key: 'state',
      title: t('state.label'),
      cell: (row) => <StateBadge tone={tones[row.state]}>{t(tk('lines.', row.state))}</StateBadge>,
    },
    ...(partnerId
      ? [
          {
            key: 'device',
            title: t('lines.device'),
            cell: ({ device }: ContractLine) =>
              device ? (
                <>
                  <PageLink href={`/partner/${partnerId}/inventory/${device.deviceId}`}>{device.name}</PageLink>
                  {device.productDiffers && (
                    <Text size="xs" c="orange">
                      {t('lines.differs', { product: device.productId })}
                    </Text>
                  )}
                </>
              ) : (
                <StateBadge tone="neutral">{t('lines.notFound')}</StateBadge>
              ),
          },
        ]
      : []),
    { key: 'product', title: t('lines.product'), sort: 'product', cell: (row) => row.productId || '—' },
    { key: 'level', title: t('lines.level'), cell: (row) => row.serviceLevel || '—' },
    { key: 'vendor', title: t('lines.vendor'), cell: (row) => row.vendor },
    ...(several
      ? [
          { key: 'customer', title: t('form.customer'), cell: (row: ContractLine) => row.customerName ?? '—' },
          { key: 'contract', title: t('form.number'), cell: (row: ContractLine) => row.contractNumber },
        ]
      : []),
    { key: 'starts', title: t('form.firstDay'), sort: 'starts', cell: (row) => <Moment at={dayOf(row.startsAt)} /> },
    { key: 'ends', title: t('form.lastDay'), sort: 'ends', cell: (row) => <Moment at={lastDay(row.endsAt)} /> },
  ]
}

/** `ofPartner`: also whether the device was found, and between which days the line ends. */
export function useLineFilters(ofPartner = false): Filter[] {
  const { t } = useTranslation('contracts')
  return [
    {
      key: 'state',
      label: t('state.label'),
      options: states.map((value) => ({ value, label: t(tk('lines.', value)) })),
    },
    ...(ofPartner
      ? ([
          {
            key: 'found',
            label: t('lines.found'),
            single: true,
            options: [
              { value: 'true', label: t('lines.foundYes') },
              { value: 'false', label: t('lines.foundNo') },
            ],
          },
          { key: 'endsFrom', label: t('lines.endsFrom'), input: 'date' },
          { key: 'endsTo', label: t('lines.endsTo'), input: 'date' },
        ] satisfies Filter[])
      : []),
  ]
}
