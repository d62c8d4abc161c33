import { sql } from 'kysely'
import { catalogue } from '../messages/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { type Cell, csvFile } from '../platform/files/csv.ts'
import { XLSX_MAX_ROWS, XLSX_TYPE, xlsxFile } from '../platform/files/xlsx.ts'
import { errors } from './errors.ts'
import { type Axes, readAxes } from './matrix.ts'
import { listCells } from './queries.ts'
import { listSeers } from './seers.ts'

export const layouts = ['list', 'matrix'] as const
export type Wanted = { format: 'csv' | 'xlsx'; language: string }
type Table = { name: string; header: string[]; rows: Cell[][] }

/** Cells that a file may hold as a matrix: it is put together in memory. */
const MAX_CELLS = 1_000_000

const listColumns = [
  'person',
  'email',
  'role',
  'state',
  'customer',
  'how',
  'since',
  'givenBy',
  'until',
  'ended',
] as const

/**
 * Who sees which customers as a file, of the people and customers that the filters leave: a row an association, or the matrix
 * itself. @throws too_many_rows when the format cannot hold it
 */
export async function associationsFile(
  tx: Tx,
  partnerId: string,
  axes: Axes,
  layout: (typeof layouts)[number],
  wanted: Wanted,
) {
  const say = sayIn(wanted.language)
  const found = await readAxes(tx, partnerId, axes, { people: 100_000, customers: 100_000 })
  const table = layout === 'list' ? await listed(tx, partnerId, found, say) : await asMatrix(tx, partnerId, found, say)
  return fileOf({ name: say('title'), ...table }, wanted)
}

/** Who sees one customer, as its page lists them. */
export async function seersFile(tx: Tx, partnerId: string, customer: { id: string; name: string }, wanted: Wanted) {
  const say = sayIn(wanted.language)
  const rows = (await listSeers(tx, partnerId, customer.id)).map((row): Cell[] => [
    row.name,
    row.email,
    say(`roles.${row.role}`),
    say(`states.${row.state}`),
    customer.name,
    say(`how.${row.how}`),
    row.since,
    row.givenByName,
    row.endsAt,
    row.ended ? say('yes') : '',
  ])
  return fileOf({ name: `${say('seers')} ${customer.name}`, header: headerOf(say), rows }, wanted)
}

type Say = (key: string) => string
const sayIn =
  (language: string): Say =>
  (key) =>
    catalogue.text(language, `associations_file.${key}`)
const headerOf = (say: Say) => listColumns.map((column) => say(`columns.${column}`))

type Found = Awaited<ReturnType<typeof readAxes>>
type Person = Found['people'][number]

const nameOfReach = ({ role, all }: Person) => (role !== 'user' ? 'role' : all && !all.ended ? 'all' : null)

type Row = { accountId: string; customer: string; since: Date; givenBy: string; endsAt: Date | null; ended: boolean }

/** Whoever reaches every customer has one row that says so; single associations beside it say when it is gone what is left. */
async function listed(tx: Tx, partnerId: string, { people, customers }: Found, say: Say) {
  const { rows } = await sql<Row>`
    select a.account_id as "accountId", cu.name as customer, a.since, a.given_by_name as "givenBy", a.ends_at as "endsAt",
      coalesce(a.ends_at <= now(), false) as ended
    from association a join customer cu on cu.partner_id = a.partner_id and cu.customer_id = a.customer_id
    where a.partner_id = ${partnerId} and a.account_id = any(${people.map(({ accountId }) => accountId)}::uuid[])
      and a.customer_id = any(${customers.map(({ customerId }) => customerId)}::uuid[])
    order by cu.name_norm, a.customer_id`.execute(tx)
  const given = Map.groupBy(rows, ({ accountId }) => accountId)
  const cells = people.flatMap((person): Cell[][] => {
    const who: Cell[] = [person.name, person.email, say(`roles.${person.role}`), say(`states.${person.state}`)]
    const { all, role } = person
    const whole =
      role !== 'user'
        ? [[...who, say('everyCustomer'), say('how.role'), null, null, null, '']]
        : all
          ? [
              [
                ...who,
                say('everyCustomer'),
                say('how.all'),
                all.since,
                all.givenByName,
                all.until,
                ended(all.ended, say),
              ],
            ]
          : []
    const some = (role === 'user' ? (given.get(person.accountId) ?? []) : []).map((one) => [
      ...who,
      ...[one.customer, say('how.some'), one.since, one.givenBy, one.endsAt, ended(one.ended, say)],
    ])
    return [...whole, ...some]
  })
  return { header: headerOf(say), rows: cells }
}

const ended = (is: boolean, say: Say) => (is ? say('yes') : '')

/** A cell says by what: the role, all, an association, or the moment until which one holds. */
async function asMatrix(tx: Tx, partnerId: string, { people, customers }: Found, say: Say) {
  if (people.length * customers.length > MAX_CELLS) throw errors.too_many_rows({ params: { max: MAX_CELLS } })
  const cells = await listCells(
    tx,
    partnerId,
    people.map(({ accountId }) => accountId),
    customers.map(({ customerId }) => customerId),
  )
  const by = new Map(cells.map((one) => [one.person, one]))
  const rows = people.map((person, index): Cell[] => {
    const reach = nameOfReach(person)
    const row = new Array<Cell>(customers.length).fill(reach && say(`cells.${reach}`))
    const { open, ending } = by.get(index) ?? { open: null, ending: null }
    if (reach === null) {
      for (const customer of open?.split(',') ?? []) row[Number(customer)] = say('cells.some')
      for (const [customer, at] of ending ?? []) if (new Date(at).getTime() > Date.now()) row[customer] = new Date(at)
    }
    return [person.name, person.email, say(`roles.${person.role}`), ...row]
  })
  const header = [
    ...['person', 'email', 'role'].map((column) => say(`columns.${column}`)),
    ...customers.map((one) => one.name),
  ]
  return { header, rows }
}

async function fileOf({ name: title, header, rows }: Table, { format }: Wanted) {
  const name = `${title} ${new Date().toISOString().slice(0, 10)}.${format}`
  if (format === 'csv') return { file: csvFile(header, rows), type: 'text/csv; charset=utf-8', name, rows: rows.length }
  if (rows.length > XLSX_MAX_ROWS) throw errors.too_many_rows({ params: { max: XLSX_MAX_ROWS } })
  return { file: await xlsxFile(title, header, rows), type: XLSX_TYPE, name, rows: rows.length }
}
