import { setImmediate } from 'node:timers/promises'
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

/** The same for any number of entries, of one chain or several, in the order given: two statements for all of them, unless they are very many. */
export async function auditAll(tx: Tx, secret: string, actor: AuditActor, all: AuditFacts[]): Promise<void> {
  if (all.length === 0) return
  // As the database writes it: a caller's capitals would read as an entry moved here from another chain.
  const byChain = Map.groupBy(all, ({ partnerId }) => partnerId?.toLowerCase() ?? vendorChain)
  const chains = [...byChain.keys()]
  const counts = chains.map((chain) => byChain.get(chain)?.length ?? 0)
  // In one order everywhere, so that two who write to the same chains do not wait for each other for good.
  const heads = await sql<{ chain: string; seq: number; hash: string }>`
    insert into audit_chain as c (partner_id, seq, hash)
    select h.chain, h.n, '' from unnest(${chains}::uuid[], ${counts}::bigint[]) as h (chain, n) order by h.chain
    on conflict (partner_id) do update set seq = c.seq + excluded.seq
    returning partner_id as chain, seq, hash`.execute(tx)
  const at = new Date()
  const name = nameOf(actor)
  let made: Made[] = []
  let waiting = 0
  for (const { chain, seq: last, hash: before } of heads.rows) {
    if (waiting >= SENT_AT_ONCE) {
      sendEntries(tx, actor, at, made)
      made = []
      waiting = 0
      await setImmediate() // so that they leave
    }
    const facts = byChain.get(chain) ?? []
    const place = { chain, seq: last - facts.length, at: at.toISOString(), actor: name }
    const entries = entriesOf(secret, actor, facts, place, before)
    made.push({ chain, entries, hash: entries.at(-1)?.hash ?? before })
    waiting += entries.length
  }
  sendEntries(tx, actor, at, made)
}

/** So many entries, of whole chains, leave together: the database takes them while the next are made. */
const SENT_AT_ONCE = 1000

/** What one chain is continued with, and the hash it ends with then. */
type Made = { chain: string; entries: ReturnType<typeof entriesOf>; hash: string }

function sendEntries(tx: Tx, actor: AuditActor, at: Date, made: Made[]): void {
  send(
    tx,
    sql`
    with head as (update audit_chain c set hash = h.hash
      from unnest(${made.map(({ chain }) => chain)}::uuid[], ${made.map(({ hash }) => hash)}::text[]) as h (chain, hash)
      where c.partner_id = h.chain)
    insert into audit_entry (partner_id, seq, body, prev_hash, hash, at, account_id, actor, action, object_type, object_id, object_label, search_norm)
    select x.chain, x.seq, x.body, x.prev_hash, x.hash, ${at}::timestamptz, ${actor.person?.accountId ?? null}::uuid, ${nameOf(actor)}, x.action,
      x.object_type, x.object_id, x.object_label, x.search_norm
    from json_to_recordset(${JSON.stringify(made.flatMap(({ entries }) => entries))}::json) as x (chain uuid, seq integer, body text,
      prev_hash text, hash text, action text, object_type text, object_id text, object_label text, search_norm text)`,
  )
}

/** What follows the entry at `after.seq`, whose hash is `before`. */
function entriesOf(secret: string, by: AuditActor, all: AuditFacts[], after: Place, before: string) {
  let previous = before
  return all.map((facts, index) => {
    const seq = after.seq + 1 + index
    const body = bodyOf(by, facts, { ...after, seq })
    const hash = entryHash(secret, previous, body)
    const { action, objectType: object_type, objectId: object_id, objectLabel: object_label } = facts
    const search_norm = searchNorm(after.actor, object_label)
    const { chain } = after
    const entry = {
      chain,
      seq,
      body,
      prev_hash: previous,
      hash,
      action,
      object_type,
      object_id,
      object_label,
      search_norm,
    }
    previous = hash
    return entry
  })
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
