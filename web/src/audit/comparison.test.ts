import { expect, test } from 'vitest'
import { comparisonOf, textOf } from './comparison.ts'

test('what changed stands side by side, what did not is left out', () => {
  expect(
    comparisonOf({ before: { seats: 5, name: 'A' }, after: { seats: 9, name: 'A', note: 'x' }, reason: 'more' }),
  ).toEqual({
    changes: [
      { name: 'seats', before: 5, after: 9 },
      { name: 'note', before: undefined, after: 'x' },
    ],
    rest: [{ name: 'reason', value: 'more' }],
  })
})

test('single values and entries without a comparison', () => {
  expect(comparisonOf({ before: 'issued', after: 'revoked' }).changes).toEqual([
    { name: '', before: 'issued', after: 'revoked' },
  ])
  expect(comparisonOf({ seats: 1 })).toEqual({ changes: [], rest: [{ name: 'seats', value: 1 }] })
})

test('values as text', () => {
  expect([null, [], ['a', 'b'], { a: 1 }, false, 0].map(textOf)).toEqual(['—', '—', 'a\nb', '{"a":1}', 'false', '0'])
})
