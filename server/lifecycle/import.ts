import { sql } from 'kysely'
import { auditCall, type OperationCall } from '../audit/index.ts'
import { alertsChanged } from '../coverage/index.ts'
import { type EntryRow, findKnown, type Known, writeEntries } from './queries.ts'
import type { Entry, Finding, ReadFile } from './read-file.ts'

export type Difference = { row: number; name: string; cycle: string; status: 'new' | 'changed'; fields: string[] }

/** What a file would do, or did; `differences` and `findings` are cut to the first 200. */
export type Outcome = {
  source: ReadFile['source']
  family: string
  applied: boolean
  records: number
  new: number
  changed: number
  /** As recorded already. */
  unchanged: number
  /** Records about which the file itself knows nothing. */
  empty: number
  errors: number
  differences: Difference[]
  findings: Finding[]
}

const SHOWN = 200

/**
 * Compares a file with what is recorded and, when `apply`, records what is new or changed: the records without an error. The same file
 * again changes nothing. Alerts follow a moment after it commits.
 */
export async function importLifecycle(
  call: OperationCall,
  { file, name, apply }: { file: ReadFile; name: string; apply: boolean },
): Promise<Outcome> {
  const { tx, principal } = call
  if (apply) await sql`select pg_advisory_xact_lock(hashtextextended('lifecycle import', 0))`.execute(tx)
  const findings = [...file.findings]
  const known = withoutDoubles(await findKnown(tx, file.entries), findings)
  const compared = known.map((entry) => ({ entry, fields: entry.before ? changedFields(entry, entry.before) : [] }))
  const fresh = compared.filter(({ entry }) => !entry.before)
  const changed = compared.filter(({ entry, fields }) => entry.before && fields.length > 0)
  const outcome: Outcome = {
    source: file.source,
    family: file.family,
    applied: apply,
    records: file.entries.length + file.empty + new Set(file.findings.map(({ row }) => row)).size,
    new: fresh.length,
    changed: changed.length,
    unchanged: known.length - fresh.length - changed.length,
    empty: file.empty,
    errors: findings.length,
    differences: [...fresh, ...changed]
      .sort((a, b) => a.entry.row - b.entry.row)
      .slice(0, SHOWN)
      .map(({ entry: { row, name: of, cycle, before }, fields }) => ({
        row,
        name: of,
        cycle,
        status: before ? 'changed' : 'new',
        fields,
      })),
    findings: findings.sort((a, b) => a.row - b.row).slice(0, SHOWN),
  }
  if (!apply || fresh.length + changed.length === 0) return outcome
  const by = principal ? `${principal.firstName} ${principal.lastName}`.trim() : ''
  await writeEntries(
    tx,
    [...fresh, ...changed].map(({ entry }) => entry),
    by,
  )
  await alertsChanged(tx)
  await auditCall(call, {
    partnerId: null,
    action: 'lifecycle.imported',
    objectType: 'lifecycle',
    objectId: 'lifecycle',
    objectLabel: name,
    why: 'vendor role administrator',
    detail: {
      source: file.source,
      family: file.family,
      new: outcome.new,
      changed: outcome.changed,
      errors: outcome.errors,
    },
  })
  return outcome
}

/** Of what a file names twice the first counts; a train without any token would be the beginning of every version. */
function withoutDoubles(known: Known[], findings: Finding[]): Known[] {
  const seen = new Set<string>()
  return known.filter((entry) => {
    const { row, about, name, cycle, nameKey, vendorKey, cycleKey } = entry
    if (about === 'software' && (!cycleKey || !nameKey)) {
      findings.push({ row, field: 'releaseCycle', code: 'invalid_train', value: cycle })
      return false
    }
    const key = JSON.stringify([about, nameKey, vendorKey, cycleKey])
    if (seen.has(key)) {
      findings.push({
        row,
        field: about === 'hardware' ? 'EOLProductID' : 'releaseCycle',
        code: 'duplicate',
        value: cycle || name,
      })
      return false
    }
    seen.add(key)
    return true
  })
}

const compared = ['name', 'vendor', 'cycle', 'title', 'bulletin', 'url', 'replacement', 'source'] as const

function changedFields(entry: Entry, before: EntryRow): string[] {
  const was = new Map(before.milestones.map(({ milestone, date }) => [milestone, date]))
  const is = new Map(Object.entries(entry.milestones))
  const names = [...new Set([...was.keys(), ...is.keys()])]
  return [
    ...compared.filter((field) => entry[field] !== before[field]),
    ...names.filter((name) => was.get(name) !== is.get(name)),
  ]
}
