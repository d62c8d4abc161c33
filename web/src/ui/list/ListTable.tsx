import { Skeleton } from '@mantine/core'
import { IconArrowsSort, IconSortAscending } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { DataTable, type DataTableColumn } from 'mantine-datatable'
import 'mantine-datatable/styles.layer.css'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { linkTo, onPlainClick, PageLink } from '../links.tsx'
import classes from './DataList.module.css'
import type { Column, DataListProps } from './list-types.ts'
import { RowActMenu } from './RowActMenu.tsx'

export type RowsProps<T> = DataListProps<T> & { selected: T[]; onSelect: ((rows: T[]) => void) | undefined }

const skeletonRows = Array.from({ length: 8 }, (_, index) => ({ skeleton: index }))

/** The rows as a table. */
export function ListTable<T>(props: RowsProps<T>) {
  const { list, state, columns, rowId, rowName = rowId, rowHref, onOpen, rowActs, selected, onSelect } = props
  const { t } = useTranslation('ui')
  const navigate = useNavigate()
  if (list.isLoading) return <SkeletonTable {...props} />
  const open = onOpen ?? (rowHref && ((row: T) => void navigate(linkTo(rowHref(row)))))
  const [direction, sortName] = state.sort?.startsWith('-')
    ? (['desc', state.sort.slice(1)] as const)
    : (['asc', state.sort] as const)
  const shown: DataTableColumn<T>[] = columns.map((column, index) => ({
    ...shapeOf(column),
    render: (row: T) =>
      index === 0 ? (
        <RowName row={row} {...props}>
          {column.cell(row)}
        </RowName>
      ) : (
        column.cell(row)
      ),
  }))
  if (rowActs) {
    shown.push({
      accessor: 'acts',
      title: <span className="visually-hidden">{t('list.acts')}</span>,
      width: 52,
      textAlign: 'right',
      cellsClassName: classes.acts,
      render: (row) => <RowActMenu row={row} acts={rowActs(row)} />,
    })
  }
  return (
    <DataTable<T>
      {...look}
      records={list.rows}
      idAccessor={rowId}
      columns={shown}
      sortStatus={{ columnAccessor: columns.find((c) => c.sort && c.sort === sortName)?.key ?? '', direction }}
      onSortStatusChange={({ columnAccessor, direction: next }) => {
        const name = columns.find((column) => column.key === columnAccessor)?.sort
        if (name) state.setSort(next === 'desc' ? `-${name}` : name)
      }}
      sortIcons={{
        sorted: <IconSortAscending size={14} aria-hidden />,
        unsorted: <IconArrowsSort size={14} aria-hidden className={classes.unsorted} />,
      }}
      {...(open
        ? { onRowClick: ({ record, event }) => isOnControl(event) || open(record), rowClassName: classes.openable }
        : {})}
      {...(onSelect
        ? {
            selectedRecords: selected,
            onSelectedRecordsChange: onSelect,
            allRecordsSelectionCheckboxProps: { 'aria-label': t('list.selectAll'), size: 'xs' },
            getRecordSelectionCheckboxProps: (row: T) => ({
              'aria-label': t('list.select', { name: rowName(row) }),
              size: 'xs',
            }),
          }
        : {})}
    />
  )
}

const look = {
  // There always are rows; what the table would say without stays readable to a screen reader, in English.
  emptyState: <span />,
  highlightOnHover: true,
  verticalAlign: 'center',
  horizontalSpacing: 'sm',
  verticalSpacing: 7,
  fz: 'sm',
  rowBorderColor: 'var(--line)',
  borderColor: 'var(--line)',
  minHeight: 0,
  classNames: { table: classes.table, header: classes.header },
} as const

function shapeOf<T>(column: Column<T>) {
  return {
    accessor: column.key,
    title: column.title,
    sortable: Boolean(column.sort),
    textAlign: column.numeric ? ('right' as const) : ('left' as const),
    cellsClassName: column.numeric ? 'tabular' : undefined,
    width: column.width,
    noWrap: column.noWrap ?? false,
  }
}

/** The first cell: the row's name, by which keyboard and screen reader open it. */
function RowName<T>({
  row,
  rowHref,
  onOpen,
  children,
}: { row: T; children: ReactNode } & Pick<DataListProps<T>, 'rowHref' | 'onOpen'>) {
  if (rowHref) {
    return (
      <PageLink
        href={rowHref(row)}
        c="inherit"
        fw={500}
        inherit
        underline="hover"
        {...(onOpen && { onClick: onPlainClick(() => onOpen(row)) })}
      >
        {children}
      </PageLink>
    )
  }
  if (!onOpen) return <span className={classes.name}>{children}</span>
  return (
    <button type="button" className={classes.opener} onClick={() => onOpen(row)}>
      {children}
    </button>
  )
}

/** A click on a link, button or selected text inside the row is not a click on the row. */
function isOnControl(event: React.MouseEvent): boolean {
  const control = (event.target as HTMLElement).closest('a, button, input, label, [role="menu"]')
  return control !== null || String(window.getSelection()) !== ''
}

function SkeletonTable<T>({ columns, onSelect, rowActs }: RowsProps<T>) {
  const { t } = useTranslation('ui')
  const cells = [
    ...(onSelect ? [{ key: '#select', title: ' ', width: 40 }] : []),
    ...columns,
    ...(rowActs ? [{ key: '#acts', title: ' ', width: 52 }] : []),
  ]
  return (
    <div role="status" aria-label={t('loading')}>
      <div aria-hidden className={classes.breathing}>
        <DataTable<{ skeleton: number }>
          {...look}
          highlightOnHover={false}
          idAccessor="skeleton"
          records={skeletonRows}
          columns={cells.map((column, index) => ({
            accessor: column.key,
            title: column.title,
            width: column.width,
            render: ({ skeleton }) => (
              <Skeleton animate={false} height={12} my={5} width={`${40 + ((skeleton * 7 + index * 13) % 45)}%`} />
            ),
          }))}
        />
      </div>
    </div>
  )
}
