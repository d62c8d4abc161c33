import type { Context } from 'hono'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Config } from '../config.ts'
import type { Db, Entry, Tx } from '../db/transaction.ts'
import { readClaims } from '../signing/read-claims.ts'
import { problems } from './problem.ts'
import { checkBody, type Proof, readProof } from './proof.ts'
import { announceLimit } from './throttle.ts'

/** What a collector may ask in a minute; wrong licences of a network, and refused requests of one collector, in ten minutes. */
const collectorLimit = { limit: 600, windowSeconds: 60 }
const wrongLicences = { limit: 30, windowSeconds: 600 }

/** `typ` of licences: no other document of the installation passes for one. */
export const LICENCE_TYPE = 'collector-license+jwt'

/** What is read of a licence before anybody is known by it. */
const licenceShape = z.object({
  iss: z.string(),
  jti: z.uuid(),
  partner: z.uuid(),
  enrolment_code: z.string().optional(),
})
export type ShownLicence = { keyId: string; licenceId: string; partnerId: string; code: string | null; proof: Proof }

/** A refused request of a licence that is one of ours: whose collector it is, why, and whether it is to be recorded. */
export type Refusal = { partnerId: string; collectorId: string; name: string; reason: string; first: boolean }

/** Why a genuine licence opens nothing; the machine's owner is told, a stranger has none. */
export const refusals = {
  revoked: problems.licence_revoked,
  superseded: problems.licence_superseded,
  expired: problems.licence_expired,
  key_retired: problems.licence_key_retired,
  not_enrolled: problems.licence_not_enrolled,
  foreign_key: problems.proof_foreign_key,
  replayed: problems.proof_replayed,
} as const

/**
 * The licence behind `Authorization: DPoP …` and the proof beside it, both verified. Whatever is no licence of this portal gets
 * one and the same answer.
 * @throws licence_required, licence_refused, proof_required, proof_invalid, proof_stale
 */
export async function readLicence(db: Db | Tx, config: Config, c: Context, body: Uint8Array): Promise<ShownLicence> {
  c.header('WWW-Authenticate', 'DPoP realm="partnergate", algs="ES256 EdDSA"')
  const token = /^dpop +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  if (!token) throw problems.licence_required()
  const read = await readClaims(db, token, LICENCE_TYPE)
  const licence = licenceShape.safeParse(read?.claims)
  if (!read || !licence.success || licence.data.iss !== config.origin) throw problems.licence_refused()
  const { jti: licenceId, partner: partnerId, enrolment_code: code = null } = licence.data
  const proof = await readProof(c.req.header('dpop'), {
    method: c.req.method,
    url: `${config.origin}${c.req.path}`,
    token,
  })
  checkBody(proof, body)
  return { keyId: read.keyId, licenceId, partnerId, code, proof }
}

/**
 * The same for a collector's request, after it was counted and its proof taken: 429 beyond `collectorLimit`. `note` hears of
 * refusals of genuine licences. Answers how the request's transaction begins.
 */
export async function knockCollector(
  { db, config }: { db: Db; config: Config },
  { c, network, body }: { c: Context; network: string; body: Uint8Array },
  note: ((refusal: Refusal) => Promise<void>) | undefined,
): Promise<Extract<Entry, { kind: 'collector' }>> {
  const { keyId, licenceId, partnerId, proof } = await readLicence(db, config, c, body)
  const { rows } = await sql<{
    refusal: keyof typeof refusals | 'unknown' | null
    used: number
    window_ends_at: Date
    first: boolean
    collector_id: string
    name: string
  }>`select refusal, used, window_ends_at, first, collector_id, name from app.knock_collector(${partnerId}::uuid, ${licenceId}::uuid,
    ${keyId}, ${proof.jkt}, ${proof.proofId}, ${proof.until}::timestamptz, ${network}, ${collectorLimit.limit}::int,
    ${collectorLimit.windowSeconds}::int, ${wrongLicences.limit}::int, ${wrongLicences.windowSeconds}::int)`.execute(db)
  const answer = rows[0]
  if (!answer) throw problems.licence_refused()
  const { refusal: reason, collector_id: collectorId, name } = answer
  const { limit } = reason ? wrongLicences : collectorLimit
  const seconds = announceLimit(c, limit, answer)
  if (reason && reason !== 'unknown') await note?.({ partnerId, collectorId, name, reason, first: answer.first })
  if (answer.used > limit) throw problems.too_many_requests({ retryAfterSeconds: seconds, params: { seconds } })
  if (reason) throw reason === 'unknown' ? problems.licence_refused() : refusals[reason]()
  c.header('WWW-Authenticate', undefined)
  return { kind: 'collector', partnerId, licenceId, keyId, jkt: proof.jkt }
}
