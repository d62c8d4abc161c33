import type { Tx } from '../platform/db/transaction.ts'
import type { MatrixQuery } from './matrix.route.ts'
import { type CellsOfPerson, countWithAll, listCells, listCustomers, listPeople, type PersonRow } from './queries.ts'

/** A window of people × customers and the associations in it. */
export async function readMatrix(tx: Tx, partnerId: string, query: MatrixQuery) {
  const people = await listPeople(tx, partnerId, query, { from: query.peopleFrom, count: query.peopleCount })
  const withAll = await countWithAll(tx, partnerId)
  const { accountId, given } = query
  const customers =
    query.unseen && withAll > 0
      ? { rows: [], total: 0 }
      : await listCustomers(
          tx,
          partnerId,
          {
            ...query,
            q: query.customerQ,
            given: accountId && given !== undefined ? { accountId, is: given } : undefined,
          },
          { from: query.customersFrom, count: query.customersCount },
        )
  const cells = query.cells
    ? await listCells(
        tx,
        partnerId,
        people.rows.map((row) => row.accountId),
        customers.rows.map((row) => row.customerId),
      )
    : []
  return {
    people: { total: people.total, items: people.rows.map(toPerson) },
    customers: {
      total: customers.total,
      items: customers.rows.map((row) => ({ ...row, seenBy: row.seenBy + withAll })),
    },
    ...(query.cells ? compact(cells, people.rows.length, customers.rows.length) : { cells: [], ends: [] }),
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
