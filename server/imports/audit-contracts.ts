import { sql } from 'kysely'
import { type AuditActor, auditAll } from '../audit/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import type { ImportOptions } from './fields.ts'
import { type ImportRow, withoutNestedLoops } from './queries.ts'

/** So many contracts of the file at a time. */
const BATCH = 5000

type Touched = {
  partnerId: string
  contractId: string
  number: string
  status: 'new' | 'changed' | 'unchanged' | 'missing'
  before: Record<string, unknown> | null
  lines: { new: number; changed: number; ended: number }
}

/**
 * An entry for every contract that an import made, changed, ended or whose lines it touched, so that its own timeline tells of
 * the file. The heads of the chains are locked already, in order, by the entries about the import itself.
 */
export async function auditContracts(
  tx: Tx,
  secret: string,
  actor: AuditActor,
  row: ImportRow,
  ending: ImportOptions['endMissing'],
): Promise<void> {
  // Those that are missing from the file have negative numbers.
  const { rows } = await sql<{ first: number; last: number }>`
    select min(contract_no) as first, max(contract_no) as last from import_contract where import_id = ${row.importId}`.execute(
    tx,
  )
  const { first, last } = rows[0] ?? { first: 0, last: -1 }
  for (let from = first; from <= last; from += BATCH) {
    const touched = await touchedContracts(tx, row.importId, ending, { from, to: from + BATCH - 1 })
    await auditAll(
      tx,
      secret,
      actor,
      touched.map((one) => factsOf(row, one)),
    )
  }
}

function factsOf(row: ImportRow, { partnerId, contractId, number, status, before, lines }: Touched) {
  return {
    partnerId,
    action: status === 'missing' ? 'contract.terminated' : 'contract.imported',
    objectType: 'contract',
    objectId: contractId,
    objectLabel: number,
    why: 'vendor staff',
    detail: {
      ...(row.reason && { reason: row.reason }),
      ...(before && { before }),
      import: { importId: row.importId, fileName: row.fileName, status, lines },
    },
  }
}

async function touchedContracts(
  tx: Tx,
  importId: string,
  ending: ImportOptions['endMissing'],
  { from, to }: { from: number; to: number },
): Promise<Touched[]> {
  const touched = sql<Touched>`
    select i.owner_id as "partnerId", i.contract_id as "contractId", i.number, i.status, i.before,
      json_build_object('new', coalesce(r.new, 0), 'changed', coalesce(r.changed, 0),
        'ended', case when ${ending !== 'none'} then coalesce(r.missing, 0) else 0 end) as lines
    from import_contract i
    left join staged_lines r using (contract_no)
    where i.import_id = ${importId} and i.contract_no between ${from} and ${to}
      and (i.status in ('new', 'changed') or (i.status = 'missing' and ${ending === 'contracts'})
        or r.new > 0 or r.changed > 0 or (r.missing > 0 and ${ending !== 'none'}))
    order by i.owner_id, i.contract_no`
  return (await withoutNestedLoops(tx, () => touched.execute(tx))).rows
}
