import { expect, test } from 'vitest'
import { dayOf, endOfDay, lastDay, startOfDay } from './days.ts'

test('a last day and its exclusive end belong together, over month ends and leap days', () => {
  for (const day of ['2027-03-31', '2028-02-29', '2027-12-31']) {
    expect(lastDay(endOfDay(day))).toBe(day)
    expect(dayOf(startOfDay(day))).toBe(day)
  }
  expect(endOfDay('2027-12-31')).toBe('2028-01-01T00:00:00.000Z')
})

test('an end within a day is shown as that day', () => {
  expect(lastDay('2027-03-31T12:00:00Z')).toBe('2027-03-31')
})
