import { audit } from '../audit/index.ts'
import type { Config } from '../platform/config.ts'
import { type Db, inTransaction } from '../platform/db/transaction.ts'
import { cancelConfirmationsOf } from './confirmation-queries.ts'
import { mailLapsed } from './letters.ts'
import { lapseRegistration, listUnconfirmed, readSponsor } from './queries.ts'
import { readSettings } from './settings.ts'

const batch = 200

/**
 * Registrations that nobody confirmed for so long disappear, and both sides are told (R16). Each in its own transaction,
 * so that a second run, at the same time or later, finds only what is left.
 * @returns how many lapsed.
 */
export async function lapseUnconfirmed(deps: { db: Db; config: Config }): Promise<number> {
  const settings = await readSettings(deps.db)
  let lapsed = 0
  for (;;) {
    const due = await inTransaction(
      deps.db,
      { kind: 'system' },
      (tx) => listUnconfirmed(tx, settings.unconfirmedDays, batch),
      { readOnly: true },
    )
    let done = 0
    for (const { partnerId, registrationId } of due) done += (await lapseOne(deps, partnerId, registrationId)) ? 1 : 0
    lapsed += done
    if (due.length < batch || done === 0) return lapsed
  }
}

function lapseOne(deps: { db: Db; config: Config }, partnerId: string, registrationId: string): Promise<boolean> {
  return inTransaction(deps.db, { kind: 'system', partnerId }, async (tx) => {
    // First the links, as a confirming person does: whoever comes second finds the other's work.
    await cancelConfirmationsOf(tx, registrationId)
    const row = await lapseRegistration(tx, partnerId, registrationId)
    if (!row) return false
    const sponsor = await readSponsor(tx, partnerId, row.sponsorship_id)
    const who = { firstName: row.first_name, lastName: row.last_name, email: row.email, language: row.language }
    await mailLapsed({ tx, deps }, { who, sponsor, companyName: sponsor.customerName })
    await audit(
      tx,
      deps.config.secret,
      { person: null, label: 'system' },
      {
        partnerId,
        action: 'registration.lapsed',
        objectType: 'registration',
        objectId: registrationId,
        objectLabel: `${row.first_name} ${row.last_name}`,
        why: 'not confirmed in time (R16)',
        detail: { email: row.email, requestedAt: row.created_at.toISOString() },
      },
    )
    return true
  })
}
