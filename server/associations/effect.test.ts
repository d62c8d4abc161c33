import { describe, expect, test } from 'vitest'
import { effectOf, type Facts } from './effect.ts'

const now = new Date('2026-06-01T00:00:00Z')
const day = (text: string) => new Date(`${text}T00:00:00Z`)

const facts: Facts = {
  people: [
    { accountId: 'ana', name: 'Ana', role: 'user', state: 'active', all: false, allUntil: null, allEnded: false },
    { accountId: 'all', name: 'All', role: 'user', state: 'active', all: true, allUntil: null, allEnded: false },
    {
      ...{ accountId: 'limited', name: 'Limited', role: 'user', state: 'active' },
      ...{ all: true, allUntil: day('2026-09-01'), allEnded: false },
    },
    { accountId: 'out', name: 'Out', role: 'user', state: 'suspended', all: false, allUntil: null, allEnded: false },
    { accountId: 'boss', name: 'Boss', role: 'admin', state: 'active', all: false, allUntil: null, allEnded: false },
  ],
  customers: [
    { customerId: 'one', name: 'One', state: 'active', service: 'in_force' },
    { customerId: 'two', name: 'Two', state: 'active', service: 'in_force' },
    { customerId: 'grace', name: 'Grace', state: 'active', service: 'grace' },
    { customerId: 'never', name: 'Never', state: 'active', service: 'none' },
    { customerId: 'old', name: 'Old', state: 'archived', service: 'none' },
  ],
  given: [
    { accountId: 'ana', customerId: 'one', endsAt: null },
    { accountId: 'ana', customerId: 'grace', endsAt: day('2026-09-01') },
    { accountId: 'ana', customerId: 'two', endsAt: day('2026-05-01') },
    { accountId: 'all', customerId: 'one', endsAt: null },
    { accountId: 'out', customerId: 'one', endsAt: null },
  ],
  serviceInForce: true,
  now,
}

type Change = { people: string[]; customers: string[]; act: 'give' | 'take'; endsAt?: Date | null }
const effect = (changes: Change[], all: { people: string[]; on: boolean; endsAt?: Date | null }[] = []) => {
  const { people, refused } = effectOf({ changes, all }, facts)
  const names = (of: { name: string }[]) => of.map(({ name }) => name)
  return {
    people: people.map((one) => ({
      id: one.person.accountId,
      gains: names(one.gains),
      loses: names(one.loses),
      ends: one.ends.length,
      cleaned: one.cleaned,
    })),
    refused: refused.map(({ reason }) => reason),
  }
}
const give = (person: string, customer: string, endsAt?: Date | null): Change => ({
  people: [person],
  customers: [customer],
  act: 'give',
  ...(endsAt !== undefined && { endsAt }),
})
const take = (person: string, customer: string): Change => ({ people: [person], customers: [customer], act: 'take' })
const none = { gains: [], loses: [], ends: 0, cleaned: 0 }

describe('what a change of associations does', () => {
  test('leaves out what is so already; the later of two words about a cell counts', () => {
    expect(effect([give('ana', 'one'), give('ana', 'one', null), take('ana', 'never')])).toEqual({
      people: [],
      refused: [],
    })
    expect(effect([take('ana', 'one'), give('ana', 'one')]).people).toEqual([])
  })

  test('an ended one is given anew, or cleaned away without anybody losing anything', () => {
    expect(effect([give('ana', 'two')]).people).toEqual([{ id: 'ana', ...none, gains: ['Two'] }])
    expect(effect([take('ana', 'two')]).people).toEqual([{ id: 'ana', ...none, cleaned: 1 }])
  })

  test('in grace an end may come earlier, never later; taking away is always allowed (R25)', () => {
    expect(effect([give('ana', 'grace', day('2026-07-01'))]).people).toEqual([{ id: 'ana', ...none, ends: 1 }])
    expect(effect([give('ana', 'grace', day('2026-10-01'))]).refused).toEqual(['service_grace'])
    expect(effect([give('ana', 'grace', null)]).refused).toEqual(['service_grace'])
    expect(effect([take('ana', 'grace')]).people).toEqual([{ id: 'ana', ...none, loses: ['Grace'] }])
  })

  test('refuses what may not be given, each with its reason, and does the rest', () => {
    const { people, refused } = effect([
      { people: ['ana', 'boss', 'out', 'nobody'], customers: ['one', 'two', 'never', 'old'], act: 'give' },
    ])
    expect(people).toEqual([{ id: 'ana', ...none, gains: ['Two'] }])
    expect(
      Object.fromEntries(
        [...new Set(refused)].map((reason) => [reason, refused.filter((one) => one === reason).length]),
      ),
    ).toEqual({
      service_none: 1,
      archived: 1,
      administrator: 4,
      not_active: 3,
      no_person: 4,
    })
  })

  test('all: gains every other customer; without it only associations are left', () => {
    expect(effect([], [{ people: ['ana'], on: true }]).people[0]?.gains).toEqual(['Two', 'Never'])
    expect(effect([give('all', 'two')], [{ people: ['all'], on: false }]).people[0]?.loses).toEqual(['Grace', 'Never'])
    // Who has all neither gains nor loses by a single one.
    expect(effect([give('all', 'two')]).people).toEqual([{ id: 'all', ...none }])
    expect(
      effectOf({ changes: [], all: [{ people: ['ana'], on: true }] }, { ...facts, serviceInForce: false }).refused,
    ).toEqual([{ reason: 'partner_service', accountId: 'ana', customerId: null }])
    // Who has all may have them for less long (R25).
    const until = (endsAt: Date | null) =>
      effectOf({ changes: [], all: [{ people: ['limited'], on: true, endsAt }] }, { ...facts, serviceInForce: false })
    expect(until(day('2026-07-01')).people[0]?.all).toEqual({ on: true, until: day('2026-07-01') })
    expect([day('2026-10-01'), null].map((later) => until(later).refused[0]?.reason)).toEqual([
      'partner_service',
      'partner_service',
    ])
  })
})
