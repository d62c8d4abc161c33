import { sql } from 'kysely'
import { auditCall, type OperationCall } from '../audit/index.ts'
import { alertsChanged } from '../coverage/index.ts'
import { catalogue } from '../messages/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { type FieldProblem, problems } from '../platform/http/problem.ts'

/** A settings row as the API shows it. Days and hours are whole numbers. */
export type Settings = {
  name: string
  colour: string
  hasLogo: boolean
  helpEmail: string
  helpPhone: string | null
  languages: string[]
  defaultLanguage: string
  confirmationHours: number
  unconfirmedDays: number
  attestationDays: number
  attestationWarningDays: number
  attestationGraceDays: number
  serviceGraceDays: number
  /** A device whose coverage ends within so many days is shown as expiring. */
  coverageExpiringDays: number
  /** Uploads of one inventory of a customer a day, by whatever method (R29). */
  dailyUploads: number
  updatedAt: Date
}
export type SettingsChange = { [K in keyof Omit<Settings, 'hasLogo' | 'updatedAt'>]?: Settings[K] | undefined }

const columns = {
  name: 'name',
  colour: 'colour',
  helpEmail: 'help_email',
  helpPhone: 'help_phone',
  languages: 'languages',
  defaultLanguage: 'default_language',
  confirmationHours: 'confirmation_hours',
  unconfirmedDays: 'unconfirmed_days',
  attestationDays: 'attestation_days',
  attestationWarningDays: 'attestation_warning_days',
  attestationGraceDays: 'attestation_grace_days',
  serviceGraceDays: 'service_grace_days',
  coverageExpiringDays: 'coverage_expiring_days',
  dailyUploads: 'daily_uploads',
} as const

/** Languages there are message files for: what the vendor can choose from. */
export const availableLanguages = catalogue.languages

export async function readSettings(tx: Tx): Promise<Settings> {
  const { rows } = await sql<Settings>`
    select name, colour, logo is not null as "hasLogo", help_email as "helpEmail", help_phone as "helpPhone", languages,
      default_language as "defaultLanguage", confirmation_hours as "confirmationHours",
      unconfirmed_days as "unconfirmedDays", attestation_days as "attestationDays",
      attestation_warning_days as "attestationWarningDays", attestation_grace_days as "attestationGraceDays",
      service_grace_days as "serviceGraceDays", coverage_expiring_days as "coverageExpiringDays", daily_uploads as "dailyUploads",
      updated_at as "updatedAt"
    from vendor_settings`.execute(tx)
  return rows[0] as Settings
}

/** Changes what is given and differs; the audit entry has each value before and after. */
export async function changeSettings(call: OperationCall, change: SettingsChange): Promise<Settings> {
  const { tx } = call
  const before = await readSettings(tx)
  requireSensible({ ...before, ...withoutUndefined(change) })
  const changed = (Object.keys(columns) as (keyof typeof columns)[]).filter(
    (name) => change[name] !== undefined && JSON.stringify(change[name]) !== JSON.stringify(before[name]),
  )
  if (changed.length === 0) return before
  await writeSettings(tx, Object.fromEntries(changed.map((name) => [name, change[name]])))
  if (changed.includes('coverageExpiringDays')) await alertsChanged(tx)
  await auditCall(call, {
    partnerId: null,
    action: 'vendor_settings.changed',
    objectType: 'vendor',
    objectId: 'settings',
    objectLabel: change.name ?? before.name,
    why: 'vendor role administrator',
    detail: {
      before: Object.fromEntries(changed.map((name) => [name, before[name]])),
      after: Object.fromEntries(changed.map((name) => [name, change[name]])),
    },
  })
  return readSettings(tx)
}

/** How many people would be suspended at once because their attestation would count as unanswered (R18). */
export async function countSuspendedBy(tx: Tx, change: SettingsChange): Promise<number> {
  const { attestationDays, attestationGraceDays } = { ...(await readSettings(tx)), ...withoutUndefined(change) }
  const { rows } = await sql<{ people: number }>`
    select count(distinct r.account_id)::int as people from registration r cross join vendor_settings v
    where r.state = 'active'
      and r.attested_at + make_interval(days => v.attestation_days + v.attestation_grace_days) > now()
      and r.attested_at + make_interval(days => ${attestationDays + attestationGraceDays}) <= now()`.execute(tx)
  return rows[0]?.people ?? 0
}

/** How many customers' data would be closed at once because their grace would be over already (R25). */
export async function countClosedBy(tx: Tx, { serviceGraceDays }: SettingsChange): Promise<number> {
  if (serviceGraceDays === undefined) return 0
  const { rows } = await sql<{ customers: number }>`
    select count(*)::int as customers from customer_service s
    where s.state = 'grace' and s.ends_at + make_interval(days => ${serviceGraceDays}) <= now()`.execute(tx)
  return rows[0]?.customers ?? 0
}

async function writeSettings(tx: Tx, change: SettingsChange): Promise<void> {
  await tx
    .updateTable('vendor_settings')
    .set({
      ...Object.fromEntries(Object.entries(change).map(([name, value]) => [columns[name as 'name'], value])),
      updated_at: new Date(),
    })
    .execute()
}

function requireSensible(settings: Settings): void {
  const fields: FieldProblem[] = []
  const unknown = settings.languages.filter((language) => !availableLanguages.includes(language))
  if (unknown.length > 0)
    fields.push({ path: 'languages', code: 'unknown_language', message: `One of: ${availableLanguages.join(', ')}` })
  if (!settings.languages.includes(settings.defaultLanguage))
    fields.push({ path: 'defaultLanguage', code: 'not_offered', message: 'Choose one of the languages offered' })
  if (settings.attestationWarningDays > settings.attestationDays)
    fields.push({
      path: 'attestationWarningDays',
      code: 'warning_too_early',
      message: 'The warning cannot come before the attestation it warns of',
    })
  if (settings.unconfirmedDays * 24 < settings.confirmationHours)
    fields.push({
      path: 'unconfirmedDays',
      code: 'shorter_than_link',
      message: 'A registration must not disappear before its link expires',
    })
  if (fields.length > 0) throw problems.invalid_request({ fields })
}

function withoutUndefined(change: SettingsChange): Partial<Settings> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}
