/** A place in the matrix: a row of people, a column; column -1 is "every customer". */
export type Place = { row: number; column: number }
/** A rectangle from where a selection began to where it is. */
export type Selection = { anchor: Place; focus: Place }

export type Rectangle = { top: number; bottom: number; left: number; right: number }

export function rectangleOf({ anchor, focus }: Selection): Rectangle {
  return {
    top: Math.min(anchor.row, focus.row),
    bottom: Math.max(anchor.row, focus.row),
    left: Math.min(anchor.column, focus.column),
    right: Math.max(anchor.column, focus.column),
  }
}

export function isWithin({ top, bottom, left, right }: Rectangle, row: number, column: number): boolean {
  return row >= top && row <= bottom && column >= left && column <= right
}

export function sizeOf({ top, bottom, left, right }: Rectangle): number {
  return (bottom - top + 1) * (right - left + 1)
}

/** The place a key leads to; undefined for keys that do not move. `page` is what fits into the window. */
export function moved(
  from: Place,
  key: string,
  ctrl: boolean,
  rows: number,
  columns: number,
  page: number,
): Place | undefined {
  const { row, column } = from
  const at = (nextRow: number, nextColumn: number) => ({
    row: Math.max(0, Math.min(rows - 1, nextRow)),
    column: Math.max(-1, Math.min(columns - 1, nextColumn)),
  })
  switch (key) {
    case 'ArrowUp':
      return at(row - 1, column)
    case 'ArrowDown':
      return at(row + 1, column)
    case 'ArrowLeft':
      return at(row, column - 1)
    case 'ArrowRight':
      return at(row, column + 1)
    case 'Home':
      return ctrl ? at(0, -1) : at(row, -1)
    case 'End':
      return ctrl ? at(rows - 1, columns - 1) : at(row, columns - 1)
    case 'PageUp':
      return at(row - page, column)
    case 'PageDown':
      return at(row + page, column)
    default:
      return undefined
  }
}
