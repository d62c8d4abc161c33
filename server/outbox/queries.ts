import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import { decodeCursor } from '../platform/http/cursor.ts'

export const mailStates = ['queued', 'sent', 'given_up', 'kept'] as const
export type MailState = (typeof mailStates)[number]

export type MailFilters = {
  state?: MailState[] | undefined
  template?: string[] | undefined
  from?: Date | undefined
  to?: Date | undefined
  q?: string | undefined
}

/** Messages newest first, without what they say. */
export async function listMail(tx: Tx, filters: MailFilters, cursor: string | undefined, limit: number) {
  const [createdAt, mailId] = decodeCursor(cursor, 2) ?? []
  let query = tx
    .selectFrom('mail_message as m')
    .leftJoin('partner as p', 'p.partner_id', 'm.partner_id')
    .select([...summary, 'p.name as partner_name', createdExactly])
  if (filters.state?.length) query = query.where('m.state', 'in', filters.state)
  if (filters.template?.length) query = query.where('m.template', 'in', filters.template)
  if (filters.from) query = query.where('m.created_at', '>=', filters.from)
  if (filters.to) query = query.where('m.created_at', '<', filters.to)
  for (const word of (filters.q ?? '').toLowerCase().split(/\s+/).filter(Boolean)) {
    const like = `%${word.replace(/[\\%_]/g, '\\$&')}%`
    query = query.where(
      sql<boolean>`(m.to_address ilike ${like} or m.subject ilike ${like} or p.name_norm like ${like})`,
    )
  }
  if (createdAt && mailId)
    query = query.where(sql<boolean>`(m.created_at, m.mail_id) < (${createdAt}::timestamptz, ${mailId}::uuid)`)
  return query.orderBy('m.created_at', 'desc').orderBy('m.mail_id', 'desc').limit(limit).execute()
}

const summary = [
  'm.mail_id',
  'm.partner_id',
  'm.to_address',
  'm.template',
  'm.language',
  'm.subject',
  'm.state',
  'm.attempts',
  'm.last_error',
  'm.created_at',
  'm.updated_at',
  'm.sent_at',
] as const

// A Date has milliseconds only; a cursor made of it would skip what was written in the same one.
const createdExactly = sql<string>`to_char(m.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as(
  'created_exactly',
)

export async function findMail(tx: Tx, mailId: string) {
  return (
    (await tx
      .selectFrom('mail_message as m')
      .leftJoin('partner as p', 'p.partner_id', 'm.partner_id')
      .selectAll('m')
      .select('p.name as partner_name')
      .where('m.mail_id', '=', mailId)
      .executeTakeFirst()) ?? null
  )
}

export type MailRow = NonNullable<Awaited<ReturnType<typeof findMail>>>
