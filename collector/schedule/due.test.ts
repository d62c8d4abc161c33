import { expect, test } from 'vitest'
import { dueAt } from './due.ts'

const minute = 60_000
const day = 24 * 60 * minute
const at = Date.parse('2026-11-27T08:00:00Z')

test('what was never done is due at once, what was done after its interval', () => {
  expect(dueAt({ failures: 0 }, day, 0.5)).toBe(0)
  expect(dueAt({ succeededAt: at, failures: 0 }, day, 0.5)).toBe(at + day)
  expect(dueAt({ failures: 0 }, Number.POSITIVE_INFINITY, 0.5)).toBe(Number.POSITIVE_INFINITY)
})

test('after failures it waits twice as long each time, up to an hour and what spreads it', () => {
  const waits = [1, 2, 3, 7, 8, 5000].map(
    (failures) => dueAt({ succeededAt: at - day, failedAt: at, failures }, day, 0) - at,
  )
  expect(waits).toEqual([1, 2, 4, 60, 60, 60].map((minutes) => minutes * minute))
  expect(dueAt({ failedAt: at, failures: 1 }, day, 1) - at).toBe(2 * minute)
  expect(dueAt({ failedAt: at, failures: 9 }, 10 * minute, 0) - at).toBe(10 * minute)
})

test('it comes no sooner than the portal asked', () => {
  expect(dueAt({ failedAt: at, failures: 1, retryAfterMs: 5 * minute }, day, 1) - at).toBe(5 * minute)
  expect(dueAt({ failedAt: at, failures: 6, retryAfterMs: minute }, day, 0) - at).toBe(32 * minute)
})
