import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import type { Finding } from './record.ts'

/** So many are kept and shown; all are counted. */
const KEPT = 10_000

type Of = { partnerId: string; customerId: string; collectionId: string }

/** What is wrong with records, as they are read; `flush` writes what came since. */
export class Findings {
  counted = 0
  #waiting: Finding[] = []
  readonly #tx: Tx
  readonly #of: Of

  constructor(tx: Tx, of: Of) {
    this.#tx = tx
    this.#of = of
  }

  add(findings: Finding[]): void {
    for (const finding of findings) {
      this.counted += 1
      if (this.counted <= KEPT) this.#waiting.push(finding)
    }
  }

  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return
    const rows = this.#waiting
    this.#waiting = []
    const first = Math.min(this.counted, KEPT) - rows.length
    const { partnerId, customerId, collectionId } = this.#of
    await sql`insert into collection_finding (partner_id, customer_id, collection_id, finding_no, row_no, field, place, code, value, params)
      select ${partnerId}, ${customerId}, ${collectionId}, ${first} + r.no, r.row, r.field, r.place, r.code, r.value, r.params
      from json_to_recordset(${JSON.stringify(rows.map((row, index) => ({ ...row, no: index + 1 })))})
        as r (no int, row int, field text, place int, code text, value text, params jsonb)`.execute(this.#tx)
  }
}

export async function forgetFindings(tx: Tx, { partnerId, collectionId }: Of): Promise<void> {
  await sql`delete from collection_finding where partner_id = ${partnerId} and collection_id = ${collectionId}`.execute(
    tx,
  )
}
