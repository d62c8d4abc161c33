import { type Selectable, sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import { newId } from '../platform/ids.ts'
import { normalise } from '../platform/normalise.ts'
import type { Confirmation, Registration, RegistrationHandle } from '../schema.ts'

export type ConfirmationRow = Selectable<Confirmation>
export type HandleRow = Selectable<RegistrationHandle>
export type RegistrationRow = Selectable<Registration>

export type Names = { firstName: string; lastName: string; email: string; language: string }
export type Additional = { jobTitle: string; phone: string; site: string; country: string }
/** The sponsorship a registration is made under. */
export type Under = { partnerId: string; sponsorshipId: string; customerId: string }

export type AccountOfAddress = { accountId: string; confirmed: boolean; firstName: string; language: string }

/**
 * The account with this address, made when there is none; `confirmed` tells whether somebody confirmed it before, first name
 * and language are the account's own.
 */
export async function ensureAccount(tx: Tx, who: Names): Promise<AccountOfAddress> {
  const { rows } = await sql<AccountOfAddress>`
    select account_id as "accountId", confirmed, first_name as "firstName", language
    from app.ensure_account(${newId()}::uuid, ${who.email}, ${who.firstName}, ${who.lastName}, ${who.language})`.execute(
    tx,
  )
  return rows[0] as AccountOfAddress
}

/** This account's registration under the sponsorship that has not ended; the transaction acts in its partner. */
export async function findRegistration(tx: Tx, under: Under, accountId: string) {
  return tx
    .selectFrom('registration as r')
    .select(['r.registration_id', 'r.state'])
    .where('r.partner_id', '=', under.partnerId)
    .where('r.sponsorship_id', '=', under.sponsorshipId)
    .where('r.account_id', '=', accountId)
    .where('r.state', 'not in', ['left', 'lapsed'])
    .executeTakeFirst()
}

/**
 * Writes a registration. The one this account has open there already is taken instead and holds its seat as long; null when
 * that one is not unconfirmed any more.
 */
export async function insertRegistration(
  tx: Tx,
  row: {
    under: Under
    accountId: string
    who: Names
    additional: Additional
    state: 'unconfirmed' | 'active' | 'to_be_verified'
    domainFits: boolean
    freeMail: boolean
    /** Null unless unconfirmed: R16. */
    seatHeldUntil: Date | null
  },
): Promise<string | null> {
  const confirmedAt = row.state === 'unconfirmed' ? null : sql<Date>`now()`
  const written = await tx
    .insertInto('registration')
    .values({
      partner_id: row.under.partnerId,
      registration_id: newId(),
      sponsorship_id: row.under.sponsorshipId,
      customer_id: row.under.customerId,
      account_id: row.accountId,
      state: row.state,
      ...personal(row.who, row.additional),
      employed_statement_at: sql<Date>`now()`,
      terms_accepted_at: sql<Date>`now()`,
      domain_fits: row.domainFits,
      free_mail: row.freeMail,
      seat_held_until: row.seatHeldUntil,
      confirmed_at: confirmedAt,
      attested_at: confirmedAt,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['partner_id', 'sponsorship_id', 'account_id'])
        .where('state', 'not in', [sql.lit('left'), sql.lit('lapsed')])
        .doUpdateSet({ seat_held_until: sql<Date>`greatest(registration.seat_held_until, excluded.seat_held_until)` })
        .where('registration.state', '=', 'unconfirmed'),
    )
    .returning('registration_id')
    .executeTakeFirst()
  return written?.registration_id ?? null
}

function personal(who: Names, additional: Additional) {
  return {
    first_name: who.firstName,
    last_name: who.lastName,
    name_norm: normalise(`${who.lastName} ${who.firstName}`),
    email: who.email,
    language: who.language,
    job_title: additional.jobTitle,
    phone: additional.phone,
    site: additional.site,
    country: additional.country,
  }
}

/** An unconfirmed registration holds its seat as long as its latest link lives. */
export async function holdSeatUntil(tx: Tx, partnerId: string, registrationId: string, until: Date): Promise<boolean> {
  const result = await tx
    .updateTable('registration')
    .set({ seat_held_until: sql<Date>`greatest(seat_held_until, ${until}::timestamptz)` })
    .where('partner_id', '=', partnerId)
    .where('registration_id', '=', registrationId)
    .where('state', '=', 'unconfirmed')
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** The confirmed attempt's own answers become the registration's; null when it is unconfirmed no more. */
export async function activateRegistration(tx: Tx, attempt: ConfirmationRow): Promise<RegistrationRow | null> {
  const who = {
    firstName: attempt.first_name,
    lastName: attempt.last_name,
    email: attempt.email,
    language: attempt.language,
  }
  const additional = {
    jobTitle: attempt.job_title,
    phone: attempt.phone,
    site: attempt.site,
    country: attempt.country,
  }
  const row = await tx
    .updateTable('registration')
    .set({
      ...personal(who, additional),
      state: sql<string>`case when domain_fits then 'active' else 'to_be_verified' end`,
      confirmed_at: sql<Date>`now()`,
      attested_at: sql<Date>`now()`,
      seat_held_until: null,
    })
    .where('partner_id', '=', attempt.partner_id)
    .where('registration_id', '=', attempt.registration_id)
    .where('state', '=', 'unconfirmed')
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

/** Partner's and customer's name and the recorded domains of the sponsorship; the transaction acts in its partner. */
export async function readSponsor(tx: Tx, partnerId: string, sponsorshipId: string) {
  return tx
    .selectFrom('sponsorship as s')
    .innerJoin('customer as c', (j) =>
      j.onRef('c.partner_id', '=', 's.partner_id').onRef('c.customer_id', '=', 's.customer_id'),
    )
    .innerJoin('partner as p', 'p.partner_id', 's.partner_id')
    .where('s.partner_id', '=', partnerId)
    .where('s.sponsorship_id', '=', sponsorshipId)
    .select([
      's.partner_id as partnerId',
      's.sponsorship_id as sponsorshipId',
      's.customer_id as customerId',
      's.domains',
      'c.name as customerName',
      'p.name as partnerName',
    ])
    .executeTakeFirstOrThrow()
}

/** Who is told about people of this partner's customers. */
export async function sponsorshipAdministrators(tx: Tx, partnerId: string) {
  return tx
    .selectFrom('membership')
    .select(['first_name', 'email', 'language'])
    .where('partner_id', '=', partnerId)
    .where('sponsors', '=', true)
    .where('state', '=', 'active')
    .orderBy('account_id')
    .execute()
}

/** The state of one registration; the transaction acts in its partner. */
export async function registrationState(
  tx: Tx,
  partnerId: string,
  registrationId: string | null,
): Promise<string | null> {
  const row = await tx
    .selectFrom('registration')
    .select('state')
    .where('partner_id', '=', partnerId)
    .where('registration_id', '=', registrationId)
    .executeTakeFirst()
  return row?.state ?? null
}

/** Registrations that nobody confirmed in `days` (R16), oldest first; for the system, across partners. */
export async function listUnconfirmed(tx: Tx, days: number, limit: number) {
  return tx
    .selectFrom('registration')
    .select(['partner_id as partnerId', 'registration_id as registrationId'])
    .where('state', '=', 'unconfirmed')
    .where('created_at', '<', sql<Date>`now() - make_interval(days => ${days})`)
    .orderBy('created_at')
    .limit(limit)
    .execute()
}

/**
 * What remains is that this person once asked and did not confirm; the details typed are gone. Null when somebody
 * confirmed it, or ended it, meanwhile.
 */
export async function lapseRegistration(
  tx: Tx,
  partnerId: string,
  registrationId: string,
): Promise<RegistrationRow | null> {
  const row = await tx
    .updateTable('registration')
    .set({
      state: 'lapsed',
      ended_at: sql<Date>`now()`,
      seat_held_until: null,
      job_title: '',
      phone: '',
      site: '',
      country: '',
    })
    .where('partner_id', '=', partnerId)
    .where('registration_id', '=', registrationId)
    .where('state', '=', 'unconfirmed')
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}
