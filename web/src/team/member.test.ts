import { expect, test } from 'vitest'
import { heldBy } from './member.ts'

const person = (role: 'admin' | 'user' | null, sponsors: boolean) => ({ accountId: 'a', role, sponsors })

test('what comes back to people is what they have: a role, the right to sponsor, or both', () => {
  expect(heldBy([person('user', false)])).toBe('role')
  expect(heldBy([person(null, true)])).toBe('sponsoring')
  expect(heldBy([person('admin', true)])).toBe('both')
  expect(heldBy([person('user', false), person(null, true)])).toBe('both')
})
