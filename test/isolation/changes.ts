import pg from 'pg'
import type { Batch } from './batch.ts'

/** What a stranger's request may leave behind in a tenant, by its purpose. */
const LEFT_BEHIND: Record<string, string> = {
  sponsorship_attempt: 'who tried a number is recorded where the number belongs',
  mail_message: 'asking for a password mails whoever has the address',
  confirmation: 'a stranger registers',
  registration_handle: 'a stranger registers',
  administrator_request: 'a person asks, about themselves',
  acting_look: 'what an agent looks at is noted',
  audit_entry: 'what somebody did to their own account is recorded',
  audit_chain: 'as above',
  contract_type: 'catalogue',
}

/** Columns that follow what a person does with their own account, or that use itself notes. */
const OF_ONESELF = [
  'language',
  'first_name',
  'last_name',
  'email',
  'updated_at',
  'last_sign_in_at',
  'last_used_at',
  'last_used_network',
  'name_norm',
  'last_seen_at',
  'last_seen_network',
]

/** Every row of every table, by its text. */
export async function snapshot(owner: pg.Client, batch: Batch): Promise<Map<string, string>> {
  const rows = new Map<string, string>()
  for (const { name } of batch.tables) {
    if (name in LEFT_BEHIND) continue
    const found = await owner.query<{ row: string }>(
      `select (to_jsonb(t) - $1::text[])::text as row from ${pg.escapeIdentifier(name)} t`,
      [OF_ONESELF],
    )
    for (const { row } of found.rows) rows.set(`${name} ${row}`, name)
  }
  return rows
}

export function changedRows(before: Map<string, string>, after: Map<string, string>): string[] {
  const gone = [...before.keys()].filter((row) => !after.has(row)).map((row) => `somebody changed or removed ${row}`)
  const added = [...after.keys()].filter((row) => !before.has(row)).map((row) => `somebody wrote ${row}`)
  return [...gone, ...added]
}

const idle =
  /^(user of|member without|suspended|removed|acting|acted|former|auditor|nobody|stranger|ended|unverified|disabled|collector)/

/**
 * Who changes nothing at all of a partner, their own or another's. But who works for some customers keeps their collectors,
 * uploads and alerts (R21, R29), and views and files of their own; of whom, rows.test.ts compares.
 */
export function changesNothing(kind: string, path: string): boolean {
  return (
    idle.test(kind) &&
    !(kind.startsWith('user of') && /\/(collectors|collections|alerts|alert-digest|saved-views|exports)\b/.test(path))
  )
}
