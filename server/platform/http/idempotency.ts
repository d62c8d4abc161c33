import { sql } from 'kysely'
import { deriveKey, hashToken, hmac, open, seal } from '../crypto/tokens.ts'
import type { Tx } from '../db/transaction.ts'
import { problems } from './problem.ts'

type Answer = { status: number; body: unknown }

/**
 * One effect and one answer for an Idempotency-Key (drill 3). The claim is a row of the operation's own transaction: a
 * second caller waits for the first, then gets its answer; a rollback leaves no claim, so a retry runs afresh. Answers can
 * hold a secret shown once, hence sealed; they are forgotten after a day.
 */
export async function once<T extends Answer>(
  tx: Tx,
  secret: string,
  claim: { scope: string; key: string; request: string },
  run: () => Promise<T>,
): Promise<Answer> {
  const keyHash = hashToken(claim.key)
  // Keyed: the body may hold a password, whose plain SHA-256 would be guessed quickly by whoever reads this table.
  const requestHash = hmac(deriveKey(secret, 'idempotency request'), claim.request)
  const context = `${claim.scope}/${keyHash}`
  const { rows } = await sql<{ claimed: boolean; request_hash: string; answer: Buffer | null }>`
    select claimed, request_hash, answer from app.idempotency_claim(${claim.scope}, ${keyHash}, ${requestHash})`.execute(
    tx,
  )
  const row = rows[0]
  if (row && !row.claimed) {
    if (row.request_hash !== requestHash) throw problems.idempotency_key_reused()
    if (!row.answer) throw problems.conflict()
    return JSON.parse(open(deriveKey(secret, 'idempotency'), row.answer, context)) as Answer
  }
  const answer = await run()
  const sealed = seal(deriveKey(secret, 'idempotency'), JSON.stringify(answer), context)
  await sql`select app.idempotency_answer(${claim.scope}, ${keyHash}, ${sealed})`.execute(tx)
  return answer
}
