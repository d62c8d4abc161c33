import type { components } from '../api/schema.ts'

export type Matrix = components['schemas']['AssociationMatrix']
export type Person = Matrix['people']['items'][number]
export type Customer = Matrix['customers']['items'][number]
export type Effect = components['schemas']['AssociationEffect']
export type Changes = components['schemas']['AssociationChanges']

/** What is there now in one cell: not given, given, given until a moment, ended. */
export type Mark = '.' | 'x' | 'e' | 'o'
export type Cell = { mark: Mark; endsAt?: string }

export const notGiven: Cell = { mark: '.' }
export const cellKey = (accountId: string, customerId: string) => `${accountId} ${customerId}`

/** The cells of one answer, by person and customer. */
export function cellsOf(matrix: Matrix): Map<string, Cell> {
  const cells = new Map<string, Cell>()
  const keyAt = (person: number, customer: number) =>
    cellKey(matrix.people.items[person]?.accountId ?? '', matrix.customers.items[customer]?.customerId ?? '')
  for (const [person, marks] of matrix.cells.entries())
    for (let customer = 0; customer < marks.length; customer += 1)
      cells.set(keyAt(person, customer), { mark: marks[customer] as Mark })
  for (const { person, customer, endsAt } of matrix.ends) {
    const cell = cells.get(keyAt(person, customer))
    if (cell) cell.endsAt = endsAt
  }
  return cells
}
