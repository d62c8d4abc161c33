import type { Db, Tx } from '../platform/db/transaction.ts'

/** What of the vendor's settings a registration needs. Readable by every transaction, and without one. */
export type RegistrationSettings = {
  vendorName: string
  languages: string[]
  defaultLanguage: string
  /** How long a mailed link lives (R16). */
  confirmationHours: number
  /** After so many days an unconfirmed registration disappears (R16). */
  unconfirmedDays: number
}

export async function readSettings(db: Db | Tx): Promise<RegistrationSettings> {
  const row = await db
    .selectFrom('vendor_settings')
    .select(['name', 'languages', 'default_language', 'confirmation_hours', 'unconfirmed_days'])
    .executeTakeFirstOrThrow()
  return {
    vendorName: row.name,
    languages: row.languages,
    defaultLanguage: row.default_language,
    confirmationHours: row.confirmation_hours,
    unconfirmedDays: row.unconfirmed_days,
  }
}

/** The person's language, or the vendor's default when the vendor does not offer it (R33). */
export function offeredLanguage(settings: RegistrationSettings, language: string): string {
  return settings.languages.includes(language) ? language : settings.defaultLanguage
}
