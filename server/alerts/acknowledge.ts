import { sql } from 'kysely'
import { auditCall, type OperationCall } from '../audit/index.ts'
import { rightOf } from '../partners/index.ts'
import { problems } from '../platform/http/problem.ts'
import { requireInForce } from '../service/index.ts'
import { errors } from './errors.ts'
import { holds } from './kinds.ts'

type Chosen = {
  alertId: string
  customerId: string
  customerName: string
  kind: string
  holds: boolean
  writable: boolean
}

/**
 * Says of alerts that somebody knows of them, with a note; of all or none. Who acknowledged first stays named.
 * @throws Problem not_found, forbidden, service_in_grace, service_closed, service_missing, alert_over
 */
export async function acknowledge(
  call: OperationCall,
  partnerId: string,
  alertIds: string[],
  note: string,
): Promise<void> {
  const chosen = await choose(call, partnerId, alertIds)
  const { principal, tx } = call
  const name = principal ? `${principal.firstName} ${principal.lastName}`.trim() : ''
  const { rows } = await sql<{ alertId: string }>`
    update alert a set acknowledged_at = now(), acknowledged_by = ${principal?.accountId ?? null}, acknowledged_by_name = ${name}, note = ${note}
    where a.partner_id = ${partnerId} and a.alert_id = any(${chosen.map(({ alertId }) => alertId)}::uuid[]) and ${holds}
      and a.acknowledged_at is null
    returning a.alert_id as "alertId"`.execute(tx)
  await record(call, partnerId, 'alert.acknowledged', changedOf(chosen, rows), { note })
}

/** Takes acknowledgements back, whoever's. @throws as acknowledge */
export async function unacknowledge(call: OperationCall, partnerId: string, alertIds: string[]): Promise<void> {
  const chosen = await choose(call, partnerId, alertIds)
  const { rows } = await sql<{ alertId: string }>`
    update alert a set acknowledged_at = null, acknowledged_by = null, acknowledged_by_name = null, note = null
    where a.partner_id = ${partnerId} and a.alert_id = any(${chosen.map(({ alertId }) => alertId)}::uuid[]) and ${holds}
      and a.acknowledged_at is not null
    returning a.alert_id as "alertId"`.execute(call.tx)
  await record(call, partnerId, 'alert.acknowledgement_withdrawn', changedOf(chosen, rows), {})
}

const changedOf = (chosen: Chosen[], rows: { alertId: string }[]) => {
  const changed = new Set(rows.map(({ alertId }) => alertId))
  return chosen.filter(({ alertId }) => changed.has(alertId))
}

/** The alerts that are meant, of which the caller may change each. */
async function choose({ tx }: OperationCall, partnerId: string, alertIds: string[]): Promise<Chosen[]> {
  const ids = [...new Set(alertIds.map((id) => id.toLowerCase()))]
  const { rows } = await sql<Chosen>`
    select a.alert_id as "alertId", a.customer_id as "customerId", cu.name as "customerName", a.kind, ${holds} as holds,
      coalesce(a.customer_id = any (nullif(current_setting('app.writable', true), '')::uuid[]), false) as writable
    from alert a join customer cu on cu.partner_id = a.partner_id and cu.customer_id = a.customer_id
    where a.partner_id = ${partnerId} and a.alert_id = any(${ids}::uuid[]) and a.starts_at <= now()`.execute(tx)
  if (rows.length < ids.length) throw problems.not_found()
  const customers = new Set(rows.filter(({ writable }) => !writable).map(({ customerId }) => customerId))
  for (const customerId of customers) await requireInForce(tx, partnerId, customerId)
  if (customers.size > 0)
    throw problems.forbidden({
      missing: 'an association with this customer',
      grantedBy: 'an administrator of the partner',
    })
  if (rows.some((row) => !row.holds)) throw errors.alert_over()
  return rows
}

/** One entry for each customer: theirs are whose alerts they are. */
async function record(
  call: OperationCall,
  partnerId: string,
  action: string,
  changed: Chosen[],
  detail: Record<string, unknown>,
): Promise<void> {
  for (const customerId of new Set(changed.map((one) => one.customerId))) {
    const alerts = changed.filter((one) => one.customerId === customerId)
    const kinds: Record<string, number> = {}
    for (const { kind } of alerts) kinds[kind] = (kinds[kind] ?? 0) + 1
    await auditCall(call, {
      partnerId,
      action,
      objectType: 'customer',
      objectId: customerId,
      objectLabel: alerts[0]?.customerName ?? '',
      why: call.principal ? rightOf(call.principal) : '',
      detail: { count: alerts.length, kinds, alerts: alerts.slice(0, 100).map(({ alertId }) => alertId), ...detail },
    })
  }
}
