import { expect, test } from 'vitest'
import { bodyOf, countPending, nothingPending, type Wish, withAll, withCells } from './pending.ts'

const wish = (accountId: string, customerId: string, one: Wish | undefined) => ({ accountId, customerId, wish: one })

test('people who get the same share one rectangle; each end has its own', () => {
  const pending = withAll(
    withCells(nothingPending, [
      wish('ana', 'one', { act: 'give' }),
      wish('ana', 'two', { act: 'give' }),
      wish('ben', 'two', { act: 'give' }),
      wish('ben', 'one', { act: 'give' }),
      wish('ben', 'three', { act: 'give', endsAt: '2026-12-01T00:00:00Z' }),
      wish('ana', 'four', { act: 'take' }),
    ]),
    'cas',
    { on: true, endsAt: null },
  )
  expect(countPending(pending)).toBe(7)
  expect(bodyOf(pending)).toEqual({
    changes: [
      { people: ['ana', 'ben'], customers: ['one', 'two'], act: 'give' },
      { people: ['ana'], customers: ['four'], act: 'take' },
      { people: ['ben'], customers: ['three'], act: 'give', endsAt: '2026-12-01T00:00:00Z' },
    ],
    all: [{ people: ['cas'], on: true, endsAt: null }],
  })
})

test('a wish taken back leaves nothing, and earlier states stay as they were', () => {
  const first = withCells(nothingPending, [wish('ana', 'one', { act: 'give' })])
  const second = withCells(first, [wish('ana', 'one', undefined), wish('ana', 'two', undefined)])
  expect(countPending(second)).toBe(0)
  expect(countPending(first)).toBe(1)
  expect(countPending(nothingPending)).toBe(0)
})
