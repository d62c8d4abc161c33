import { sql } from 'kysely'
import { type AuditFacts, auditCall, type OperationCall } from '../audit/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { rotateKey } from '../platform/signing/keys.ts'

/** One of the installation's keys, and what still leans on it. */
export type SigningKeyRow = {
  keyId: string
  state: 'current' | 'retired'
  createdAt: Date
  retiredAt: Date | null
  /** Until when licences that it signed are accepted; null while it is current. */
  licencesUntil: Date | null
  /** Enrolled collectors, and files that wait for a machine, whose licence it signed and that are good now. */
  collectors: number
  files: number
}

/** All keys that ever signed, the current one first. For the system and the vendor's staff. */
export async function listSigningKeys(tx: Tx): Promise<SigningKeyRow[]> {
  const { rows } = await sql<SigningKeyRow>`
    select k.key_id as "keyId", k.state, k.created_at as "createdAt", k.retired_at as "retiredAt",
      k.licences_until as "licencesUntil", coalesce(l.collectors, 0)::int as collectors, coalesce(l.files, 0)::int as files
    from signing_key k
    left join (
      select key_id, count(distinct (partner_id, collector_id)) filter (where kind = 'bound') as collectors,
        count(*) filter (where kind = 'file' and used_at is null) as files
      from collector_licence
      where revoked_at is null and superseded_at is null and expires_at > now()
        and key_id = any ((select app.licence_keys())::text[])
      group by key_id) l on l.key_id = k.key_id
    order by k.state, k.created_at desc`.execute(tx)
  return rows
}

/** Lets another key sign from now on, on behalf of whoever's request this is; as `rotateKey` has it. */
export async function rotate(call: OperationCall, given: { licenceDays: number; reason: string }): Promise<void> {
  const before = await listSigningKeys(call.tx)
  const keyId = await rotateKey(call.tx, call.deps.config.secret, given.licenceDays)
  await auditCall(call, rotatedFacts(before, keyId, given, 'vendor role administrator'))
}

/** What is recorded of a rotation, and how many collectors must renew by then, or are shut out. */
export function rotatedFacts(
  before: SigningKeyRow[],
  keyId: string,
  { licenceDays, reason }: { licenceDays: number; reason: string },
  why: string,
): AuditFacts {
  const touched = before.filter(({ state }) => licenceDays === 0 || state === 'current')
  const sum = (of: 'collectors' | 'files') => touched.reduce((total, row) => total + row[of], 0)
  return {
    partnerId: null,
    action: 'signing_key.rotated',
    objectType: 'signing_key',
    objectId: keyId,
    objectLabel: keyId,
    why,
    detail: {
      before: before.find(({ state }) => state === 'current')?.keyId ?? null,
      licenceDays,
      collectors: sum('collectors'),
      files: sum('files'),
      reason,
    },
  }
}
