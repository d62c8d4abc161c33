import { Badge, Box, Button, Flex, Stack, Text } from '@mantine/core'
import { IconListDetails } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePagedList, useRead } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { useFormat } from '../ui/format.ts'
import { Identifier } from '../ui/Identifier.tsx'
import { LinkButton } from '../ui/links.tsx'
import { DataList } from '../ui/list/DataList.tsx'
import { type ListState, useListState } from '../ui/list/list-state.ts'
import type { Column } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { coverageStates, coverageTones, type Device, type Facets } from './inventory.ts'

const facetNames = ['vendor', 'productId', 'softwareVersion', 'site'] as const
const filterNames = [
  'coverage',
  'presence',
  'customerId',
  'inventoryId',
  'vendor',
  'productId',
  'productFamily',
  'kind',
  'softwareType',
  'softwareVersion',
  'site',
]

/** What is installed at the customers the reader reaches, and how it is covered. */
export default function DevicesPage() {
  const { t } = useTranslation('inventory')
  const partnerId = usePartnerId()
  const state = useListState({ filters: filterNames, sort: 'name' })
  const params = { path: { partnerId } }
  const list = usePagedList('/api/v1/partners/{partnerId}/devices', { params }, state)
  const { sort: _, ...query } = state.query as Record<string, unknown>
  const facets = useRead('/api/v1/partners/{partnerId}/device-facets', { params: { ...params, query } })
  return (
    <>
      <PageHeader
        title={t('devices.title')}
        text={t('devices.text')}
        actions={
          <LinkButton variant="default" href={`/partner/${partnerId}/collections`}>
            {t('collections.title')}
          </LinkButton>
        }
      />
      <Flex gap="lg" align="flex-start" direction={{ base: 'column', md: 'row' }}>
        <FacetColumn facets={facets.data} state={state} />
        <Box flex={1} miw={0} w="100%">
          <DataList
            id="partner.devices"
            label={t('devices.title')}
            list={list}
            state={state}
            rowId={(row) => row.deviceId}
            rowHref={(row) => `/partner/${partnerId}/inventory/${row.deviceId}`}
            search={t('devices.search')}
            columns={useColumns()}
            filters={[
              {
                key: 'coverage',
                label: t('coverage.label'),
                options: coverageStates.map((value) => ({ value, label: t(tk('coverage.', value)) })),
              },
              {
                key: 'presence',
                label: t('presence.label'),
                options: (['present', 'gone'] as const).map((value) => ({ value, label: t(tk('presence.', value)) })),
              },
            ]}
            exports={(['csv', 'xlsx'] as const).map((format) => ({
              label: t(tk('devices.', format)),
              href: `/api/v1/partners/${partnerId}/devices-export?format=${format}`,
            }))}
            empty={{ icon: IconListDetails, title: t('devices.emptyTitle'), text: t('devices.emptyText') }}
          />
        </Box>
      </Flex>
    </>
  )
}

/** Values there are, with how many devices have each; one that is chosen narrows the list. */
function FacetColumn({ facets, state }: { facets: Facets | undefined; state: ListState }) {
  const { t } = useTranslation('inventory')
  const format = useFormat()
  return (
    <Stack component="aside" aria-label={t('devices.facets')} gap="md" w={{ base: '100%', md: 220 }}>
      {facetNames.map((name) => {
        const values = facets?.[name].slice(0, 8) ?? []
        const chosen = state.filters[name] ?? []
        if (values.length === 0) return null
        return (
          <div key={name}>
            <Text size="sm" fw={600} mb={4}>
              {t(tk('fact.', name))}
            </Text>
            <Stack gap={2}>
              {values.map(({ value, count }) => {
                const isChosen = chosen.includes(value)
                return (
                  <Button
                    key={value}
                    variant={isChosen ? 'light' : 'subtle'}
                    color={isChosen ? undefined : 'gray'}
                    size="compact-sm"
                    justify="space-between"
                    fullWidth
                    aria-pressed={isChosen}
                    rightSection={
                      <Badge variant="transparent" color="gray" className="tabular" px={0}>
                        {format.number(count)}
                      </Badge>
                    }
                    onClick={() =>
                      state.setFilter(name, isChosen ? chosen.filter((one) => one !== value) : [...chosen, value])
                    }
                  >
                    {value}
                  </Button>
                )
              })}
            </Stack>
          </div>
        )
      })}
    </Stack>
  )
}

function useColumns(): Column<Device>[] {
  const { t } = useTranslation('inventory')
  return [
    {
      key: 'hostname',
      title: t('fact.hostname'),
      sort: 'name',
      cell: (row) => row.hostname || row.address || row.serial,
    },
    {
      key: 'coverage',
      title: t('coverage.label'),
      sort: 'coverage',
      cell: (row) => <StateBadge tone={coverageTones[row.coverage]}>{t(tk('coverage.', row.coverage))}</StateBadge>,
    },
    { key: 'customer', title: t('fact.customer'), cell: (row) => row.customerName },
    { key: 'address', title: t('fact.address'), sort: 'address', cell: (row) => row.address || '—' },
    {
      key: 'serial',
      title: t('fact.serial'),
      sort: 'serial',
      cell: (row) => (row.serial ? <Identifier value={row.serial} /> : '—'),
    },
    { key: 'product', title: t('fact.productId'), sort: 'product', cell: (row) => row.productId || '—' },
    { key: 'software', title: t('fact.softwareVersion'), sort: 'software', cell: (row) => row.softwareVersion || '—' },
    { key: 'vendor', title: t('fact.vendor'), cell: (row) => row.vendor || '—', initiallyHidden: true },
    { key: 'site', title: t('fact.site'), cell: (row) => row.site || '—', initiallyHidden: true },
    { key: 'location', title: t('fact.location'), cell: (row) => row.location || '—', initiallyHidden: true },
    { key: 'inventory', title: t('fact.inventory'), cell: (row) => row.inventoryName, initiallyHidden: true },
    {
      key: 'seen',
      title: t('fact.seenAt'),
      sort: 'seen',
      cell: (row) => <Moment at={row.seenAt} show="relative" />,
    },
  ]
}
