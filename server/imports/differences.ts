import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import { columnName } from '../platform/files/table.ts'

export type DifferenceStatus = 'new' | 'changed' | 'unchanged' | 'missing'
export type DifferencePage = {
  status: DifferenceStatus
  q?: string | undefined
  limit: number
  after: string | undefined
}

const matches = (q: string | undefined, text: ReturnType<typeof sql.raw>) =>
  q ? sql`position(lower(${q}) in lower(${text})) > 0` : sql`true`

/** Contracts of an import that differ in one way, in the file's order; one row more than the page. */
export async function contractDifferences(tx: Tx, importId: string, page: DifferencePage) {
  const { rows } = await sql<{
    key: number
    row: number | null
    status: DifferenceStatus
    partnerId: string
    partnerName: string
    contractId: string
    number: string
    contractTypeName: string
    customerName: string | null
    customerIsNew: boolean
    startsAt: Date
    endsAt: Date
    before: Record<string, string | null> | null
  }>`select i.contract_no as key, i.row_no as row, i.status, i.owner_id as "partnerId", p.name as "partnerName",
      i.contract_id as "contractId", i.number, t.name as "contractTypeName", coalesce(i.new_customer, cu.name) as "customerName",
      i.new_customer is not null as "customerIsNew", i.starts_at as "startsAt", i.ends_at as "endsAt", i.before
    from import_contract i
    join partner p on p.partner_id = i.owner_id
    join contract_type t on t.contract_type_id = i.contract_type_id
    left join customer cu on cu.partner_id = i.owner_id and cu.customer_id = i.customer_id
    where i.import_id = ${importId} and i.status = ${page.status} and i.contract_no > ${Number(page.after ?? 0)}
      and ${matches(page.q, sql.raw(`i.number || ' ' || p.name || ' ' || coalesce(i.new_customer, cu.name, '')`))}
    order by i.contract_no limit ${page.limit + 1}`.execute(tx)
  return rows
}

/** The same for lines; missing ones have no row. */
export async function lineDifferences(tx: Tx, importId: string, page: DifferencePage) {
  const down = page.status === 'missing'
  const edge =
    page.after === undefined
      ? sql`true`
      : down
        ? sql`r.row_no < ${Number(page.after)}`
        : sql`r.row_no > ${Number(page.after)}`
  const { rows } = await sql<{
    key: number
    row: number | null
    status: DifferenceStatus
    partnerName: string
    number: string
    serial: string
    vendor: string
    productId: string
    serviceLevel: string
    startsAt: Date
    endsAt: Date
    before: Record<string, string | null> | null
  }>`select r.row_no as key, case when r.row_no > 0 then r.row_no end as row, r.status, p.name as "partnerName", i.number, r.serial,
      r.vendor, r.product_id as "productId", r.service_level as "serviceLevel", r.starts_at as "startsAt", r.ends_at as "endsAt", r.before
    from import_line r
    join import_contract i on i.import_id = r.import_id and i.contract_no = r.contract_no
    join partner p on p.partner_id = i.owner_id
    where r.import_id = ${importId} and r.status = ${page.status} and ${edge}
      and ${matches(page.q, sql.raw(`r.serial || ' ' || r.product_id || ' ' || i.number`))}
    order by r.row_no ${sql.raw(down ? 'desc' : 'asc')} limit ${page.limit + 1}`.execute(tx)
  return rows
}

export type FindingRow = {
  key: number
  row: number
  field: string | null
  place: number | null
  code: string
  value: string
  params: Record<string, string | number>
}

/** What is wrong, in the file's order, with each column's letter and name. */
export async function findingsOf(
  tx: Tx,
  importId: string,
  header: readonly string[],
  page: { code?: string[] | undefined; limit: number; after: string | undefined },
) {
  const { rows } = await sql<FindingRow>`select finding_no as key, row_no as row, field, place, code, value, params
    from import_finding where import_id = ${importId} and finding_no > ${Number(page.after ?? 0)}
      and ${page.code ? sql`code = any(${page.code})` : sql`true`}
    order by finding_no limit ${page.limit + 1}`.execute(tx)
  return rows.map((row) => ({
    ...row,
    column: row.place === null ? null : columnName(row.place),
    header: row.place === null ? null : (header[row.place] ?? null),
  }))
}
