import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { PagedList } from '../../api/hooks.ts'
import type { Denial } from '../ActButton.tsx'
import type { ListState } from './list-state.ts'

export type Column<T> = {
  key: string
  title: string
  cell: (row: T) => ReactNode
  /** The name the API sorts by; without it the column does not sort. */
  sort?: string
  /** Its name in the files of the list, where they can have the columns that are shown. */
  field?: string
  /** Numbers: right-aligned, tabular. */
  numeric?: boolean
  width?: number
  /** On one line: names and numbers that are read as a whole. */
  noWrap?: boolean
  /** Off until the reader chooses it. */
  initiallyHidden?: boolean
}

/** `chipOnly`: chosen somewhere else on the page; above the list it is shown and given up. */
export type Filter =
  | { key: string; label: string; options: { value: string; label: string }[]; single?: boolean; chipOnly?: boolean }
  | { key: string; label: string; input: 'text' | 'date' }

export type RowAct<T> = {
  label: string
  icon?: Icon
  danger?: boolean
  href?: string
  run?: (row: T) => void
  /** Shown greyed with the reason, instead of hidden. */
  denied?: Denial | undefined
}

export type BulkAct<T> = {
  label: string
  icon?: Icon
  danger?: boolean
  run: (rows: T[], done: () => void) => void
  denied?: Denial | undefined
}

export type DataListProps<T> = {
  /** Names the list for the reader's column choice: `partner.customers`. */
  id: string
  /** What the rows are, for those who do not see the page: "Customers". */
  label: string
  list: PagedList<T>
  state: ListState
  /** The first column is the row's name; it links to the row and is never hidden. */
  columns: Column<T>[]
  rowId: (row: T) => string
  /** What a row is called where it is chosen, by those who do not see it; a list with bulk acts says it. */
  rowName?: (row: T) => string
  rowHref?: (row: T) => string
  /** Opens a side panel; with `rowHref` as well, a new tab has the row's page. */
  onOpen?: (row: T) => void
  rowActs?: (row: T) => RowAct<T>[]
  filters?: Filter[]
  /** Placeholder of the search box; without it there is none. */
  search?: string
  bulk?: BulkAct<T>[]
  /** Links to files; the present search, sort and filters are added to each address, but not to a `whole` file's. */
  exports?: { label: string; href: string; takesColumns?: boolean; whole?: boolean; denied?: Denial | undefined }[]
  empty: { title: string; text?: ReactNode; icon?: Icon; action?: ReactNode }
}
