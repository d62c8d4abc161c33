import { sql } from 'kysely'
import { type BinaryRows, copyIn } from '../platform/db/copy.ts'
import { send, type Tx } from '../platform/db/transaction.ts'
import { normalise } from '../platform/normalise.ts'
import { type Finding, keptFindings } from './findings.ts'
import { knownColumns, type LineRows, lineColumns } from './line-rows.ts'
import type { Known } from './lookups.ts'
import type { ContractPlan } from './plan-contract.ts'

/** Where lines come into the database: tables under row security take no COPY. */
export async function openStage(tx: Tx): Promise<void> {
  await sql
    .raw(`create temporary table incoming_line (${lineColumns}) on commit drop;
      create temporary table incoming_known_line (${lineColumns}, ${knownColumns}) on commit drop`)
    .execute(tx)
}

/** Takes away what an earlier check of this import left. */
export async function clearStage(tx: Tx, importId: string): Promise<void> {
  for (const table of ['import_line', 'import_contract', 'import_finding'] as const)
    await tx.deleteFrom(table).where('import_id', '=', importId).execute()
}

/**
 * Lines of new contracts can only be new; those of known ones are compared with the records as they are staged. All of it is sent
 * at once: who plans the next lines does not look after these. When it resolves, the rows can be written over.
 */
export async function stageLines(tx: Tx, importId: string, { fresh, known }: LineRows): Promise<void> {
  await Promise.all([...stageFresh(tx, importId, fresh), ...stageCompared(tx, importId, known)])
}

function stageFresh(tx: Tx, importId: string, lines: BinaryRows): Promise<unknown>[] {
  if (lines.length === 0) return []
  return [
    send(tx, sql`truncate incoming_line`),
    copyIn(tx, 'copy incoming_line from stdin (format binary)', lines.pieces()),
    send(
      tx,
      sql`insert into import_line (import_id, status, row_no, contract_no, line_id, vendor, vendor_norm, serial, serial_norm,
          product_id, service_level, starts_at, ends_at)
        select ${importId}, 'new', r.* from incoming_line r`,
    ),
  ]
}

/** Looked up line by line (`offset 0`): joined, all recorded lines could be read for each batch. */
function stageCompared(tx: Tx, importId: string, lines: BinaryRows): Promise<unknown>[] {
  if (lines.length === 0) return []
  return [
    send(tx, sql`truncate incoming_known_line`),
    copyIn(tx, 'copy incoming_known_line from stdin (format binary)', lines.pieces()),
    send(tx, comparison(importId)),
  ]
}

const comparison = (importId: string) =>
  sql`insert into import_line (import_id, status, row_no, contract_no, line_id, vendor, vendor_norm, serial, serial_norm,
      product_id, service_level, starts_at, ends_at, before)
    select ${importId}, case when d.line_id is null then 'new' when d.before is null then 'unchanged' else 'changed' end,
      d.row_no, d.contract_no, coalesce(d.line_id, d.fresh_id), d.vendor, d.vendor_norm, d.serial, d.serial_norm,
      d.product_id, d.service_level, d.starts_at, d.ends_at, d.before
    from (
      select v.*, case when (v.was_vendor, v.was_serial, v.was_product, v.was_level, v.was_starts, v.was_ends)
          <> (v.vendor, v.serial, v.product_id, v.service_level, v.starts_at, v.ends_at) then jsonb_strip_nulls(jsonb_build_object(
        'vendor', case when v.was_vendor <> v.vendor then v.was_vendor end,
        'serial', case when v.was_serial <> v.serial then v.was_serial end,
        'productId', case when v.was_product <> v.product_id then v.was_product end,
        'serviceLevel', case when v.was_level <> v.service_level then v.was_level end,
        'lineStart', case when v.was_starts <> v.starts_at then v.was_starts end,
        'lineEnd', case when v.was_ends <> v.ends_at then v.was_ends end)) end as before
      from (
        select r.row_no, r.contract_no, r.line_id as fresh_id, l.line_id, r.vendor, r.vendor_norm, r.serial, r.serial_norm,
          coalesce(r.product_id, l.product_id, '') as product_id, coalesce(r.service_level, l.service_level, '') as service_level,
          coalesce(r.starts_at, l.starts_at, r.contract_starts_at) as starts_at,
          coalesce(r.ends_at, l.ends_at, r.contract_ends_at) as ends_at,
          l.vendor as was_vendor, l.serial as was_serial, l.product_id as was_product, l.service_level as was_level,
          l.starts_at as was_starts, l.ends_at as was_ends
        from incoming_known_line r
        left join lateral (select * from contract_line l where l.partner_id = r.partner_id and l.contract_id = r.contract_id
          and l.vendor_norm = r.vendor_norm and l.serial_norm = r.serial_norm offset 0) l on true
      ) v
    ) d`

/** Contracts of the file beside what is recorded; sent like the lines. */
export async function stageContracts(tx: Tx, importId: string, plans: ContractPlan[], known: Known): Promise<void> {
  if (plans.length === 0) return
  const rows = plans.map((plan) => ({
    contract_no: plan.no,
    row_no: plan.row,
    owner_id: plan.partnerId,
    contract_id: plan.contractId,
    number: plan.number,
    number_norm: plan.numberNorm,
    contract_type_id: plan.contractTypeId,
    customer_id: plan.customerId,
    new_customer: plan.newCustomer,
    new_customer_norm: plan.newCustomer && normalise(plan.newCustomer),
    starts_at: new Date(plan.startsAt).toISOString(),
    ends_at: new Date(plan.endsAt).toISOString(),
    ...statusOf(plan, known),
  }))
  await send(
    tx,
    sql`insert into import_contract (import_id, contract_no, row_no, status, owner_id, contract_id, number, number_norm,
        contract_type_id, customer_id, new_customer, new_customer_norm, starts_at, ends_at, before, seen_at)
      select ${importId}, r.contract_no, r.row_no, r.status, r.owner_id, r.contract_id, r.number, r.number_norm, r.contract_type_id,
        r.customer_id, r.new_customer, r.new_customer_norm, r.starts_at, r.ends_at,
        case when r.before ? 'customer' then r.before || jsonb_build_object('customer', cu.name) else r.before end, c.updated_at
      from json_to_recordset(${JSON.stringify(rows)}) as r (contract_no int, row_no int, owner_id uuid, contract_id uuid,
        number text, number_norm text, contract_type_id uuid, customer_id uuid, new_customer text, new_customer_norm text,
        starts_at timestamptz, ends_at timestamptz, status text, before jsonb)
      left join contract c on c.partner_id = r.owner_id and c.contract_id = r.contract_id
      left join customer cu on cu.partner_id = c.partner_id and cu.customer_id = c.customer_id`,
  )
}

function statusOf(
  plan: ContractPlan,
  { typeNames }: Known,
): { status: string; before: Record<string, unknown> | null } {
  const { known } = plan
  if (!known) return { status: 'new', before: null }
  const before = {
    ...(known.contractTypeId !== plan.contractTypeId && { contractType: typeNames.get(known.contractTypeId) }),
    ...((known.customerId !== plan.customerId || plan.newCustomer) && { customer: null }),
    ...(known.startsAt !== plan.startsAt && { contractStart: new Date(known.startsAt).toISOString() }),
    ...(known.endsAt !== plan.endsAt && { contractEnd: new Date(known.endsAt).toISOString() }),
  }
  return Object.keys(before).length > 0 ? { status: 'changed', before } : { status: 'unchanged', before: null }
}

/** Keeps the first findings; how many there are in all, the counts say. */
export async function stageFindings(tx: Tx, importId: string, findings: Finding[], already: number): Promise<void> {
  const kept = findings.slice(0, Math.max(0, keptFindings - already))
  if (kept.length === 0) return
  const rows = kept.map((finding, index) => ({ finding_no: already + index + 1, row_no: finding.row, ...finding }))
  await sql`insert into import_finding (import_id, finding_no, row_no, field, place, code, value, params)
    select ${importId}, r.* from json_to_recordset(${JSON.stringify(rows)}) as r
      (finding_no int, row_no int, field text, place int, code text, value text, params jsonb)`.execute(tx)
}

/**
 * What is recorded and not in the file: lines that are covered now or later, of the file's contracts; and contracts, not
 * ended yet, of the partners in the file. Lines of a missing contract follow it and are not counted apart.
 */
export async function stageMissing(tx: Tx, importId: string): Promise<void> {
  await sql`insert into import_contract (import_id, contract_no, status, owner_id, contract_id, number, number_norm,
      contract_type_id, customer_id, starts_at, ends_at, seen_at)
    select ${importId}, (select coalesce(max(contract_no), 0) from import_contract where import_id = ${importId})
        + row_number() over (order by c.partner_id, c.number_norm),
      'missing', c.partner_id, c.contract_id, c.number, c.number_norm, c.contract_type_id, c.customer_id, c.starts_at, c.ends_at, c.updated_at
    from contract c
    where c.partner_id in (select owner_id from import_contract where import_id = ${importId})
      and c.state = 'active' and c.ends_at > now()
      and not exists (select from import_contract i where i.import_id = ${importId} and i.contract_id = c.contract_id)`.execute(
    tx,
  )
  await sql`insert into import_line (import_id, status, row_no, contract_no, line_id, vendor, vendor_norm, serial, serial_norm,
      product_id, service_level, starts_at, ends_at)
    select ${importId}, 'missing', -row_number() over (order by i.contract_no, l.serial_norm), i.contract_no, l.line_id, l.vendor, l.vendor_norm,
      l.serial, l.serial_norm, l.product_id, l.service_level, l.starts_at, l.ends_at
    from import_contract i
    join contract_line l on l.partner_id = i.owner_id and l.contract_id = i.contract_id and l.ends_at > now()
    where i.import_id = ${importId} and i.status in ('changed', 'unchanged')
      and not exists (select from import_line r where r.import_id = ${importId} and r.line_id = l.line_id)`.execute(tx)
}

export type Counted = Record<'new' | 'changed' | 'unchanged' | 'missing', number>

/**
 * Counts what is staged. The lines are read once in a transaction: what else it asks of them, by contract, `staged_lines` answers
 * (contract_no, how many are new, changed, unchanged and missing).
 */
export async function countStaged(
  tx: Tx,
  importId: string,
): Promise<{ contracts: Counted; lines: Counted; customers: number }> {
  await sql`create temporary table staged_lines on commit drop as
    select contract_no, count(*) filter (where status = 'new')::int as new, count(*) filter (where status = 'changed')::int as changed,
      count(*) filter (where status = 'unchanged')::int as unchanged, count(*) filter (where status = 'missing')::int as missing
    from import_line where import_id = ${importId} group by 1`.execute(tx)
  const lines = await sql<Counted>`select coalesce(sum(new), 0)::int as new, coalesce(sum(changed), 0)::int as changed,
    coalesce(sum(unchanged), 0)::int as unchanged, coalesce(sum(missing), 0)::int as missing from staged_lines`.execute(
    tx,
  )
  const found = await sql<{ status: keyof Counted; n: number }>`select status, count(*)::int as n
    from import_contract where import_id = ${importId} group by 1`.execute(tx)
  const contracts: Counted = { new: 0, changed: 0, unchanged: 0, missing: 0 }
  for (const { status, n } of found.rows) contracts[status] = n
  const made = await sql<{
    n: number
  }>`select count(distinct (owner_id, new_customer_norm))::int as n from import_contract
    where import_id = ${importId} and new_customer is not null`.execute(tx)
  return { contracts, lines: lines.rows[0] as Counted, customers: made.rows[0]?.n ?? 0 }
}
