import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { usePartnerId } from '../app/place.ts'
import { lastDay } from '../contracts/days.ts'
import { useFormat } from '../ui/format.ts'
import { PageLink } from '../ui/links.tsx'
import classes from './associations.module.css'
import { sizes } from './MatrixGrid.tsx'
import { type Cell, type Customer, cellKey, notGiven, type Person } from './matrix.ts'
import type { AllWish, Wish } from './pending.ts'
import { isWithin, type Rectangle } from './selection.ts'

type Props = {
  person: Person
  index: number
  top: number
  columns: { index: number; start: number }[]
  customers: Customer[]
  cellAt: (key: string) => Cell | undefined
  wishes: ReadonlyMap<string, Wish> | undefined
  all: AllWish | undefined
  /** The selection, where it touches this row. */
  area: Rectangle | undefined
  /** The column that has the keyboard, where it is in this row. */
  focus: number | undefined
  selectRow: () => void
}

/** One person: name, every customer, and the customers that the window shows. */
export const MatrixRow = memo(function MatrixRow(props: Props) {
  const { person, index, top, columns, customers, cellAt, wishes, area, focus } = props
  const fixed = person.role !== 'user'
  const byAll = fixed || (props.all ? props.all.on : person.all !== null && !person.all.ended)
  return (
    <div role="row" tabIndex={-1} aria-rowindex={index + 2} className={classes.row} style={{ top, height: sizes.row }}>
      <RowHead {...props} byAll={byAll} />
      {columns.map((column) => {
        const customer = customers[column.index]
        return (
          customer && (
            <GridCell
              key={customer.customerId}
              person={person}
              customer={customer}
              row={index}
              column={column.index}
              left={sizes.names + sizes.all + column.start}
              cell={cellAt(cellKey(person.accountId, customer.customerId)) ?? notGiven}
              wish={wishes?.get(customer.customerId)}
              byAll={byAll}
              selected={area !== undefined && isWithin(area, index, column.index)}
              focused={focus === column.index}
            />
          )
        )
      })}
    </div>
  )
})

function RowHead({ person, index, all, area, focus, byAll, selectRow }: Props & { byAll: boolean }) {
  const { t } = useTranslation('associations')
  const format = useFormat()
  const partnerId = usePartnerId()
  const fixed = person.role !== 'user'
  const word = fixed ? t('grid.byRole') : byAll ? t('grid.yes') : person.all?.ended ? t('ended') : ''
  const label = t('grid.allOf', {
    person: person.name,
    state: fixed ? t('grid.byRoleLong') : byAll ? t('cell.given') : person.all?.ended ? t('ended') : t('cell.notGiven'),
  })
  return (
    <div className={classes.rowHead}>
      <div role="rowheader" tabIndex={-1} aria-colindex={1} className={classes.rowName} style={{ width: sizes.names }}>
        <PageLink href={`/partner/${partnerId}/associations/${person.accountId}`} className={classes.person}>
          {person.name}
        </PageLink>
        <button
          type="button"
          tabIndex={-1}
          className={classes.rowInfo}
          onClick={selectRow}
          title={byAll ? word : t('grid.count', { count: person.customers })}
        >
          {person.state === 'suspended' ? t('state.suspended') : byAll ? '' : format.number(person.customers)}
          <span className="visually-hidden">{t('grid.selectRow', { name: person.name })}</span>
        </button>
      </div>
      <div
        role="gridcell"
        aria-colindex={2}
        aria-label={[word, label, all && t('cell.pending')].filter(Boolean).join('. ')}
        aria-selected={area !== undefined && area.left === -1}
        aria-readonly={fixed}
        tabIndex={focus === -1 ? 0 : -1}
        data-row={index}
        data-column={-1}
        data-pending={all ? (all.on ? 'give' : 'take') : undefined}
        data-fixed={fixed || undefined}
        className={classes.all}
        style={{ width: sizes.all }}
      >
        {word}
      </div>
    </div>
  )
}

type CellProps = {
  person: Person
  customer: Customer
  row: number
  column: number
  left: number
  cell: Cell
  wish: Wish | undefined
  byAll: boolean
  selected: boolean
  focused: boolean
}

const GridCell = memo(function GridCell({
  person,
  customer,
  row,
  column,
  left,
  cell,
  wish,
  byAll,
  ...rest
}: CellProps) {
  const { t } = useTranslation('associations')
  const format = useFormat()
  const endsAt = wish?.endsAt === undefined ? cell.endsAt : wish.endsAt
  const day = endsAt ? format.date(lastDay(endsAt)) : ''
  const state = {
    '.': byAll ? (person.role === 'user' ? t('cell.byAll') : t('cell.byRole')) : t('cell.notGiven'),
    x: t('cell.given'),
    e: t('cell.until', { day: cell.endsAt ? format.date(lastDay(cell.endsAt)) : '' }),
    o: t('cell.ended', { day: cell.endsAt ? format.date(lastDay(cell.endsAt)) : '' }),
  }[cell.mark]
  const change =
    wish && (wish.act === 'take' ? t('cell.toTake') : day ? t('cell.toGiveUntil', { day }) : t('cell.toGive'))
  return (
    <div
      role="gridcell"
      aria-colindex={column + 3}
      aria-label={[`${person.name}, ${customer.name}: ${state}`, change].filter(Boolean).join('. ')}
      aria-selected={rest.selected}
      aria-readonly={person.role !== 'user'}
      tabIndex={rest.focused ? 0 : -1}
      title={[state, change].filter(Boolean).join('. ')}
      data-row={row}
      data-column={column}
      data-mark={cell.mark}
      data-pending={wish?.act}
      data-through={byAll || undefined}
      data-unavailable={customer.service !== 'in_force' || undefined}
      className={classes.cell}
      style={{ left, width: sizes.column }}
    >
      <span className={classes.mark} aria-hidden />
    </div>
  )
})
