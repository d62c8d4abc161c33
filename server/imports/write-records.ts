import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import { newId } from '../platform/ids.ts'

/** The records are not any more what the file was compared with. */
export class ChangedMeanwhile extends Error {}

async function requireAll(what: Promise<{ numAffectedRows?: bigint }>, expected: number): Promise<void> {
  const { numAffectedRows } = await what
  if (Number(numAffectedRows ?? 0n) !== expected) throw new ChangedMeanwhile('the records changed after the check')
}

/** Makes the customers that contracts of the file name and their partners do not have; each once, whoever made one meanwhile. */
export async function writeCustomers(tx: Tx, importId: string): Promise<number> {
  const { rows } = await sql<{ owner_id: string; norm: string; name: string }>`
    select distinct on (owner_id, new_customer_norm) owner_id, new_customer_norm as norm, new_customer as name
    from import_contract where import_id = ${importId} and new_customer is not null
    order by owner_id, new_customer_norm, contract_no`.execute(tx)
  const made = rows.map((row) => ({ ...row, customer_id: newId() }))
  if (made.length === 0) return 0
  const result = await sql`insert into customer (partner_id, customer_id, name, name_norm)
    select r.owner_id, r.customer_id, r.name, r.norm
    from json_to_recordset(${JSON.stringify(made)}) as r (owner_id uuid, customer_id uuid, name text, norm text)
    where not exists (select from customer c where c.partner_id = r.owner_id and c.name_norm = r.norm and c.state = 'active')`.execute(
    tx,
  )
  await sql`update import_contract i set customer_id = c.customer_id from customer c
    where i.import_id = ${importId} and i.new_customer is not null and c.partner_id = i.owner_id
      and c.name_norm = i.new_customer_norm and c.state = 'active'`.execute(tx)
  return Number(result.numAffectedRows ?? 0n)
}

/** New contracts; one INSERT into the directory decides who has a number. */
export async function writeNewContracts(tx: Tx, importId: string, expected: number): Promise<void> {
  if (expected === 0) return
  await requireAll(
    sql`insert into contract_directory (number_norm, partner_id, contract_id)
      select number_norm, owner_id, contract_id from import_contract where import_id = ${importId} and status = 'new'
      order by number_norm on conflict do nothing`.execute(tx),
    expected,
  )
  await sql`insert into contract (partner_id, contract_id, number, number_norm, contract_type_id, customer_id, starts_at, ends_at)
    select owner_id, contract_id, number, number_norm, contract_type_id, customer_id, starts_at, ends_at
    from import_contract where import_id = ${importId} and status = 'new' order by owner_id, contract_no`.execute(tx)
}

/** Changed contracts as the file has them; their lines belong to the customer that the contract belongs to. */
export async function writeChangedContracts(tx: Tx, importId: string, expected: number): Promise<void> {
  if (expected === 0) return
  await requireAll(
    sql`update contract c set contract_type_id = i.contract_type_id, customer_id = i.customer_id, starts_at = i.starts_at,
        ends_at = i.ends_at, updated_at = now()
      from import_contract i
      where i.import_id = ${importId} and i.status = 'changed' and c.partner_id = i.owner_id and c.contract_id = i.contract_id
        and c.updated_at = i.seen_at`.execute(tx),
    expected,
  )
  await sql`update contract_line l set customer_id = i.customer_id, updated_at = now()
    from import_contract i
    where i.import_id = ${importId} and i.status = 'changed' and l.partner_id = i.owner_id and l.contract_id = i.contract_id
      and l.customer_id is distinct from i.customer_id`.execute(tx)
}

/** Contracts that are missing from the file end as if somebody terminated them; that can be taken back. */
export async function endMissingContracts(tx: Tx, importId: string, expected: number): Promise<void> {
  if (expected === 0) return
  await requireAll(
    sql`update contract c set state = 'terminated', state_changed_at = now(), updated_at = now()
      from import_contract i
      where i.import_id = ${importId} and i.status = 'missing' and c.partner_id = i.owner_id and c.contract_id = i.contract_id
        and c.updated_at = i.seen_at`.execute(tx),
    expected,
  )
}

/** Lines that are missing end now; one that has not begun ends as it begins. */
export async function endMissingLines(tx: Tx, importId: string, expected: number): Promise<void> {
  if (expected === 0) return
  await requireAll(
    sql`update contract_line l set ends_at = greatest(now(), l.starts_at + interval '1 second'), updated_at = now()
      from import_line r join import_contract i on i.import_id = r.import_id and i.contract_no = r.contract_no
      where r.import_id = ${importId} and r.status = 'missing' and l.partner_id = i.owner_id and l.line_id = r.line_id`.execute(
      tx,
    ),
    expected,
  )
}

/** Contracts of the file in the order of their partners, from behind one to another. */
export type ContractRange = { after: Place | null; to: Place }
type Place = { partnerId: string; contractNo: number }

/** The file's contracts in parts of about so many new and changed lines. */
export async function rangesOfContracts(tx: Tx, importId: string, lines: number): Promise<ContractRange[]> {
  const { rows } = await sql<Place>`
    select distinct on (part) "partnerId", "contractNo" from (
      select i.owner_id as "partnerId", i.contract_no as "contractNo",
        (sum(s.new + s.changed) over (order by i.owner_id, i.contract_no) - 1) / ${lines}::int as part
      from import_contract i join staged_lines s using (contract_no)
      where i.import_id = ${importId} and s.new + s.changed > 0
    ) x order by part, "partnerId" desc, "contractNo" desc`.execute(tx)
  return rows.map((to, index) => ({ after: rows[index - 1] ?? null, to }))
}

function within({ after, to }: ContractRange): RawBuilder<unknown> {
  const place = sql`(i.owner_id, i.contract_no)`
  const behind = after ? sql`and ${place} > (${after.partnerId}::uuid, ${after.contractNo}::int)` : sql``
  return sql`${place} <= (${to.partnerId}::uuid, ${to.contractNo}::int) ${behind}`
}

/**
 * New lines of these contracts. Returns how many. They come partner by partner, in the whole file: every index but one begins with
 * the partner, and what is written in the order of an index finds its page at hand and fills it.
 */
export async function writeNewLines(tx: Tx, importId: string, range: ContractRange): Promise<number> {
  const written = await sql`
    insert into contract_line (partner_id, line_id, contract_id, customer_id, vendor, vendor_norm, serial, serial_norm,
      product_id, service_level, starts_at, ends_at)
    select i.owner_id, r.line_id, i.contract_id, i.customer_id, r.vendor, r.vendor_norm, r.serial, r.serial_norm,
      r.product_id, r.service_level, r.starts_at, r.ends_at
    from import_line r join import_contract i on i.import_id = r.import_id and i.contract_no = r.contract_no
    where r.import_id = ${importId} and r.status = 'new' and ${within(range)}
    order by i.owner_id, i.contract_no, r.row_no`
    .execute(tx)
    .catch((error: unknown) => {
      // A line that somebody else recorded meanwhile.
      throw (error as { code?: string }).code === '23505' ? new ChangedMeanwhile('a line is there already') : error
    })
  return Number(written.numAffectedRows ?? 0n)
}

/** Changed lines of these contracts. Returns how many. */
export async function writeChangedLines(tx: Tx, importId: string, range: ContractRange): Promise<number> {
  const result = await sql`update contract_line l set vendor = r.vendor, serial = r.serial, product_id = r.product_id,
      service_level = r.service_level, starts_at = r.starts_at, ends_at = r.ends_at, updated_at = now()
    from import_line r join import_contract i on i.import_id = r.import_id and i.contract_no = r.contract_no
    where r.import_id = ${importId} and r.status = 'changed' and ${within(range)}
      and l.partner_id = i.owner_id and l.line_id = r.line_id`.execute(tx)
  return Number(result.numAffectedRows ?? 0n)
}
