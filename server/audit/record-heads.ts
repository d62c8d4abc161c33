import { sql } from 'kysely'
import { z } from 'zod'
import { type Db, inTransaction } from '../platform/db/transaction.ts'
import { type AnyJob, defineJob } from '../platform/jobs/job.ts'
import { audit, vendorChain } from './append.ts'

export const headsRecorded = 'audit.heads_recorded'

const HEADS_PER_ENTRY = 500

/**
 * Writes where every partner's chain ends today into the vendor's chain. Whoever cuts off a chain's last entries and sets
 * its head back would have to cut the vendor's chain, too. Returns how many heads were recorded.
 */
export async function recordHeads(db: Db, secret: string): Promise<number> {
  let recorded = 0
  for (let after = vendorChain; ; ) {
    const heads = await inTransaction(db, { kind: 'system' }, async (tx) => {
      const { rows } = await sql<{ partner_id: string; seq: number; hash: string }>`
        select partner_id, seq, hash from audit_chain
        where partner_id > ${after} and hash <> '' order by partner_id limit ${HEADS_PER_ENTRY}`.execute(tx)
      if (rows.length > 0)
        await audit(
          tx,
          secret,
          { person: null, label: 'system' },
          {
            partnerId: null,
            action: headsRecorded,
            objectType: 'audit',
            objectId: 'heads',
            objectLabel: String(rows.length),
            why: 'every night',
            detail: { heads: Object.fromEntries(rows.map((row) => [row.partner_id, [row.seq, row.hash]])) },
          },
        )
      return rows
    })
    recorded += heads.length
    const last = heads.at(-1)
    if (!last || heads.length < HEADS_PER_ENTRY) return recorded
    after = last.partner_id
  }
}

const recordHeadsJob = defineJob(
  'audit.record_heads',
  z.object({}),
  async (_, { db, config, log }) => {
    const recorded = await recordHeads(db, config.secret)
    log.info({ recorded }, 'heads of the audit chains recorded')
  },
  { cron: '10 2 * * *', oneWaitingPerKey: true },
)

export const auditJobs: AnyJob[] = [recordHeadsJob]
