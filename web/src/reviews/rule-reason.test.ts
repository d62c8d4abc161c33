import { expect, test } from 'vitest'
import { closingOf } from './rule-reason.ts'

test('a rule’s reason in the log is told from what somebody wrote, and from the sentences of older entries', () => {
  const dueAt = '2026-01-01T00:00:00.000Z'
  expect(closingOf({ rule: 'unanswered_due', review: 'Winter', dueAt })).toEqual({
    review: 'Winter',
    dueAt,
    early: false,
  })
  expect(closingOf({ rule: 'unanswered_early', review: 'Autumn', dueAt })).toMatchObject({ early: true })
  for (const other of [
    '“Winter”: not answered by 31 December 2025',
    '',
    null,
    undefined,
    {},
    { rule: 'unanswered_due' },
  ])
    expect(closingOf(other)).toBeUndefined()
  expect(closingOf({ rule: 'something_later', review: 'Winter', dueAt })).toBeUndefined()
})
