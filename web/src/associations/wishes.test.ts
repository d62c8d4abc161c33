import { expect, test } from 'vitest'
import type { Cell, Customer, Person } from './matrix.ts'
import { nothingPending, withCells } from './pending.ts'
import { allWishesFor, wishesFor } from './wishes.ts'

const person = (accountId: string, more: Partial<Person> = {}): Person => ({
  accountId,
  name: accountId,
  email: '',
  role: 'user',
  state: 'active',
  all: null,
  customers: 0,
  ...more,
})
const customer = (customerId: string, service: Customer['service'] = 'in_force'): Customer => ({
  customerId,
  name: customerId,
  service,
  serviceUntil: null,
  seenBy: 0,
})
const people = [person('ana'), person('ben'), person('boss', { role: 'admin' })]
const customers = [customer('one'), customer('two'), customer('grace', 'grace')]
const cells: Record<string, Cell> = { 'ana one': { mark: 'x' }, 'ana grace': { mark: 'x' }, 'ben two': { mark: 'o' } }
const facts = {
  people,
  customers,
  cellAt: (key: string): Cell | undefined => cells[key] ?? { mark: '.' },
  pending: nothingPending,
}
const area = (top: number, bottom: number, left: number, right: number) => ({ top, bottom, left, right })
const short = ({ wishes }: ReturnType<typeof wishesFor>) =>
  wishes.map(({ accountId, customerId, wish }) => `${accountId} ${customerId} ${wish?.act ?? '-'}`)

test('giving a rectangle leaves out who is fixed and what may not be given', () => {
  const given = wishesFor(facts, area(0, 2, 0, 2), 'give')
  expect(short(given)).toEqual(['ana one -', 'ana two give', 'ana grace -', 'ben one give', 'ben two give'])
  expect(given.refused).toEqual(['service_grace', 'administrator', 'administrator', 'administrator'])
})

test('toggling gives while one is missing, then takes; one alone says why it cannot', () => {
  expect(short(wishesFor(facts, area(0, 0, 0, 1), 'toggle'))).toEqual(['ana one -', 'ana two give'])
  expect(short(wishesFor(facts, area(0, 0, 0, 0), 'toggle'))).toEqual(['ana one take'])
  expect(short(wishesFor(facts, area(0, 0, 2, 2), 'toggle'))).toEqual(['ana grace take'])
  expect(wishesFor(facts, area(1, 1, 2, 2), 'toggle')).toEqual({ wishes: [], refused: ['service_grace'] })
  const pending = withCells(nothingPending, [{ accountId: 'ben', customerId: 'one', wish: { act: 'give' } }])
  expect(short(wishesFor({ ...facts, pending }, area(1, 1, 0, 0), 'toggle'))).toEqual(['ben one -'])
})

test('taking a selection takes what was never in view as well: what is given there is not known here', () => {
  const unseen = { ...facts, cellAt: (key: string) => (key.startsWith('ana') ? facts.cellAt(key) : undefined) }
  expect(short(wishesFor(unseen, area(0, 2, 0, 1), 'take'))).toEqual(['ana one take', 'ben one take', 'ben two take'])
  expect(short(wishesFor(unseen, area(1, 1, 0, 1), 'toggle'))).toEqual(['ben one give', 'ben two give'])
})

test('an end is set on what is held too, and an ended one can be cleaned away', () => {
  const end = '2027-01-01T00:00:00Z'
  const set = wishesFor(facts, area(0, 0, 0, 0), 'give', end)
  expect(set.wishes[0]?.wish).toEqual({ act: 'give', endsAt: end })
  expect(short(wishesFor(facts, area(1, 1, 1, 1), 'take'))).toEqual(['ben two take'])
})

test('every customer is given until a day, given back what is held already, taken, and never an administrator’s', () => {
  const held = person('ana', { all: { until: null, ended: false } as Person['all'] })
  const mixed = { people: [held, person('ben'), person('boss', { role: 'admin' })], pending: nothingPending }
  const short = ({ pending }: ReturnType<typeof allWishesFor>) => [...pending.all]
  const every = area(0, 2, -1, -1)
  const until = allWishesFor(mixed, every, 'give', '2027-01-01')
  expect(short(until)).toEqual(['ana', 'ben'].map((id) => [id, { on: true, endsAt: '2027-01-01' }]))
  expect(until.refused).toEqual(['administrator'])
  const toggled = allWishesFor(mixed, every, 'toggle')
  expect(short(toggled)).toEqual([['ben', { on: true, endsAt: null }]])
  // Once both hold it, it is taken from both; from whom it was only wished for, the wish goes.
  expect(short(allWishesFor({ ...mixed, pending: toggled.pending }, every, 'toggle'))).toEqual([['ana', { on: false }]])
})
