import { type RawBuilder, sql } from 'kysely'
import { type Db, inTransaction, type Tx } from '../platform/db/transaction.ts'
import { forEver, scopeColumns, scopeOf, wantedColumns, wantedOfDevices, wantedOfSources } from './wanted.ts'

/**
 * Brings the alerts of devices up to what is known of them: `devices` is a query of their rows. Called in the transaction that
 * changed them, as the system. What does not hold any more is resolved as of now, or as of when its time was over; what would
 * only have begun later is taken back.
 */
export async function alertsOfDevices(tx: Tx, devices: RawBuilder<unknown>): Promise<void> {
  await bring(tx, scopeOf(devices), wantedOfDevices)
}

/** The same for collectors and inventories of customers: a query of (partner_id, customer_id). */
export async function alertsOfSources(tx: Tx, customers: RawBuilder<unknown>): Promise<void> {
  await bring(
    tx,
    sql`(partner_id, subject_id) with asked as materialized (${customers})
      select c.partner_id, c.collector_id from asked join collector c using (partner_id, customer_id)
      union all select i.partner_id, i.inventory_id from asked join inventory i using (partner_id, customer_id)`,
    wantedOfSources,
  )
}

/** UUIDv7 (RFC 9562 §6.2 method 1) of row `n` of many: the counter runs on into the milliseconds. Ids at random took longer than the alerts. */
const idOf = sql`encode(overlay(uuid_send(gen_random_uuid()) placing int8send((((select (extract(epoch from now()) * 1000)::bigint) + (w.n >> 12)) << 16) | 28672 | (w.n & 4095)) from 1 for 8), 'hex')::uuid`

const sameAlert = sql`w.partner_id = o.partner_id and w.subject_id = o.subject_id and w.kind = o.kind and w.key = o.key`

/** From so many subjects on their tables are compared as sets. */
const MANY = 500

/**
 * Tables of the transaction's own: who is meant, what holds of them, and what is open; the last is looked up subject by subject
 * (`offset 0`), for there may be millions of others.
 */
async function bring(tx: Tx, subjects: RawBuilder<unknown>, wanted: RawBuilder<unknown>): Promise<void> {
  await sql`create temporary table if not exists alert_scope (${scopeColumns}) on commit drop`.execute(tx)
  await sql`create temporary table if not exists alert_wanted (${wantedColumns}) on commit drop`.execute(tx)
  await sql`create temporary table if not exists alert_open (alert_id uuid, ${wantedColumns}) on commit drop`.execute(
    tx,
  )
  await sql`truncate alert_scope, alert_wanted, alert_open`.execute(tx)
  const scope = await sql`insert into alert_scope ${subjects}`.execute(tx)
  const many = (scope.numAffectedRows ?? 0n) >= MANY
  await sql`select set_config('enable_nestloop', ${many ? 'off' : 'on'}, true), set_config('enable_sort', 'off', true)`.execute(
    tx,
  )
  await sql`insert into alert_wanted ${wanted}`.execute(tx)
  const open = await sql`insert into alert_open
    select a.* from alert_scope x cross join lateral (
      select a.alert_id, a.partner_id, a.customer_id, a.subject_id, a.kind, a.key, a.due_at, a.starts_at, a.ends_at, a.source_id from alert a
      where a.partner_id = x.partner_id and a.subject_id = x.subject_id and a.resolved_at is null
      order by a.kind, a.key offset 0) a`.execute(tx)
  if ((open.numAffectedRows ?? 0n) > 0n) await bringOpen(tx)
  await sql`insert into alert (partner_id, customer_id, alert_id, kind, subject_id, key, due_at, starts_at, ends_at, source_id)
    select w.partner_id, w.customer_id, ${idOf}, w.kind, w.subject_id, w.key, w.due_at, greatest(w.starts_at, now()), w.ends_at, w.source_id
    from (select w.*, row_number() over () as n from alert_wanted w where not exists (select from alert_open o where ${sameAlert})) w
    on conflict (partner_id, subject_id, kind, key) where resolved_at is null do nothing`.execute(tx)
  await sql`select set_config('enable_nestloop', 'on', true), set_config('enable_sort', 'on', true)`.execute(tx)
}

/** What is open and does not hold any more is resolved, or was only to come and goes; what holds otherwise is written anew. */
async function bringOpen(tx: Tx): Promise<void> {
  await sql`analyze alert_open, alert_wanted`.execute(tx)
  await sql`select set_config('enable_nestloop', 'on', true)`.execute(tx)
  // By its key: as `is null` this would be of an index of all that is open, too, which seems as good to a planner without statistics.
  const open = sql`a.partner_id = o.partner_id and a.alert_id = o.alert_id and coalesce(a.resolved_at, ${forEver}) = ${forEver}`
  await sql`delete from alert a using alert_open o where ${open} and o.starts_at > now()
    and not exists (select from alert_wanted w where ${sameAlert})`.execute(tx)
  // One that comes back later is another one.
  await sql`with resolved as (
      update alert a set resolved_at = least(now(), a.ends_at) from alert_open o where ${open} and o.starts_at <= now()
        and not exists (select from alert_wanted w where ${sameAlert} and w.starts_at <= now()) returning a.partner_id, a.alert_id)
    delete from alert_open o using resolved r where o.partner_id = r.partner_id and o.alert_id = r.alert_id`.execute(tx)
  await sql`update alert a set due_at = w.due_at, ends_at = w.ends_at, source_id = w.source_id,
      starts_at = case when a.starts_at <= now() then a.starts_at else greatest(w.starts_at, now()) end
    from alert_open o join alert_wanted w on ${sameAlert} where ${open}
      and ((o.due_at, o.ends_at, o.source_id) is distinct from (w.due_at, w.ends_at, w.source_id)
        or (o.starts_at > now() and o.starts_at <> w.starts_at))`.execute(tx)
}

const CUSTOMERS_AT_A_TIME = 50

/**
 * All alerts of all partners: what comes near enough to be written, and what new lifecycle data or settings change. A number of
 * customers a transaction; a collection of theirs that is being taken in is waited for.
 */
export async function reconcileAll(db: Db, signal: AbortSignal): Promise<void> {
  for (let after = ['00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000']; ; ) {
    if (signal.aborted) throw new Error('stopped before all alerts were brought up')
    const last = await inTransaction(db, { kind: 'system' }, async (tx) => {
      await sql`select set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true)`.execute(tx)
      const { rows } = await sql<{ partner: string; customer: string }>`
        select partner_id as partner, customer_id as customer from customer
        where (partner_id, customer_id) > (${after[0]}::uuid, ${after[1]}::uuid) order by 1, 2 limit ${CUSTOMERS_AT_A_TIME}`.execute(
        tx,
      )
      for (const { customer } of rows)
        await sql`select pg_advisory_xact_lock(hashtextextended(${`inventory ${customer}`}, 0))`.execute(tx)
      const customers = sql`select * from unnest(${rows.map(({ partner }) => partner)}::uuid[], ${rows.map(({ customer }) => customer)}::uuid[])
        as c (partner_id, customer_id)`
      await alertsOfDevices(
        tx,
        sql`select d.* from (${customers}) c join device d on d.partner_id = c.partner_id and d.customer_id = c.customer_id`,
      )
      await alertsOfSources(tx, customers)
      return rows.at(-1)
    })
    if (!last) return
    after = [last.partner, last.customer]
  }
}
