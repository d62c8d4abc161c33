import { at, markOf, type PartnerPlan, type Row, type Sheet } from './plan.ts'

/** What needs attention of a partner's devices, collectors and inventories, in every state; and who is written to about it. */
export function planAlerts(of: Sheet, partner: PartnerPlan): void {
  const rows = (table: string) => (of.plan.rows[table] ?? []).filter((row) => row.partner_id === partner.id)
  const entryId = planEntry(of)
  for (const row of rows('device')) {
    planAlert(of, row, { kind: 'coverage_missing', subject_id: row.device_id, key: '1', source_id: null })
    if (of.random.chance(0.3))
      planAlert(of, row, {
        kind: 'software_milestone',
        subject_id: row.device_id,
        key: 'last_support',
        source_id: entryId,
      })
  }
  for (const row of rows('collector'))
    planAlert(of, row, { kind: 'collector_overdue', subject_id: row.collector_id, key: '', source_id: null })
  for (const row of rows('collection').filter(({ state }) => state === 'blocked'))
    planAlert(of, row, {
      kind: 'collection_blocked',
      subject_id: row.inventory_id,
      key: 'nothing_covered',
      source_id: row.collection_id,
    })
  for (const row of rows('membership').filter(({ role }) => role !== null))
    if (of.random.chance(0.5))
      of.add('alert_digest', {
        partner_id: partner.id,
        account_id: row.account_id,
        every: of.random.pick(['daily', 'never']),
      })
  // What somebody keeps for themselves, of lists as well.
  for (const row of rows('membership'))
    if (of.random.chance(0.3))
      of.add('saved_view', {
        partner_id: partner.id,
        account_id: row.account_id,
        view_id: of.id(),
        list: of.random.pick(['devices', 'hardware']),
        name: 'Mine',
        name_norm: 'mine',
        state: { search: {}, columns: null },
      })
  for (const row of rows('membership')) if (of.random.chance(0.3)) planExport(of, partner.id, row.account_id)
}

/** A file that was made of what everybody reaches: nothing. */
function planExport({ random, add, id }: Sheet, partnerId: Row[string], accountId: Row[string]): void {
  const whose = { partner_id: partnerId, account_id: accountId, export_id: id() }
  const isReady = random.chance(0.5)
  add('export', {
    ...whose,
    list: random.pick(['devices', 'contracts']),
    query: {},
    format: 'csv',
    state: isReady ? 'ready' : 'failed',
    asked: { requestId: 'asked', address: '127.0.0.1' },
    role: 'user',
    customers: '{}',
    chunks: isReady ? 1 : 0,
    fault: isReady ? null : 'not_made',
    ended_at: at(-1),
  })
  if (isReady) add('export_chunk', { ...whose, no: 1, bytes: '\\x61' })
}

function planAlert({ random, add, id }: Sheet, of: Row, given: Row): void {
  const alertId = id()
  const isKnown = random.chance(0.2)
  add('alert', {
    partner_id: of.partner_id,
    customer_id: of.customer_id,
    alert_id: alertId,
    ...given,
    starts_at: at(random.chance(0.15) ? 5 : -5),
    ends_at: 'infinity',
    resolved_at: random.chance(0.15) ? at(-1) : null,
    acknowledged_at: isKnown ? at(-2) : null,
    acknowledged_by: isKnown ? id() : null,
    acknowledged_by_name: isKnown ? `Somebody ${markOf(alertId)}` : null,
    note: isKnown ? `Note ${markOf(alertId)}` : null,
  })
}

/** Published by a vendor: everybody's to read. */
function planEntry({ add, id }: Sheet): string {
  const entryId = id()
  add('lifecycle_entry', {
    entry_id: entryId,
    about: 'software',
    name: `Family ${markOf(entryId)}`,
    name_key: markOf(entryId),
    cycle: '1.0',
    cycle_key: '1.0.',
    source: 'endoflife',
    search_norm: `family ${markOf(entryId)}`,
    updated_by_name: 'Administrator',
  })
  add('lifecycle_milestone', { entry_id: entryId, milestone: 'last_support', on_date: '2020-01-31' })
  return entryId
}
