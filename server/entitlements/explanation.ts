import type { Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { type AccessRow, accessRows } from './access.ts'
import { catalogue } from './catalogue.ts'
import { explain } from './explain.ts'

/** The answer to "does it hold, and why": for each registration its chain, the holding ones first. 404 when unknown. */
export async function explanationOf(tx: Tx, entitlementId: string, rows: AccessRow[]) {
  const entry = (await catalogue(tx)).find((one) => one.entitlementId === entitlementId)
  if (!entry) throw problems.not_found()
  const registrations = rows.map((row) => ({
    registrationId: row.registration_id,
    customerName: row.customer_name,
    partnerName: row.partner_name,
    holds: row.holds,
    until: row.holds ? row.holds_until : null,
    links: explain(row),
  }))
  registrations.sort((a, b) => Number(b.holds) - Number(a.holds))
  return {
    entitlementId,
    names: entry.names,
    holds: rows.some((row) => row.holds),
    until: latest(rows.filter((row) => row.holds).map((row) => row.holds_until)),
    registrations,
  }
}

/** For one account, over all partners; registrations that are over explain nothing any more. */
export async function explainAccount(tx: Tx, accountId: string, entitlementId: string) {
  const rows = await accessRows(tx, accountId, entitlementId)
  return explanationOf(
    tx,
    entitlementId,
    rows.filter((row) => row.registration_state !== 'left' && row.registration_state !== 'lapsed'),
  )
}

/** The latest of some instants; null when there is none. */
export function latest(instants: (Date | null)[]): Date | null {
  return instants.reduce<Date | null>((last, one) => (one && (!last || one > last) ? one : last), null)
}
