import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import { type Db, inTransaction, type Tx } from '../platform/db/transaction.ts'
import { enqueue } from '../platform/jobs/enqueue.ts'
import { coverageOf } from './coverage.ts'

/** The job that works off what is due; the inventory does it, for it also releases collections (R28). */
export const coverageQueue = { name: 'coverage.recompute', schema: z.object({}) }

/** The job that brings all alerts up; the alerts' slice does it. Settings and lifecycle data belong to nobody's transaction of devices. */
export const alertsQueue = { name: 'alerts.reconcile', schema: z.object({}) }

/** Says in the transaction that changes it that what alerts follow from is another for everybody. */
export async function alertsChanged(tx: Tx): Promise<void> {
  await enqueue(tx, alertsQueue, {}, { singletonKey: 'all' })
}

/**
 * Says in the transaction that changes them that contracts of `rows` (a query of partner_id, contract_id), or lines of theirs,
 * are not what they were. Their devices' coverage is worked out again a moment after it commits.
 */
export async function contractsChanged(tx: Tx, rows: RawBuilder<unknown>): Promise<void> {
  const due = await sql`insert into coverage_due (partner_id, contract_id) ${rows} on conflict do nothing`.execute(tx)
  if ((due.numAffectedRows ?? 0n) > 0n) await enqueue(tx, coverageQueue, {}, { singletonKey: 'due' })
}

const CONTRACTS_AT_A_TIME = 200

/**
 * Works out the coverage of all devices that due contracts concern, at whichever partner. `changedDevices` is told in the same
 * transaction: a query of device rows. Returns how many changed.
 */
export async function recomputeCoverage(
  db: Db,
  changedDevices: (tx: Tx, devices: RawBuilder<unknown>) => Promise<void>,
): Promise<number> {
  let changed = 0
  for (;;) {
    const { contracts, devices } = await inTransaction(db, { kind: 'system' }, async (tx) => {
      await sql`select set_config('statement_timeout', '0', true)`.execute(tx)
      const due = await sql<{ partner_id: string; contract_id: string }>`delete from coverage_due
        where (partner_id, contract_id) in (select partner_id, contract_id from coverage_due limit ${CONTRACTS_AT_A_TIME})
        returning partner_id, contract_id`.execute(tx)
      if (due.rows.length === 0) return { contracts: 0, devices: 0 }
      await sql`create temporary table concerned on commit drop as
        select f.partner_id, f.customer_id, f.device_id, f.serial_norm, f.vendor_key, f.product_id
        from (select distinct l.serial_norm from contract_line l
          join unnest(${due.rows.map((row) => row.partner_id)}::uuid[], ${due.rows.map((row) => row.contract_id)}::uuid[])
            as c (partner_id, contract_id) using (partner_id, contract_id)) s
        join device f using (serial_norm)`.execute(tx)
      await sql`analyze concerned`.execute(tx)
      const updated = await sql`
        update device d set covered = n.covered, covered_until = n.covered_until, line_id = n.line_id,
          product_differs = n.product_differs, elsewhere = n.elsewhere
        from (select c.partner_id, c.device_id, coalesce(o.covered, '{}') as covered, o.covered_until, o.line_id,
            coalesce(o.product_differs, false) as product_differs, coalesce(o.elsewhere, '{}') as elsewhere
          from concerned c left join (${coverageOf(sql`concerned`)}) o using (device_id)) n
        where d.partner_id = n.partner_id and d.device_id = n.device_id
          and (d.covered, d.line_id, d.product_differs, d.elsewhere)
            is distinct from (n.covered, n.line_id, n.product_differs, n.elsewhere)`.execute(tx)
      await changedDevices(
        tx,
        sql`select d.* from concerned c join device d on d.partner_id = c.partner_id and d.device_id = c.device_id`,
      )
      await sql`drop table concerned`.execute(tx)
      return { contracts: due.rows.length, devices: Number(updated.numAffectedRows ?? 0n) }
    })
    changed += devices
    if (contracts < CONTRACTS_AT_A_TIME) return changed
  }
}
