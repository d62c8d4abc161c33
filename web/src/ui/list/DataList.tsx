import { Button, Group, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconSearchOff } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format.ts'
import { EmptyState, ErrorState } from '../states.tsx'
import { BulkBar } from './BulkBar.tsx'
import classes from './DataList.module.css'
import { FilterChips } from './FilterMenu.tsx'
import { ListCards } from './ListCards.tsx'
import { ListTable } from './ListTable.tsx'
import { ListToolbar } from './ListToolbar.tsx'
import { useShownColumns } from './list-columns.ts'
import type { DataListProps } from './list-types.ts'

/**
 * A list as every page shows it: search (`/`), filters as chips in the address, sort, column choice, selection with bulk
 * acts, export, "load more" with the total, and real empty, loading and error states. On a telephone rows become cards.
 */
export function DataList<T>(props: DataListProps<T>) {
  const { list, state, columns, rowId, bulk, filters = [] } = props
  const narrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false })
  const { shown, keys, setKeys, reset } = useShownColumns(props.id, columns)
  const [selectedIds, setSelectedIds] = useState<string[]>([])
  // What is no longer in the list cannot be acted on.
  const selected = useMemo(
    () => list.rows.filter((row) => selectedIds.includes(rowId(row))),
    [list.rows, selectedIds, rowId],
  )
  const nothing = list.rows.length === 0 && !list.isLoading
  // A list that is empty without any filter needs no tools to search it.
  const showTools = !(nothing && !state.isFiltered) || list.error !== null
  const Rows = narrow ? ListCards : ListTable
  return (
    <section aria-label={props.label} aria-busy={list.isFetching}>
      {showTools && (
        <ListToolbar
          {...props}
          error={list.error}
          filters={filters}
          shown={keys}
          setShown={setKeys}
          resetShown={reset}
        />
      )}
      <FilterChips filters={filters} state={state} />
      <div className={classes.frame} data-refreshing={list.isFetching && !list.isLoading ? true : undefined}>
        {nothing ? (
          <Nothing {...props} />
        ) : (
          <Rows
            {...props}
            columns={shown}
            selected={selected}
            onSelect={bulk ? (rows) => setSelectedIds(rows.map(rowId)) : undefined}
          />
        )}
      </div>
      {!nothing && <Footer {...props} />}
      {bulk && selected.length > 0 && <BulkBar acts={bulk} rows={selected} clear={() => setSelectedIds([])} />}
    </section>
  )
}

function Nothing<T>({ list, state, empty }: DataListProps<T>) {
  const { t } = useTranslation('ui')
  if (list.error) return <ErrorState error={list.error} retry={list.retry} />
  if (!state.isFiltered) return <EmptyState {...empty} />
  return (
    <EmptyState
      icon={IconSearchOff}
      title={t('list.noMatch')}
      action={
        <Button variant="default" onClick={state.clear}>
          {t('list.clearFilters')}
        </Button>
      }
    />
  )
}

function Footer<T>({ list }: DataListProps<T>) {
  const { t } = useTranslation('ui')
  const format = useFormat()
  const shown = format.number(list.rows.length)
  return (
    <Group justify="space-between" mt="xs" mih={30}>
      <Text size="xs" c="dimmed" className="tabular" aria-live="polite">
        {list.isLoading
          ? t('loading')
          : list.total === undefined
            ? t('list.shown', { count: list.rows.length, shown })
            : t('list.shownOf', { count: list.total, shown, total: format.number(list.total) })}
      </Text>
      {list.hasMore && (
        <Button variant="default" size="xs" loading={list.isLoadingMore} onClick={list.loadMore}>
          {t('list.loadMore')}
        </Button>
      )}
    </Group>
  )
}
