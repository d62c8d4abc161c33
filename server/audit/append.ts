import { sql } from 'kysely'
import { deriveKey, hmac } from '../platform/crypto/tokens.ts'
import { type Principal, send, type Tx } from '../platform/db/transaction.ts'
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
export function audit(tx: Tx, secret: string, actor: AuditActor, facts: AuditFacts): Promise<void> {
  return auditAll(tx, secret, actor, [facts])
}

/** The same for any number of entries, of one chain or several, in the order given: two statements a chain. */
export async function auditAll(tx: Tx, secret: string, actor: AuditActor, all: AuditFacts[]): Promise<void> {
  // As the database writes it: a caller's capitals would read as an entry moved here from another chain.
  const chains = Map.groupBy(all, ({ partnerId }) => partnerId?.toLowerCase() ?? vendorChain)
  // In one order everywhere, so that two who write to the same chains do not wait for each other for good.
  for (const chain of [...chains.keys()].sort()) await append(tx, secret, actor, chain, chains.get(chain) ?? [])
}

async function append(tx: Tx, secret: string, actor: AuditActor, chain: string, all: AuditFacts[]): Promise<void> {
  const head = await sql<{ seq: number; hash: string }>`
    insert into audit_chain as c (partner_id, seq, hash) values (${chain}, ${all.length}, '')
    on conflict (partner_id) do update set seq = c.seq + ${all.length}
    returning seq, hash`.execute(tx)
  const { seq: last, hash: before } = head.rows[0] as { seq: number; hash: string }
  const at = new Date()
  const name = nameOf(actor)
  let previous = before
  const entries = all.map((facts, index) => {
    const seq = last - all.length + 1 + index
    const body = bodyOf(actor, facts, { chain, seq, at: at.toISOString(), actor: name })
    const hash = entryHash(secret, previous, body)
    const { action, objectType: object_type, objectId: object_id, objectLabel: object_label } = facts
    const entry = { seq, body, prev_hash: previous, hash, action, object_type, object_id, object_label }
    previous = hash
    return { ...entry, search_norm: searchNorm(name, object_label) }
  })
  send(
    tx,
    sql`
    with head as (update audit_chain set hash = ${previous} where partner_id = ${chain})
    insert into audit_entry (partner_id, seq, body, prev_hash, hash, at, account_id, actor, action, object_type, object_id, object_label, search_norm)
    select ${chain}, x.seq, x.body, x.prev_hash, x.hash, ${at}::timestamptz, ${actor.person?.accountId ?? null}::uuid, ${name}, x.action,
      x.object_type, x.object_id, x.object_label, x.search_norm
    from json_to_recordset(${JSON.stringify(entries)}::json) as x (seq integer, body text, prev_hash text, hash text, action text,
      object_type text, object_id text, object_label text, search_norm text)`,
  )
}

function nameOf({ person, label }: AuditActor): string {
  return person ? `${person.firstName} ${person.lastName}`.trim() || person.email : (label ?? 'system')
}

type Place = { chain: string; seq: number; at: string; actor: string }

/** The text that is hashed; it is kept as it is, so the order of its parts stays what it was. */
function bodyOf(by: AuditActor, facts: AuditFacts, { chain, seq, at, actor }: Place): string {
  const key = by.person?.key
  return JSON.stringify({
    chain,
    seq,
    at,
    accountId: by.person?.accountId ?? null,
    actor,
    ...(key && { key: { keyId: key.keyId, ownerId: key.ownerId, owner: key.ownerName } }),
    ...(by.actingFor && { actingFor: by.actingFor }),
    action: facts.action,
    objectType: facts.objectType,
    objectId: facts.objectId,
    objectLabel: facts.objectLabel,
    why: facts.why,
    address: by.address ?? null,
    requestId: by.requestId ?? null,
    detail: facts.detail ?? {},
  })
}

/** What a search looks in. */
export function searchNorm(actor: string, objectLabel: string): string {
  return normalise(`${actor} ${objectLabel}`)
}

/** The hash that binds one entry to all before it. */
export function entryHash(secret: string, previous: string, body: string): string {
  return hmac(deriveKey(secret, 'audit chain'), previous + body)
}
