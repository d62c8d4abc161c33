import { expect, test } from 'vitest'
import { LinesSeen } from './lines-seen.ts'

test('a line is known again by contract, vendor and serial number together, by its first row', () => {
  const seen = new LinesSeen()
  expect(seen.take(1, 'acme', 'SN1', 2)).toBeUndefined()
  expect(seen.take(2, 'acme', 'SN1', 3)).toBeUndefined()
  expect(seen.take(1, 'other', 'SN1', 4)).toBeUndefined()
  expect(seen.take(1, 'acme', 'SN2', 5)).toBeUndefined()
  expect(seen.take(1, 'other', 'SN1', 6)).toBe(4)
  expect(seen.take(2, 'acme', 'SN1', 7)).toBe(3)
  expect(seen.take(1, 'acme', 'SN1', 8)).toBe(2)
  expect(seen.take(1, 'acme', 'SN1', 9)).toBe(2)
})

test('every line of a file as long as may be, and none more', () => {
  const seen = new LinesSeen()
  const rows = 200_000
  const found = (row: number) => seen.take(row % 10_000, '', `FOC${row}X`, row)
  for (let row = 1; row <= rows; row += 1) if (found(row) !== undefined) throw new Error(`row ${row} was never there`)
  for (let row = 1; row <= rows; row += 997) expect(found(row)).toBe(row)
})
