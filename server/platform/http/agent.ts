import type { Context } from 'hono'
import { sql } from 'kysely'
import { hashToken } from '../crypto/tokens.ts'
import type { Db, Entry } from '../db/transaction.ts'
import type { Refusal } from './collector.ts'
import { defineProblems, problems } from './problem.ts'
import { announceLimit } from './throttle.ts'

/** Below which agents that are not ours post: outside the API, for their protocol is not its. */
export const AGENT_PATH = '/agent'

/** Posts to one address in a minute (hundreds of agents begin at full hours); wrong addresses of a network in ten minutes. */
const agentLimit = { limit: 3000, windowSeconds: 60 }
const wrongAddresses = { limit: 30, windowSeconds: 600 }

const { address_refused } = defineProblems({ address_refused: [403, 'Nothing is taken at this address'] })

/**
 * The registration behind an address, after the request was counted. An address that never was and one that ended get one answer,
 * after the same work; `note` hears of ended ones.
 * @throws address_refused, too_many_requests
 */
export async function knockAgent(
  db: Db,
  { c, token, network }: { c: Context; token: string; network: string },
  note: { ended: (refusal: Refusal) => Promise<void>; unknown: () => Promise<void> },
): Promise<Extract<Entry, { kind: 'agent' }>> {
  const hash = hashToken(token)
  const { rows } = await sql<{
    refusal: 'unknown' | 'revoked' | null
    used: number
    window_ends_at: Date
    first: boolean
    partner_id: string
    collector_id: string
    name: string
  }>`select * from app.knock_agent(${hash}, ${network}, ${agentLimit.limit}::int, ${agentLimit.windowSeconds}::int,
    ${wrongAddresses.limit}::int, ${wrongAddresses.windowSeconds}::int)`.execute(db)
  const answer = rows[0]
  if (!answer) throw address_refused()
  const { refusal, first, partner_id: partnerId, collector_id: collectorId, name } = answer
  const { limit } = refusal ? wrongAddresses : agentLimit
  const seconds = announceLimit(c, limit, answer)
  if (refusal === 'revoked') await note.ended({ partnerId, collectorId, name, reason: 'address_revoked', first })
  if (refusal === 'unknown') await note.unknown()
  if (answer.used > limit) throw problems.too_many_requests({ retryAfterSeconds: seconds, params: { seconds } })
  if (refusal) throw address_refused()
  return { kind: 'agent', hash }
}

/** Revoked between knocking and entering. */
export const addressRefused = address_refused

/** What was posted to a live address was not taken; answers whose it is and whether to record it, at most once an hour for each reason. */
export async function refuseAgent(db: Db, hash: string, reason: string): Promise<Refusal | null> {
  const { rows } = await sql<{
    partner_id: string
    collector_id: string
    name: string
    first: boolean
  }>`select * from app.refuse_agent(${hash}, ${reason})`.execute(db)
  const [row] = rows
  return row
    ? { partnerId: row.partner_id, collectorId: row.collector_id, name: row.name, reason, first: row.first }
    : null
}
