import { sql } from 'kysely'
import { type MemberKey, membersIn } from '../partners/index.ts'
import type { Tx } from '../platform/db/transaction.ts'

export type ActingRow = {
  actingId: string
  accountId: string
  actorName: string
  reason: string
  startedAt: Date
  endsAt: Date
  endedAt: Date | null
  endedByName: string | null
  endedReason: string | null
  /** Areas of the partner's pages, in the order in which they were first looked at. */
  looks: { area: string; at: string }[]
}

const columns = sql`a.acting_id as "actingId", a.account_id as "accountId", a.actor_name as "actorName", a.reason,
  a.started_at as "startedAt", a.ends_at as "endsAt", a.ended_at as "endedAt", a.ended_by_name as "endedByName",
  a.ended_reason as "endedReason"`

/** Whoever looked, newest first (ids are made in the order of time); one row more than `limit`. */
export async function listActing(tx: Tx, partnerId: string, limit: number, after?: string): Promise<ActingRow[]> {
  const beyond = after ? sql`a.acting_id < ${after}::uuid` : sql`true`
  const { rows } = await sql<ActingRow>`
    select ${columns}, coalesce((select json_agg(json_build_object('area', l.area, 'at', l.looked_at) order by l.looked_at)
      from acting_look l where l.partner_id = a.partner_id and l.acting_id = a.acting_id), '[]') as looks
    from acting a where a.partner_id = ${partnerId} and ${beyond}
    order by a.acting_id desc limit ${limit + 1}`.execute(tx)
  return rows
}

/** The partner, locked so that two starts see each other. */
export async function lockPartner(tx: Tx, partnerId: string): Promise<{ name: string } | undefined> {
  return tx.selectFrom('partner').select('name').where('partner_id', '=', partnerId).forUpdate().executeTakeFirst()
}

export async function isActing(tx: Tx, partnerId: string, accountId: string): Promise<boolean> {
  const { rows } = await sql`select from acting where partner_id = ${partnerId} and account_id = ${accountId}
    and ended_at is null and ends_at > now()`.execute(tx)
  return rows.length > 0
}

export async function insertActing(
  tx: Tx,
  row: { partnerId: string; actingId: string; accountId: string; actorName: string; reason: string; minutes: number },
): Promise<Date> {
  const { rows } = await sql<{ ends_at: Date }>`
    insert into acting (partner_id, acting_id, account_id, actor_name, reason, ends_at)
    values (${row.partnerId}, ${row.actingId}, ${row.accountId}, ${row.actorName}, ${row.reason},
            now() + make_interval(mins => ${row.minutes}))
    returning ends_at`.execute(tx)
  return rows[0]?.ends_at as Date
}

export type Ended = { actorName: string; reason: string; startedAt: Date }

/** Ends what has not ended, in one statement: of two who end it one does. */
export async function endActing(
  tx: Tx,
  at: { partnerId: string; actingId: string },
  by: { name: string; reason: string | null },
): Promise<Ended | undefined> {
  const { rows } = await sql<Ended>`
    update acting set ended_at = now(), ended_by_name = ${by.name}, ended_reason = ${by.reason}
    where partner_id = ${at.partnerId} and acting_id = ${at.actingId} and ended_at is null and ends_at > now()
    returning actor_name as "actorName", reason, started_at as "startedAt"`.execute(tx)
  return rows[0]
}

export async function exists(tx: Tx, at: { partnerId: string; actingId: string }): Promise<boolean> {
  const row = await tx
    .selectFrom('acting')
    .select('acting_id')
    .where('partner_id', '=', at.partnerId)
    .where('acting_id', '=', at.actingId)
    .executeTakeFirst()
  return row !== undefined
}

/** Notes that an area was looked at; true the first time. */
export async function insertLook(
  tx: Tx,
  look: { partnerId: string; actingId: string; accountId: string; area: string },
): Promise<boolean> {
  const { rows } = await sql`
    insert into acting_look (partner_id, acting_id, area, account_id)
    values (${look.partnerId}, ${look.actingId}, ${look.area}, ${look.accountId})
    on conflict do nothing returning area`.execute(tx)
  return rows.length > 0
}

/** Marks what ran out as ended then, in every tenant; a second run finds nothing. */
export async function listRunOut(tx: Tx): Promise<{ partnerId: string; actingId: string }[]> {
  const { rows } = await sql<{ partnerId: string; actingId: string }>`
    select partner_id as "partnerId", acting_id as "actingId" from acting
    where ended_at is null and ends_at <= now() order by ends_at limit 500`.execute(tx)
  return rows
}

export async function closeRunOut(
  tx: Tx,
  at: { partnerId: string; actingId: string },
): Promise<{ actorName: string; accountId: string } | undefined> {
  const { rows } = await sql<{ actorName: string; accountId: string }>`
    update acting set ended_at = ends_at
    where partner_id = ${at.partnerId} and acting_id = ${at.actingId} and ended_at is null and ends_at <= now()
    returning actor_name as "actorName", account_id as "accountId"`.execute(tx)
  return rows[0]
}

/** The reasons that these people gave for looking that goes on. */
export async function listOpenOf(tx: Tx, members: MemberKey[]): Promise<{ partnerId: string; name: string }[]> {
  const { rows } = await sql<{ partnerId: string; name: string }>`
    select partner_id as "partnerId", reason as name from acting
    where (partner_id, account_id) in ${membersIn(members)} and ended_at is null and ends_at > now()`.execute(tx)
  return rows
}

/** Ends whatever of somebody's looking goes on; answers its ids. */
export async function endAllOf(tx: Tx, partnerId: string, accountId: string, by: { name: string; reason: string }) {
  const { rows } = await sql<{ acting_id: string }>`
    update acting set ended_at = now(), ended_by_name = ${by.name}, ended_reason = ${by.reason}
    where partner_id = ${partnerId} and account_id = ${accountId} and ended_at is null and ends_at > now()
    returning acting_id`.execute(tx)
  return rows.map(({ acting_id }) => acting_id)
}
