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
  expect(comparisonOf({ before: null, after: 'issued' }).changes).toEqual([{ name: '', before: null, after: 'issued' }])
  expect(comparisonOf({ seats: 1 })).toEqual({ changes: [], rest: [{ name: 'seats', value: 1 }] })
})

test('what is there for the first time, or no more, is told fact by fact', () => {
  const task = { ranges: ['10.0.0.0/24'], port: 161 }
  expect(comparisonOf({ after: task }).changes).toEqual([
    { name: 'ranges', before: undefined, after: ['10.0.0.0/24'] },
    { name: 'port', before: undefined, after: 161 },
  ])
  expect(comparisonOf({ before: task, after: null }).changes.map(({ name }) => name)).toEqual(['ranges', 'port'])
})

test('values as text', () => {
  expect([null, [], ['a', 'b'], { a: 1 }, false, 0].map(textOf)).toEqual(['—', '—', 'a\nb', 'a: 1', 'false', '0'])
  const credentials = [
    { credentialId: 1, version: '2c', user: '', authProtocol: null },
    { credentialId: 2, version: '3', user: 'reader', authProtocol: 'sha' },
  ]
  expect(textOf(credentials)).toBe(
    'credentialId: 1, version: 2c\ncredentialId: 2, version: 3, user: reader, authProtocol: sha',
  )
})
