import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'

export type EndedService = {
  customerId: string
  name: string
  state: 'grace' | 'closed'
  endedAt: Date
  closesAt: Date
}

/** The customers whose service has ended, as far as the reader reaches them: who closes next comes first. */
export async function listEnded(tx: Tx, partnerId: string, limit: number): Promise<EndedService[]> {
  const { rows } = await sql<EndedService>`
    select s.customer_id as "customerId", cu.name, s.state, s.ends_at as "endedAt", s.closes_at as "closesAt"
    from customer_service s
    join customer cu on cu.partner_id = s.partner_id and cu.customer_id = s.customer_id
    where s.partner_id = ${partnerId} and s.state <> 'in_force'
    order by s.state = 'closed', s.closes_at, cu.name limit ${limit}`.execute(tx)
  return rows
}

/** One customer and the state of its service; null where the reader does not see it. */
export async function readService(
  tx: Tx,
  partnerId: string,
  customerId: string,
): Promise<{ name: string; state: 'in_force' | 'grace' | 'closed' | 'none'; closesAt: Date | null } | null> {
  const { rows } = await sql<{ name: string; state: 'in_force'; closesAt: Date | null }>`
    select cu.name, coalesce(s.state, 'none') as state, s.closes_at as "closesAt"
    from customer cu left join customer_service s on s.partner_id = cu.partner_id and s.customer_id = cu.customer_id
    where cu.partner_id = ${partnerId} and cu.customer_id = ${customerId}`.execute(tx)
  return rows[0] ?? null
}

export type NoticeKind = 'grace' | 'closing' | 'closed'

/** Partners where something is to be told; what closed long ago, before anybody was told of it, is left alone. */
export async function partnersConcerned(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ partner_id: string }>`
    select distinct d.partner_id from (${dueSql}) d order by 1`.execute(tx)
  return rows.map((row) => row.partner_id)
}

const dueSql = sql`
  select s.partner_id, s.customer_id, s.ends_at, s.closes_at, k.kind
  from customer_service s
  cross join lateral (
    select case when s.state = 'closed' then 'closed' else 'grace' end as kind
    union all select 'closing' where s.state = 'grace' and s.closes_at <= now() + interval '7 days'
  ) k
  where s.state <> 'in_force' and s.closes_at > now() - interval '30 days'
    and not exists (select from service_notice n where n.partner_id = s.partner_id and n.customer_id = s.customer_id
      and n.ended_at = s.ends_at and n.kind = k.kind)`

export type Notice = { kind: NoticeKind; name: string; endedAt: Date; closesAt: Date }

/** Marks what is told now, once, whoever runs at the same time. Entering grace within its last week says both at once. */
export async function markTold(tx: Tx, partnerId: string): Promise<Notice[]> {
  const { rows } = await sql<Notice & { customerId: string }>`
    with due as (${dueSql} and s.partner_id = ${partnerId}),
    told as (
      insert into service_notice (partner_id, customer_id, ended_at, kind)
      select partner_id, customer_id, ends_at, kind from due on conflict do nothing
      returning partner_id, customer_id, ended_at, kind)
    select t.kind, t.customer_id as "customerId", cu.name, t.ended_at as "endedAt", d.closes_at as "closesAt"
    from told t
    join due d on d.customer_id = t.customer_id and d.kind = t.kind
    join customer cu on cu.partner_id = t.partner_id and cu.customer_id = t.customer_id
    order by cu.name`.execute(tx)
  const entering = new Set(rows.filter(({ kind }) => kind === 'grace').map(({ customerId }) => customerId))
  return rows.filter(({ kind, customerId }) => kind !== 'closing' || !entering.has(customerId))
}
