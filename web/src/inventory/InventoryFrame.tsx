import { Box, Flex, Group, Tabs } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { SavedViews } from '../reports/SavedViews.tsx'
import { LinkButton, linkTo } from '../ui/links.tsx'
import { type ListState, useListState } from '../ui/list/list-state.ts'
import type { Column, Filter } from '../ui/list/list-types.ts'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { FacetColumn } from './FacetColumn.tsx'
import { facetNames, useFacetWords } from './facets.ts'
import { coverageStates } from './inventory.ts'

const places = { devices: 'inventory', hardware: 'inventory/hardware', software: 'inventory/software' } as const
export type InventoryList = keyof typeof places

/** What all three lists of the inventory can be narrowed by; it stays in the address from one to the other. */
export function useInventoryState(sort?: string): ListState {
  return useListState({ filters: [...facetNames, 'unstated'], ...(sort && { sort }) })
}

/** The filters above the list: the two that may have very many values. The facets beside it have all with their counts. */
export function useInventoryFilters(): Filter[] {
  const { t } = useTranslation('inventory')
  const partnerId = usePartnerId()
  const inventories = useRead('/api/v1/partners/{partnerId}/inventories', { params: { path: { partnerId } } })
  const items = inventories.data?.items ?? []
  const customers = new Map(items.map((one) => [one.customerId, one.customerName]))
  const wordOf = useFacetWords()
  const words: Record<string, string[]> = { coverage: coverageStates, presence: ['present', 'gone'] }
  return [
    {
      key: 'customerId',
      label: t('facet.customerId'),
      options: [...customers].map(([value, label]) => ({ value, label })),
    },
    {
      key: 'inventoryId',
      label: t('facet.inventoryId'),
      options: items.map((one) => ({ value: one.inventoryId, label: `${one.customerName} · ${one.name}` })),
    },
    ...facetNames
      .filter((name) => name !== 'customerId' && name !== 'inventoryId')
      .map((name) => ({
        key: name,
        label: t(tk('facet.', name)),
        options: (words[name] ?? []).map((value) => ({ value, label: wordOf(name, { value }) })),
        chipOnly: true,
      })),
    {
      key: 'unstated',
      label: t('facet.unstated'),
      options: facetNames.map((value) => ({ value, label: t(tk('facet.', value)) })),
      chipOnly: true,
    },
  ]
}

/** How many devices have which value, and how many all filters leave. */
export function useFacets(list: InventoryList, state: ListState) {
  const partnerId = usePartnerId()
  const { sort: _, ...query } = state.query as Record<string, unknown>
  return useRead('/api/v1/partners/{partnerId}/device-facets', {
    // The flag is text in an address; its type is what the server makes of it.
    params: { path: { partnerId }, query: { ...query, ...(list === 'hardware' && { heads: 'true' as never }) } },
  })
}

type Props<T> = { list: InventoryList; columns: Column<T>[]; state: ListState; children: ReactNode }

/** Around the lists of the inventory: which of them, saved views, and the facets with their counts. */
export function InventoryFrame<T>({ list, columns, state, children }: Props<T>) {
  const { t } = useTranslation('inventory')
  const partnerId = usePartnerId()
  const navigate = useNavigate()
  const facets = useFacets(list, state)
  const go = (next: InventoryList) => {
    const address = new URLSearchParams(window.location.search)
    address.delete('sort')
    void navigate(linkTo(`/partner/${partnerId}/${places[next]}?${address}`))
  }
  return (
    <>
      <PageHeader
        title={list === 'devices' ? t('devices.title') : t(tk('lists.', list))}
        text={t('devices.text')}
        actions={
          <Group gap="xs">
            <SavedViews list={list} columnsId={`partner.${list}`} columns={columns} />
            <LinkButton variant="default" href={`/partner/${partnerId}/collections`}>
              {t('collections.title')}
            </LinkButton>
          </Group>
        }
      />
      <Tabs value={list} mb="md" onChange={(next) => next && go(next as InventoryList)}>
        <Tabs.List aria-label={t('lists.label')}>
          {(Object.keys(places) as InventoryList[]).map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(tk('lists.', one))}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <Flex gap="lg" align="flex-start" direction={{ base: 'column', md: 'row' }}>
        <FacetColumn facets={facets.data} state={state} />
        <Box flex={1} miw={0} w="100%">
          {children}
        </Box>
      </Flex>
    </>
  )
}
