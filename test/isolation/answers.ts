import { type Context, type Facts, factsOf, serviceOf } from './facts.ts'
import type { Plan, Row } from './plan.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
type Body = any
type Given = { plan: Plan; facts: Facts; partnerId: string; path: string; body: Body }
/** What an answer says, and what the model says it should, each in any order. */
type Said = { said: string[]; expected: string[] }

const rowsOf = ({ plan, partnerId }: Given, table: string): Row[] =>
  (plan.rows[table] ?? []).filter((row) => row.partner_id === partnerId)
const past = (value: unknown) => value != null && new Date(value as string).getTime() <= Date.now()
const isStill = (row: Row) => row.state === 'active' || row.state === 'suspended'

/** Answers that are no list of rows, and yet are known in full: by the route's path. */
export const exactAnswers: Record<string, (given: Given) => Said> = {
  '/partners/{partnerId}/associations': (given) => {
    const { people, customers, cells } = given.body
    const named = (person: number, customer: number, cell: string) =>
      `${people.items[person].accountId} ${customers.items[customer].customerId} ${cell === 'o' ? 'ended' : 'given'}`
    const axis = (items: Record<string, string>[], field: string) => items.map((item) => String(item[field]))
    const members = rowsOf(given, 'membership').filter((row) => row.role !== null && isStill(row))
    const active = rowsOf(given, 'customer').filter((row) => row.state === 'active')
    const ids = new Set([...members.map((row) => row.account_id), ...active.map((row) => row.customer_id)])
    return {
      said: [
        `${people.total} × ${customers.total}`,
        ...axis(people.items, 'accountId'),
        ...axis(customers.items, 'customerId'),
        ...cells.flatMap((line: string, person: number) =>
          [...line].flatMap((cell, customer) => (cell === '.' ? [] : [named(person, customer, cell)])),
        ),
      ],
      expected: [
        `${members.length} × ${active.length}`,
        ...[...ids].map(String),
        ...rowsOf(given, 'association')
          .filter((row) => ids.has(row.account_id) && ids.has(row.customer_id))
          .map((row) => `${row.account_id} ${row.customer_id} ${past(row.ends_at) ? 'ended' : 'given'}`),
      ],
    }
  },
  '/partners/{partnerId}/associations/people/{accountId}': (given) => ({
    said: given.body.items.map((item: Body) => `${item.customerId} ${item.ended}`),
    expected: rowsOf(given, 'association')
      .filter((row) => row.account_id === given.body.accountId)
      .map((row) => `${row.customer_id} ${past(row.ends_at)}`),
  }),
  '/partners/{partnerId}/customers/{customerId}/seen-by': (given) => {
    const customerId = /customers\/([^/]+)/.exec(given.path)?.[1]
    const associations = rowsOf(given, 'association').filter((row) => row.customer_id === customerId)
    const expected = rowsOf(given, 'membership').flatMap((row) => {
      if (!isStill(row) || row.role === null) return []
      if (row.role !== 'user') return [`${row.account_id} role`]
      const own = associations.find((one) => one.account_id === row.account_id)
      if (row.all_customers && !(past(row.all_customers_until) && own))
        return [`${row.account_id} all${past(row.all_customers_until) ? ' ended' : ''}`]
      return own ? [`${row.account_id} some${past(own.ends_at) ? ' ended' : ''}`] : []
    })
    const said = given.body.items.map((item: Body) => `${item.accountId} ${item.how}${item.ended ? ' ended' : ''}`)
    return { said, expected }
  },
  '/partners/{partnerId}/overview/devices': (given) => {
    const { body } = given
    const blocked = readable(given, 'collection').filter((row) => row.state === 'blocked')
    return {
      said: [`${body.devices} ${body.collectors.blocked}`],
      expected: [`${presentDevices(given).length} ${blocked.length}`],
    }
  },
  '/partners/{partnerId}/device-facets': (given) => {
    const devices = presentDevices(given)
    const customers = Map.groupBy(devices, (row) => String(row.customer_id))
    const names = new Map(rowsOf(given, 'customer').map((row) => [row.customer_id, row.name]))
    return {
      said: given.body.customerId
        .map(({ value, count, label }: Body) => `${value} ${count} ${label}`)
        .concat(`${given.body.total}`),
      expected: [...customers]
        .map(([id, { length }]) => `${id} ${length} ${names.get(id)}`)
        .concat(`${devices.length}`),
    }
  },
  // A device has a row for each of its parts.
  '/partners/{partnerId}/hardware': (given) => ({
    said: [...new Set<string>(given.body.items.map((item: Body) => item.deviceId))],
    expected: presentDevices(given).flatMap((row) => (row.parent_id ? [] : [String(row.device_id)])),
  }),
  '/partners/{partnerId}/software': (given) => ({
    said: [`${given.body.items.reduce((sum: number, item: Body) => sum + item.devices, 0)}`],
    expected: [`${presentDevices(given).filter((row) => row.software_type || row.software_version).length}`],
  }),
  '/partners/{partnerId}/overview/service': (given) => {
    const { facts, body, plan } = given
    const { inForce, grace, closed, none } = body.customers
    // Whoever sponsors as well keeps other records; their figures are of what they reach in the service.
    const mine = rowsOf(given, 'customer').filter(
      (row) => row.state === 'active' && (facts.sponsors || facts.reaches(row.customer_id)),
    )
    const of = (state: string) => mine.filter((row) => serviceOf(plan, row) === state).length
    return facts.sponsors && !facts.administers
      ? { said: [], expected: [] }
      : {
          said: [`${inForce} ${grace} ${closed} ${none}`],
          expected: [`${of('in_force')} ${of('grace')} ${of('closed')} ${of('none')}`],
        }
  },
}

function readable(given: Given, table: string): Row[] {
  return rowsOf(given, table).filter((row) => given.facts.readsData(String(row.customer_id)))
}

function presentDevices(given: Given): Row[] {
  return readable(given, 'device').filter((row) => row.gone_at === null)
}

/** What the model says of a member's right to one customer, as `reach/explain` is asked: `see_customer`, `see_data`. */
export function rightsOf(plan: Plan, partnerId: string, accountId: string, customerId: string) {
  // A session that is over takes no right away.
  const awake = { ...plan, accounts: plan.accounts.map((account) => ({ ...account, sessionEnded: false })) }
  const context: Context = { name: 'explained', accountId, realm: 'partner', partnerId, writes: false }
  const facts = factsOf(awake, context)
  const changing = factsOf(awake, { ...context, writes: true })
  return {
    see_customer: facts.sponsors || facts.reaches(customerId),
    see_data: facts.readsData(customerId),
    register_collector: changing.changesData(customerId),
    see_collectors: facts.administers || facts.readsData(customerId),
    end_collector: changing.administersWriting || changing.changesData(customerId),
  }
}
