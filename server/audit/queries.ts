import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import { decodeCursor, invalidCursor } from '../platform/http/cursor.ts'
import { normalise } from '../platform/normalise.ts'
import { vendorChain } from './append.ts'

export type AuditFilters = {
  /** A partner's id, `vendor`, or part of a partner's name. Only where several chains are read. */
  partner?: string | undefined
  actor?: string | undefined
  action?: string[] | undefined
  objectType?: string | undefined
  objectId?: string | undefined
  from?: Date | undefined
  to?: Date | undefined
  q?: string | undefined
}

export type EntryRow = {
  partner_id: string
  partner_name: string | null
  seq: number
  at: Date
  body: string
  hash: string
  prev_hash: string
}

/** Where a page goes on: behind this entry, towards older ones. */
type After = { at: Date; partnerId: string; seq: number }

const columns = sql`e.partner_id, p.name as partner_name, e.seq, e.at, e.body, e.hash, e.prev_hash`

/** Entries newest first: of one chain by their number, of all by time. */
export async function listEntries(
  tx: Tx,
  chain: string | null,
  filters: AuditFilters,
  after: After | undefined,
  limit: number,
): Promise<EntryRow[]> {
  const where = conditions(chain, filters)
  if (after)
    where.push(
      chain
        ? sql`e.seq < ${after.seq}`
        : sql`(e.at, e.partner_id, e.seq) < (${after.at}::timestamptz, ${after.partnerId}::uuid, ${after.seq}::bigint)`,
    )
  const { rows } = await sql<EntryRow>`
    select ${columns} from audit_entry e left join partner p on p.partner_id = e.partner_id
    where ${sql.join(where, sql` and `)}
    order by ${chain ? sql`e.seq desc` : sql`e.at desc, e.partner_id desc, e.seq desc`} limit ${limit}`.execute(tx)
  return rows
}

export async function findEntry(tx: Tx, chain: string, seq: number): Promise<EntryRow | null> {
  const { rows } = await sql<EntryRow>`
    select ${columns} from audit_entry e left join partner p on p.partner_id = e.partner_id
    where e.partner_id = ${chain} and e.seq = ${seq}`.execute(tx)
  return rows[0] ?? null
}

/** Names of partners, for findings in their chains. */
export async function partnerNames(tx: Tx, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.selectFrom('partner').select(['partner_id', 'name']).where('partner_id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.partner_id, row.name]))
}

function conditions(chain: string | null, filters: AuditFilters): RawBuilder<unknown>[] {
  const where: RawBuilder<unknown>[] = [chain ? sql`e.partner_id = ${chain}` : sql`true`]
  const { partner, actor, action, objectType, objectId, from, to, q } = filters
  if (partner) where.push(partnerCondition(partner))
  if (actor) where.push(isId(actor) ? sql`e.account_id = ${actor}::uuid` : contains(actor))
  if (action?.length) where.push(sql`e.action in (${sql.join(action)})`)
  if (objectType) where.push(sql`e.object_type = ${objectType}`)
  if (objectId) where.push(sql`e.object_id = ${objectId}`)
  if (from) where.push(sql`e.at >= ${from}`)
  if (to) where.push(sql`e.at < ${to}`)
  for (const word of normalise(q ?? '')
    .split(' ')
    .filter(Boolean))
    where.push(sql`(e.search_norm like ${like(word)} or e.action like ${like(word)})`)
  return where
}

function partnerCondition(partner: string): RawBuilder<unknown> {
  if (partner === 'vendor') return sql`e.partner_id = ${vendorChain}`
  return isId(partner) ? sql`e.partner_id = ${partner}::uuid` : sql`p.name_norm like ${like(normalise(partner))}`
}

/** The actor's name is the beginning of what is searched. */
function contains(actor: string): RawBuilder<unknown> {
  return sql`e.search_norm like ${like(normalise(actor))} and e.actor <> ''`
}

function like(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}

function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}

/** The cursor of a list, as `toPage` wrote it with `keyOf`. */
export function afterOf(cursor: string | undefined): After | undefined {
  const key = decodeCursor(cursor, 3)
  return key && afterKey(key)
}

export function afterKey([at = '', partnerId = '', seq = '']: string[]): After {
  const moment = new Date(at)
  if (Number.isNaN(moment.getTime())) throw invalidCursor()
  return { at: moment, partnerId, seq: Number(seq) }
}

export function keyOf(row: EntryRow): [string, string, number] {
  return [row.at.toISOString(), row.partner_id, row.seq]
}
