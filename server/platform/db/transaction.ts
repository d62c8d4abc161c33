import { type CompiledQuery, type Kysely, sql, type Transaction } from 'kysely'
import pg from 'pg'
import type { DB } from '../../schema.ts'
import { type Opening, withOpening } from './dialect.ts'
import { roleNames } from './roles.ts'

export type Db = Kysely<DB>
export type Tx = Transaction<DB>

/** Who a signed-in request is, looked up in the database as its transaction begins; never remembered between requests. */
export type Principal = {
  accountId: string
  sessionId: string
  email: string
  firstName: string
  lastName: string
  language: string
  staffRole: 'administrator' | 'support_agent' | 'auditor' | null
  /** The tenant asked for, when this person has a membership there; null otherwise. */
  partner: {
    partnerId: string
    name: string
    state: 'active' | 'suspended'
    role: 'super_admin' | 'admin' | 'user' | null
    sponsors: boolean
    /** The partner's support service (R22, R25), for who has a role in it; `none`: never bought. */
    service: 'in_force' | 'grace' | 'closed' | 'none' | null
    /** Reaches every customer, future ones too: SA, PA, and a PU with all (R21). */
    allCustomers: boolean
    /** Set when this is a vendor agent who looks at the partner's pages: reads only, until `endsAt` (ISO 8601). */
    acting: { actingId: string; endsAt: string } | null
  } | null
  /** Set when this is an API key: nobody's account, `accountId` is the key's id then, and `firstName` its name. */
  key?: { keyId: string; name: string; scopes: string[]; expiresAt: string; ownerId: string; ownerName: string }
}

/** For whom an upload is, looked up as its transaction begins: one registration for one customer of one partner. */
export type Uploader = {
  collectorId: string
  name: string
  site: string
  inventoryName: string
  /** In which an upload is expected. */
  intervalHours: number
  partnerId: string
  partnerName: string
  partnerState: 'active' | 'suspended'
  customerId: string
  customerName: string
  /** The customer's support service (R25). */
  service: 'in_force' | 'grace' | 'closed' | 'none'
  /** Partner active and service in force: `app.collector_uploads` is set in a transaction that writes. */
  mayUpload: boolean
}

/** What a collector's request is: one machine, by its licence. */
export type Collector = Uploader & {
  licenceId: string
  /** ISO 8601. */
  licenceExpiresAt: string
  /** RFC 7638 thumbprint of its key. */
  jkt: string
}

/**
 * How a transaction begins: as a session or an API key in one realm, as a stranger (perhaps with a one-time proof), or as the
 * system. A key in realm `key` only says what it is. A collector is known by a licence and the key of its proof, both verified,
 * an agent by the hash of its address's secret. A file made in the background is read as who asked for it, as they are then.
 */
export type Entry =
  | { kind: 'session'; token: string; realm: 'person' | 'partner' | 'vendor'; partnerId?: string | undefined }
  | { kind: 'key'; hash: string; realm: 'partner' | 'vendor' | 'key'; partnerId?: string | undefined }
  | { kind: 'collector'; partnerId: string; licenceId: string; keyId: string; jkt: string }
  | { kind: 'agent'; hash: string }
  | { kind: 'export'; exportId: string }
  | { kind: 'public'; proofHash?: string | undefined }
  | { kind: 'system'; partnerId?: string | undefined }

/** The account behind a request: a key's owner. For rules about what nobody may do to themselves. */
export function personBehind({ accountId, key }: Pick<Principal, 'accountId' | 'key'>): string {
  return key?.ownerId ?? accountId
}

const literal = (value: string | undefined | null) => (value == null ? 'null' : pg.escapeLiteral(value))

function openingFor(entry: Entry, readOnly: boolean): Opening {
  switch (entry.kind) {
    case 'session':
      return {
        sql: `select app.enter_session(${literal(entry.token)}, ${literal(entry.realm)}, ${literal(entry.partnerId)}::uuid, ${!readOnly}) as principal`,
      }
    case 'key':
      return {
        sql: `select app.enter_key(${literal(entry.hash)}, ${literal(entry.realm)}, ${literal(entry.partnerId)}::uuid, ${!readOnly}) as principal`,
      }
    case 'collector':
      return {
        sql: `select app.enter_collector(${literal(entry.partnerId)}::uuid, ${literal(entry.licenceId)}::uuid, ${literal(entry.keyId)}, ${literal(entry.jkt)}, ${!readOnly}) as collector`,
      }
    case 'agent':
      return { sql: `select app.enter_agent(${literal(entry.hash)}, ${!readOnly}) as collector` }
    case 'export':
      return { sql: `select app.enter_export(${literal(entry.exportId)}::uuid, ${!readOnly}) as principal` }
    case 'public':
      return { sql: `select app.enter_public(${literal(entry.proofHash)})` }
    case 'system':
      return { sql: `select app.enter_system(${literal(entry.partnerId)}::uuid)` }
  }
}

/**
 * Runs `fn` in one transaction whose row-level settings say who is asking (design §5). `principal` is null for a public or
 * system entry, and for a session or key that is unknown, ended or of a disabled account: the caller answers 401 then.
 * `collector` is set for a collector's entry and an agent's, which has no licence in it; null when licence or address ended.
 * Everything `fn` wrote is undone when it throws.
 */
export function inTransaction<T>(
  db: Db,
  entry: Entry,
  fn: (tx: Tx, principal: Principal | null, collector: Collector | null) => Promise<T>,
  options: { readOnly?: boolean } = {},
): Promise<T> {
  const open = openingFor(entry, options.readOnly ?? false)
  return withOpening(open, () => {
    const builder = options.readOnly ? db.transaction().setAccessMode('read only') : db.transaction()
    return builder.execute((tx) => {
      openings.set(tx, open)
      const { principal, collector } = (open.row ?? {}) as {
        principal?: Principal | null
        collector?: Collector | null
      }
      return fn(tx, principal ?? null, collector ?? null)
    })
  })
}

const openings = new WeakMap<Tx, Opening>()

/**
 * Sends a statement without waiting for the answers of those sent before; they run in the order they were sent, and what is
 * sent in one turn of the event loop travels in one packet (decision 22). Whoever needs no answer need not wait for it: when
 * it fails, the transaction cannot be committed, and what failed is thrown.
 */
export function send<Row>(tx: Tx, query: { compile(db: Tx): CompiledQuery<Row> }): Promise<Row[]> {
  const open = openings.get(tx)
  const compiled = query.compile(tx)
  const answer = open?.connection?.executeQuery<Row>(compiled) ?? tx.executeQuery(compiled)
  const rows = answer.then((result) => result.rows)
  if (open)
    rows.catch((error: unknown) => {
      open.failed ??= { error }
    })
  return rows
}

/**
 * From here on this transaction acts in one tenant: after a stranger proved number and key, or a person acts on their own
 * registration. Only ever called with a partner id read under such a proof, never with one from the request.
 */
export function narrowToPartner(tx: Tx, partnerId: string): void {
  send(tx, sql`select set_config('app.partner', ${partnerId}, true)`)
}

/**
 * From here on this transaction acts as the system, for every tenant: after somebody proved with a one-time secret that
 * the vendor itself asked them to (set-up link, staff invitation).
 */
export async function actAsSystem(tx: Tx): Promise<void> {
  await sql`select app.enter_system(null)`.execute(tx)
}

/** Opens the rows of one more one-time secret to a transaction that began as something else. */
export async function presentProof(tx: Tx, proofHash: string): Promise<void> {
  await sql`select app.enter_public(${proofHash})`.execute(tx)
}

/** Runs `fn` as the role that reaches schema auth, then returns to the restricted role, in the same transaction. */
export async function withAuthRole<T>(tx: Tx, fn: () => Promise<T>): Promise<T> {
  await sql.raw(`set local role ${roleNames().auth}`).execute(tx)
  const result = await fn()
  await sql.raw('reset role').execute(tx)
  return result
}
