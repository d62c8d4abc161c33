import { expect, test } from 'vitest'
import { dueOf } from './due.ts'

test('coverage that ends with the year ends on its last day, as its contract says; milestones keep their day anywhere', () => {
  const dueAt = '2027-01-01T00:00:00.000Z'
  expect(dueOf({ kind: 'coverage_ending', dueAt })).toBe('2026-12-31')
  expect(dueOf({ kind: 'coverage_missing', dueAt })).toBe('2026-12-31')
  expect(dueOf({ kind: 'hardware_milestone', dueAt })).toBe('2027-01-01')
  expect(dueOf({ kind: 'collector_overdue', dueAt })).toBe(dueAt)
  expect(dueOf({ kind: 'coverage_missing', dueAt: null })).toBeNull()
})
