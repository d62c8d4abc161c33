import { sql } from 'kysely'
import { deriveKey, hmac } from '../platform/crypto/tokens.ts'
import type { Principal, Tx } from '../platform/db/transaction.ts'
import { normalise } from '../platform/normalise.ts'

/** The vendor's own chain: what belongs to no partner. */
export const vendorChain = '00000000-0000-0000-0000-000000000000'

/** What one audit entry says (R34). `partnerId` null puts it into the vendor's chain. */
export type AuditFacts = {
  partnerId: string | null
  /** A verb in the past under its object's name, such as `sponsorship.issued`. */
  action: string
  objectType: string
  objectId: string
  /** A person's name, a company, a number: what a reader recognises. */
  objectLabel: string
  /** Why this was allowed: the right or proof it rests on. */
  why: string
  detail?: Record<string, unknown> | undefined
}

/** Who did it, from where. `person` null: a stranger who proved something, or the system itself. */
export type AuditActor = {
  person: Pick<Principal, 'accountId' | 'firstName' | 'lastName' | 'email' | 'key'> | null
  /** The partner whose pages a vendor agent looks at meanwhile. */
  actingFor?: string | null
  label?: string
  address?: string
  requestId?: string
}

/**
 * Appends to a partner's hash chain in the caller's transaction. The chain's head row is locked until commit, so entries of
 * one chain are strictly ordered; call it last. hash = HMAC-SHA-256(key, previous hash || body): whoever can write to
 * the database but lacks the installation's secret cannot make a chain that verifies.
 */
export async function audit(tx: Tx, secret: string, actor: AuditActor, facts: AuditFacts): Promise<void> {
  // As the database writes it: a caller's capitals would read as an entry moved here from another chain.
  const chain = facts.partnerId?.toLowerCase() ?? vendorChain
  const head = await sql<{ seq: number; hash: string }>`
    insert into audit_chain as c (partner_id, seq, hash) values (${chain}, 1, '')
    on conflict (partner_id) do update set seq = c.seq + 1
    returning seq, hash`.execute(tx)
  const { seq, hash: previous } = head.rows[0] as { seq: number; hash: string }
  const name = actor.person
    ? `${actor.person.firstName} ${actor.person.lastName}`.trim() || actor.person.email
    : (actor.label ?? 'system')
  const key = actor.person?.key
  const at = new Date()
  const body = JSON.stringify({
    chain,
    seq,
    at: at.toISOString(),
    accountId: actor.person?.accountId ?? null,
    actor: name,
    ...(key && { key: { keyId: key.keyId, ownerId: key.ownerId, owner: key.ownerName } }),
    ...(actor.actingFor && { actingFor: actor.actingFor }),
    action: facts.action,
    objectType: facts.objectType,
    objectId: facts.objectId,
    objectLabel: facts.objectLabel,
    why: facts.why,
    address: actor.address ?? null,
    requestId: actor.requestId ?? null,
    detail: facts.detail ?? {},
  })
  const hash = entryHash(secret, previous, body)
  await sql`
    with head as (update audit_chain set hash = ${hash} where partner_id = ${chain})
    insert into audit_entry (partner_id, seq, body, prev_hash, hash, at, account_id, actor, action, object_type, object_id, object_label, search_norm)
    values (${chain}, ${seq}, ${body}, ${previous}, ${hash}, ${at}, ${actor.person?.accountId ?? null}, ${name}, ${facts.action},
            ${facts.objectType}, ${facts.objectId}, ${facts.objectLabel}, ${searchNorm(name, facts.objectLabel)})`.execute(
    tx,
  )
}

/** What a search looks in. */
export function searchNorm(actor: string, objectLabel: string): string {
  return normalise(`${actor} ${objectLabel}`)
}

const keys = new Map<string, Buffer>()

/** The hash that binds one entry to all before it. */
export function entryHash(secret: string, previous: string, body: string): string {
  let key = keys.get(secret)
  if (!key) {
    key = deriveKey(secret, 'audit chain')
    keys.set(secret, key)
  }
  return hmac(key, previous + body)
}
