import { expect, test } from 'vitest'
import { isWithin, moved, rectangleOf, sizeOf } from './selection.ts'

test('a selection is a rectangle whichever way it was drawn', () => {
  const drawn = rectangleOf({ anchor: { row: 5, column: 2 }, focus: { row: 3, column: 7 } })
  expect(drawn).toEqual({ top: 3, bottom: 5, left: 2, right: 7 })
  expect(sizeOf(drawn)).toBe(18)
  expect(isWithin(drawn, 4, 7)).toBe(true)
  expect(isWithin(drawn, 4, 8)).toBe(false)
})

test('keys move within the matrix and not beyond; every customer stands before the first', () => {
  const from = { row: 0, column: 0 }
  const go = (key: string, ctrl = false) => moved(from, key, ctrl, 10, 20, 4)
  expect(go('ArrowUp')).toEqual(from)
  expect(go('ArrowLeft')).toEqual({ row: 0, column: -1 })
  expect(go('PageDown')).toEqual({ row: 4, column: 0 })
  expect(go('End')).toEqual({ row: 0, column: 19 })
  expect(go('End', true)).toEqual({ row: 9, column: 19 })
  expect(go('a')).toBeUndefined()
})
