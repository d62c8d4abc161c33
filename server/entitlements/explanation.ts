import type { Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { type AccessRow, accessRows } from './access.ts'
import { accountOf } from './account.ts'
import { catalogue } from './catalogue.ts'
import { explain } from './explain.ts'

/**
 * The answer to "does it hold, and why" about one person's rows: for each registration its chain from the account on, the
 * holding ones first. 404 when the entitlement is unknown.
 */
export async function explanationOf(tx: Tx, entitlementId: string, rows: AccessRow[]) {
  const entry = (await catalogue(tx)).find((one) => one.entitlementId === entitlementId)
  if (!entry) throw problems.not_found()
  const account = rows[0] ? await accountOf(tx, rows[0].account_id) : null
  const holds = (row: AccessRow) => row.holds && (account?.active ?? false)
  const registrations = rows.map((row) => ({
    registrationId: row.registration_id,
    customerName: row.customer_name,
    partnerName: row.partner_name,
    holds: holds(row),
    until: holds(row) ? row.holds_until : null,
    links: explain(row, account),
  }))
  registrations.sort((a, b) => Number(b.holds) - Number(a.holds))
  return {
    entitlementId,
    names: entry.names,
    holds: rows.some(holds),
    until: latest(rows.filter(holds).map((row) => row.holds_until)),
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
