import { useMediaQuery } from '@mantine/hooks'
import { IconAffiliate } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePartnerId } from '../app/place.ts'
import { useReader } from '../customers/reader.ts'
import { useDeniedHere } from '../ui/denied-here.ts'
import { LinkButton } from '../ui/links.tsx'
import { useListState } from '../ui/list/list-state.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { EmptyState, ErrorState, LoadingState } from '../ui/states.tsx'
import { ExportMenu } from './ExportMenu.tsx'
import { MatrixFilters } from './MatrixFilters.tsx'
import { MatrixGrid } from './MatrixGrid.tsx'
import { PendingBar } from './PendingBar.tsx'
import { PeopleCards } from './PeopleCards.tsx'
import { nothingPending } from './pending.ts'
import { useAxes } from './use-matrix.ts'

/** Who at the partner sees which customers: people × customers; on a telephone the people, each with a page of their own. */
export default function AssociationsPage() {
  const { t } = useTranslation('associations')
  const partnerId = usePartnerId()
  const narrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false })
  const managing = useReader(partnerId).managing('manage_associations')
  const denied = useDeniedHere() ?? managing
  const state = useListState({ filters: ['role', 'service', 'customerQ', 'unassociated', 'unseen', 'ending'] })
  const axes = useAxes(partnerId, state.query)
  const [pending, setPending] = useState(nothingPending)
  const people = axes.data?.people.items ?? []
  const customers = axes.data?.customers.items ?? []
  const clear = state.isFiltered ? { text: t('empty.filtered') } : {}
  return (
    <>
      <PageHeader
        title={t('title')}
        text={t('text')}
        actions={<ExportMenu files={filesOf(partnerId, state.query)} />}
      />
      {axes.error ? (
        <ErrorState error={axes.error} retry={() => void axes.refetch()} />
      ) : (
        <>
          <MatrixFilters state={state} people={axes.data?.people.total} customers={axes.data?.customers.total} />
          {axes.isPending && <LoadingState />}
          {axes.data && (people.length === 0 || (customers.length === 0 && !narrow)) && (
            <EmptyState
              icon={IconAffiliate}
              title={people.length === 0 ? t('empty.people') : t('empty.customers')}
              {...clear}
              action={
                !state.isFiltered && (
                  <LinkButton
                    href={`/partner/${partnerId}/${people.length === 0 ? 'team' : 'customers'}`}
                    variant="default"
                  >
                    {people.length === 0 ? t('empty.toTeam') : t('empty.toCustomers')}
                  </LinkButton>
                )
              }
            />
          )}
          {narrow && people.length > 0 && <PeopleCards partnerId={partnerId} people={people} />}
          {!narrow && people.length > 0 && customers.length > 0 && (
            <MatrixGrid
              key={JSON.stringify(state.query)}
              partnerId={partnerId}
              query={state.query}
              people={people}
              customers={customers}
              pending={pending}
              setPending={setPending}
              denied={denied}
            />
          )}
          <PendingBar partnerId={partnerId} pending={pending} clear={() => setPending(nothingPending)} />
        </>
      )}
    </>
  )
}

/** What is shown now, as a list of associations or as the matrix it is. */
function filesOf(partnerId: string, query: Record<string, string | string[] | undefined>) {
  const address = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, one])),
  )
  const at = (layout: 'list' | 'matrix', format: 'csv' | 'xlsx') => {
    const asked = new URLSearchParams([...address, ['layout', layout], ['format', format]])
    return { name: `${layout}_${format}` as const, href: `/api/v1/partners/${partnerId}/associations-export?${asked}` }
  }
  return [at('list', 'csv'), at('list', 'xlsx'), at('matrix', 'csv'), at('matrix', 'xlsx')]
}
