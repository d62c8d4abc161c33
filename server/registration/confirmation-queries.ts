import { sql } from 'kysely'
import { send, type Tx } from '../platform/db/transaction.ts'
import type { Additional, ConfirmationRow, HandleRow, Names } from './queries.ts'

export type NewConfirmation = {
  confirmationId: string
  tokenHash: string
  codeHash: string
  accountId: string
  partnerId: string | null
  sponsorshipId: string | null
  registrationId: string | null
  who: Names
  additional: Additional | null
  companyName: string
  passwordHash: string | null
  expiresAt: Date
  accountExisted: boolean
}

export async function insertConfirmation(tx: Tx, row: NewConfirmation): Promise<void> {
  const query = tx.insertInto('confirmation').values({
    confirmation_id: row.confirmationId,
    proof_hash: row.tokenHash,
    code_hash: row.codeHash,
    account_id: row.accountId,
    partner_id: row.partnerId,
    sponsorship_id: row.sponsorshipId,
    registration_id: row.registrationId,
    email: row.who.email,
    first_name: row.who.firstName,
    last_name: row.who.lastName,
    language: row.who.language,
    password_hash: row.passwordHash,
    company_name: row.companyName,
    ...(row.additional && {
      job_title: row.additional.jobTitle,
      phone: row.additional.phone,
      site: row.additional.site,
      country: row.additional.country,
    }),
    expires_at: row.expiresAt,
    account_existed: row.accountExisted,
  })
  send(tx, query)
}

export async function insertHandle(
  tx: Tx,
  row: { handleHash: string; confirmationId: string; email: string; language: string; expiresAt: Date },
): Promise<void> {
  const query = tx.insertInto('registration_handle').values({
    proof_hash: row.handleHash,
    confirmation_id: row.confirmationId,
    email: row.email,
    language: row.language,
    expires_at: row.expiresAt,
  })
  send(tx, query)
}

/** The handle this transaction presents, locked until commit, with its present attempt. */
export async function lockHandle(tx: Tx): Promise<{ handle: HandleRow; attempt: ConfirmationRow } | null> {
  const handle = (await sql<HandleRow>`select * from app.lock_handle()`.execute(tx)).rows[0]
  if (!handle) return null
  const attempt = await readAttemptOfHandle(tx)
  return attempt && { handle, attempt }
}

/** The same without a lock, for looking. */
export async function readHandle(
  tx: Tx,
  handleHash: string,
): Promise<{ handle: HandleRow; attempt: ConfirmationRow } | null> {
  const handle = await tx
    .selectFrom('registration_handle')
    .selectAll()
    .where('proof_hash', '=', handleHash)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
  const attempt = handle && (await readAttemptOfHandle(tx))
  return handle && attempt ? { handle, attempt } : null
}

async function readAttemptOfHandle(tx: Tx): Promise<ConfirmationRow | null> {
  return (await sql<ConfirmationRow>`select * from app.confirmation_of_handle()`.execute(tx)).rows[0] ?? null
}

/** The attempt whose link this transaction presents, whatever its state. */
export async function readAttemptOfLink(tx: Tx, tokenHash: string): Promise<ConfirmationRow | null> {
  return (
    (await tx.selectFrom('confirmation').selectAll().where('proof_hash', '=', tokenHash).executeTakeFirst()) ?? null
  )
}

/** Counts one typed code, and answers how many were typed for the present one, this included. */
export async function countCodeAttempt(tx: Tx): Promise<number> {
  const { rows } = await sql<{ used: number }>`select app.count_code_attempt() as used`.execute(tx)
  return rows[0]?.used ?? Number.POSITIVE_INFINITY
}

/** Consumes the attempt of the link (null) or of the handle with this code; null when it cannot be consumed any more. */
export async function consumeConfirmation(tx: Tx, codeHash: string | null): Promise<ConfirmationRow | null> {
  return (await sql<ConfirmationRow>`select * from app.consume_confirmation(${codeHash})`.execute(tx)).rows[0] ?? null
}

/** Wipes the pending password and voids every other open attempt for the account; answers with those. */
export async function settleConfirmation(tx: Tx, confirmationId: string): Promise<ConfirmationRow[]> {
  return (await sql<ConfirmationRow>`select * from app.settle_confirmation(${confirmationId}::uuid)`.execute(tx)).rows
}

/** Makes the attempt's name, language and password the account's; false when the account was confirmed before. */
export async function confirmAccount(tx: Tx, attempt: ConfirmationRow, rowId: string): Promise<boolean> {
  const { rows } = await sql<{ done: boolean }>`
    select app.confirm_account(${attempt.account_id}::uuid, ${rowId}::uuid, ${attempt.password_hash}, ${attempt.first_name},
      ${attempt.last_name}, ${attempt.language}) as done`.execute(tx)
  return rows[0]?.done ?? false
}

/** Cancels the attempt of the link or of the handle; null when there is none that is open. */
export async function cancelConfirmation(tx: Tx): Promise<ConfirmationRow | null> {
  return (await sql<ConfirmationRow>`select * from app.cancel_confirmation()`.execute(tx)).rows[0] ?? null
}

/** A new link and code in place of the old ones; counts as one more mail of the handle. */
export async function renewConfirmation(
  tx: Tx,
  renewed: { tokenHash: string; codeHash: string; expiresAt: Date },
): Promise<boolean> {
  const { rows } = await sql<{ done: boolean }>`
    select app.renew_confirmation(${renewed.tokenHash}, ${renewed.codeHash}, ${renewed.expiresAt}::timestamptz) as done`.execute(
    tx,
  )
  return rows[0]?.done ?? false
}

/** The handle goes on with another attempt at another address; counts as one more mail. */
export async function moveHandle(tx: Tx, confirmationId: string, email: string): Promise<void> {
  await sql`select app.move_handle(${confirmationId}::uuid, ${email})`.execute(tx)
}

/** Removes a registration nobody confirmed, unless another open attempt can still confirm it. In the tenant acted in. */
export async function removeUnlessOpen(tx: Tx, registrationId: string): Promise<boolean> {
  const { rows } = await sql<{ removed: boolean }>`
    select case when app.has_open_confirmation(${registrationId}::uuid) then false
                else app.remove_unconfirmed(${registrationId}::uuid) end as removed`.execute(tx)
  return rows[0]?.removed ?? false
}

/** No link for this registration works any more. In the tenant acted in. */
export async function cancelConfirmationsOf(tx: Tx, registrationId: string): Promise<void> {
  await sql`select app.cancel_confirmations_of(${registrationId}::uuid)`.execute(tx)
}
