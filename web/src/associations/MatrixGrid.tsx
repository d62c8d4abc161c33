import { useElementSize } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useServiceDenial } from '../service/in-force.ts'
import type { Denial } from '../ui/ActButton.tsx'
import { ErrorState } from '../ui/states.tsx'
import classes from './associations.module.css'
import { MatrixHeader } from './MatrixHeader.tsx'
import { MatrixRow } from './MatrixRow.tsx'
import type { Customer, Person } from './matrix.ts'
import { type Pending, withCells } from './pending.ts'
import { SelectionBar } from './SelectionBar.tsx'
import { moved, type Place, rectangleOf, type Selection } from './selection.ts'
import { useCells } from './use-matrix.ts'
import { allWishesFor, type Refusal, wishesFor } from './wishes.ts'

export const sizes = { row: 32, column: 34, names: 250, all: 76, header: 164 }

type Props = {
  partnerId: string
  query: Record<string, string | string[] | undefined>
  people: Person[]
  customers: Customer[]
  pending: Pending
  setPending: (pending: Pending) => void
  /** Why the reader may only look. */
  denied: Denial | undefined
}

/**
 * People × customers with frozen headers; only what the window shows exists. A click or Space changes a cell, dragging, Shift
 * and a click, or Shift and the arrows select a rectangle, which is given or taken as one.
 */
export function MatrixGrid({ partnerId, query, people, customers, pending, setPending, denied }: Props) {
  const { t } = useTranslation('associations')
  const giving = useServiceDenial()
  const scroller = useRef<HTMLDivElement>(null)
  const { ref: frame, width } = useElementSize<HTMLDivElement>()
  const [selection, setSelection] = useState<Selection>({ anchor: { row: 0, column: 0 }, focus: { row: 0, column: 0 } })
  const [refused, setRefused] = useState<Refusal[]>([])
  const dragging = useRef(false)
  const rows = useVirtualizer({
    count: people.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => sizes.row,
    scrollPaddingStart: sizes.header,
    overscan: 6,
  })
  const columns = useVirtualizer({
    horizontal: true,
    count: customers.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => sizes.column,
    scrollPaddingStart: sizes.names + sizes.all,
    overscan: 6,
  })
  const shownRows = rows.getVirtualItems()
  const shownColumns = columns.getVirtualItems()
  const cells = useCells(partnerId, query, rangeOf(shownRows), rangeOf(shownColumns))
  const area = rectangleOf(selection)

  const act = (on: Selection, kind: 'give' | 'take' | 'toggle', endsAt?: string | null) => {
    if (denied) return
    const rectangle = rectangleOf(on)
    if (rectangle.right === -1) {
      const every = allWishesFor({ people, pending }, rectangle, kind, endsAt, !giving)
      setPending(every.pending)
      setRefused(every.refused)
      return
    }
    const facts = { people, customers, cellAt: cells.cellAt, pending }
    const { wishes, refused: reasons } = wishesFor(facts, rectangle, kind, endsAt)
    setPending(withCells(pending, wishes))
    setRefused(reasons)
  }
  const select = (to: Place, extend: boolean) => {
    const next = extend ? { anchor: selection.anchor, focus: to } : { anchor: to, focus: to }
    setSelection(next)
    setRefused([])
    return next
  }
  const goTo = (to: Place, extend: boolean) => {
    select(to, extend)
    rows.scrollToIndex(to.row)
    if (to.column >= 0) columns.scrollToIndex(to.column)
    // The cell may come into being with the next frame.
    requestAnimationFrame(() => requestAnimationFrame(() => cellElement(scroller.current, to)?.focus()))
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    const page = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 400) - sizes.header) / sizes.row) - 1)
    const to = moved(selection.focus, event.key, event.ctrlKey, people.length, customers.length, page)
    if (to) goTo(to, event.shiftKey)
    else if (event.key === ' ') act(selection, 'toggle')
    else if (event.key === 'Delete' || event.key === 'Backspace') act(selection, 'take')
    else if (event.key === 'Escape') select(selection.focus, false)
    else return
    event.preventDefault()
  }
  const onPointerDown = (event: React.PointerEvent) => {
    const at = placeOf(event.target)
    if (!at || event.button !== 0) return
    dragging.current = true
    select(at, event.shiftKey)
    const release = () => {
      dragging.current = false
      window.removeEventListener('pointerup', release)
    }
    window.addEventListener('pointerup', release)
  }
  const onPointerOver = (event: React.PointerEvent) => {
    const at = dragging.current ? placeOf(event.target) : undefined
    if (at) setSelection((old) => ({ anchor: old.anchor, focus: at }))
  }
  const onClick = (event: React.MouseEvent) => {
    const at = placeOf(event.target)
    if (!at) return
    cellElement(scroller.current, at)?.focus({ preventScroll: true })
    // A click that ended a drag, or extended a selection, selects only.
    if (at.row === selection.anchor.row && at.column === selection.anchor.column && !event.shiftKey)
      act({ anchor: at, focus: at }, 'toggle')
  }
  if (cells.error) return <ErrorState error={cells.error} />
  const inner = { width: sizes.names + sizes.all + columns.getTotalSize(), height: sizes.header + rows.getTotalSize() }
  return (
    <div ref={frame}>
      <div ref={scroller} className={classes.scroller} style={{ maxWidth: width || undefined }}>
        <div
          role="grid"
          tabIndex={-1}
          aria-label={t('title')}
          aria-rowcount={people.length + 1}
          aria-colcount={customers.length + 2}
          aria-multiselectable
          aria-busy={cells.loading}
          aria-readonly={Boolean(denied)}
          className={classes.grid}
          style={inner}
          onKeyDown={onKeyDown}
          onPointerDown={onPointerDown}
          onPointerOver={onPointerOver}
          onClick={onClick}
        >
          <MatrixHeader
            columns={shownColumns}
            customers={customers}
            selectColumn={(column) =>
              setSelection({ anchor: { row: 0, column }, focus: { row: people.length - 1, column } })
            }
          />
          {shownRows.map((row) => {
            const person = people[row.index]
            return (
              person && (
                <MatrixRow
                  key={person.accountId}
                  person={person}
                  index={row.index}
                  top={sizes.header + row.start}
                  columns={shownColumns}
                  customers={customers}
                  cellAt={cells.cellAt}
                  wishes={pending.cells.get(person.accountId)}
                  all={pending.all.get(person.accountId)}
                  area={row.index >= area.top && row.index <= area.bottom ? area : undefined}
                  focus={row.index === selection.focus.row ? selection.focus.column : undefined}
                  selectRow={() =>
                    setSelection({
                      anchor: { row: row.index, column: 0 },
                      focus: { row: row.index, column: customers.length - 1 },
                    })
                  }
                />
              )
            )
          })}
        </div>
      </div>
      <SelectionBar
        area={area}
        refused={refused}
        denied={denied}
        giving={giving}
        act={(kind, endsAt) => act(selection, kind, endsAt)}
      />
    </div>
  )
}

function rangeOf(items: { index: number }[]) {
  return { from: items[0]?.index ?? 0, to: (items.at(-1)?.index ?? -1) + 1 }
}

function placeOf(target: EventTarget): Place | undefined {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[role=gridcell]') : null
  if (!cell) return undefined
  return { row: Number(cell.dataset.row), column: Number(cell.dataset.column) }
}

function cellElement(within: HTMLElement | null, { row, column }: Place): HTMLElement | null | undefined {
  return within?.querySelector<HTMLElement>(`[role=gridcell][data-row="${row}"][data-column="${column}"]`)
}
