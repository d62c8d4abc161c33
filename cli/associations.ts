import { take } from '@partnergate/client'
import type { Connection } from './command.ts'
import type { Row } from './output.ts'

/** So many people a request; of customers as many as there are, up to the portal's own bound. */
const peopleTogether = 200
const customersTogether = 10_000

const states: Record<string, string> = { x: 'given', e: 'given until', o: 'ended' }

/**
 * Who sees which customers, a row each, off the portal's matrix, which answers a character a cell: associations, and one row
 * for whoever sees all, by their role or because it was given to them.
 */
export async function* readAssociations(
  { api }: Connection,
  partnerId: string,
  filters: Record<string, string[]>,
): AsyncGenerator<Row> {
  for (let peopleFrom = 0, total = 1; peopleFrom < total; peopleFrom += peopleTogether) {
    for (
      let customersFrom = 0, customersTotal = 1;
      customersFrom < customersTotal;
      customersFrom += customersTogether
    ) {
      const window = { peopleFrom, peopleCount: peopleTogether, customersFrom, customersCount: customersTogether }
      const query = { ...filters, ...window } as object
      const { people, customers, cells, ends } = await take(
        api.GET('/api/v1/partners/{partnerId}/associations', { params: { path: { partnerId }, query } }),
      )
      total = people.total
      customersTotal = customers.total
      const endOf = new Map(ends.map(({ person, customer, endsAt }) => [`${person} ${customer}`, endsAt]))
      for (const [person, { accountId, name, email, role, all }] of people.items.entries()) {
        const who = { accountId, name, email, role }
        const sees = role === 'user' ? all : { until: null, ended: false }
        if (sees && customersFrom === 0)
          yield {
            ...who,
            customerId: null,
            customerName: 'all',
            state: role === 'user' ? (sees.ended ? 'ended' : 'given') : 'by role',
            endsAt: sees.until,
          }
        for (const [customer, cell] of [...(cells[person] ?? '')].entries()) {
          const { customerId, name: customerName } = customers.items[customer] ?? {}
          const state = states[cell]
          if (state)
            yield { ...who, customerId, customerName, state, endsAt: endOf.get(`${person} ${customer}`) ?? null }
        }
      }
    }
  }
}
