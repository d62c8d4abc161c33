import type { Tx } from '../platform/db/transaction.ts'
import type { AxesQuery, MatrixQuery } from './matrix.route.ts'
import { type CellsOfPerson, countWithAll, listCells, listCustomers, listPeople, type PersonRow } from './queries.ts'

export type Axes = AxesQuery
type Window = { people: number; customers: number; peopleFrom?: number; customersFrom?: number }

/** The people and the customers that the filters leave, as far as the window goes. */
export async function readAxes(tx: Tx, partnerId: string, axes: Axes, window: Window) {
  const { accountId, given } = axes
  const people = await listPeople(tx, partnerId, axes, { from: window.peopleFrom ?? 0, count: window.people })
  const withAll = await countWithAll(tx, partnerId)
  const filter = {
    ...axes,
    q: axes.customerQ,
    given: accountId && given !== undefined ? { accountId, is: given } : undefined,
  }
  const customers =
    axes.unseen && withAll > 0
      ? { rows: [], total: 0 }
      : await listCustomers(tx, partnerId, filter, { from: window.customersFrom ?? 0, count: window.customers })
  return {
    people: people.rows.map(toPerson),
    peopleTotal: people.total,
    customers: customers.rows.map((row) => ({ ...row, seenBy: row.seenBy + withAll })),
    customersTotal: customers.total,
  }
}

/** A window of people × customers and the associations in it. */
export async function readMatrix(tx: Tx, partnerId: string, query: MatrixQuery) {
  const { people, peopleTotal, customers, customersTotal } = await readAxes(tx, partnerId, query, {
    people: query.peopleCount,
    peopleFrom: query.peopleFrom,
    customers: query.customersCount,
    customersFrom: query.customersFrom,
  })
  const cells = query.cells
    ? await listCells(
        tx,
        partnerId,
        people.map((row) => row.accountId),
        customers.map((row) => row.customerId),
      )
    : []
  return {
    people: { total: peopleTotal, items: people },
    customers: { total: customersTotal, items: customers },
    ...(query.cells ? compact(cells, people.length, customers.length) : { cells: [], ends: [] }),
  }
}

export function toPerson(row: PersonRow) {
  const moment = (text: string | null) => (text ? new Date(text) : null)
  return {
    ...row,
    all: row.all && { ...row.all, until: moment(row.all.until), since: moment(row.all.since) },
  }
}

/** One character a cell; see the route. */
function compact(cells: CellsOfPerson[], rows: number, columns: number) {
  const now = Date.now()
  const marks = Array.from({ length: rows }, () => new Array<string>(columns).fill('.'))
  const ends = []
  for (const { person, open, ending } of cells) {
    const row = marks[person]
    if (!row) continue
    for (const customer of open?.split(',') ?? []) row[Number(customer)] = 'x'
    for (const [customer, at] of ending ?? []) {
      const endsAt = new Date(at)
      row[customer] = endsAt.getTime() > now ? 'e' : 'o'
      ends.push({ person, customer, endsAt })
    }
  }
  return { cells: marks.map((row) => row.join('')), ends }
}
