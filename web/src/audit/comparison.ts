type Change = { name: string; before: unknown; after: unknown }
type Fact = { name: string; value: unknown }

/** What an entry recorded: facts that changed, with before and after side by side, and the others. */
export function comparisonOf(detail: Record<string, unknown>): { changes: Change[]; rest: Fact[] } {
  const { before, after, ...others } = detail
  const rest = Object.entries(others).map(([name, value]) => ({ name, value }))
  if (before === undefined && after === undefined) return { changes: [], rest }
  if (!isRecord(before) || !isRecord(after)) return { changes: [{ name: '', before, after }], rest }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const changes = names
    .map((name) => ({ name, before: before[name], after: after[name] }))
    .filter((change) => textOf(change.before) !== textOf(change.after))
  return { changes, rest }
}

/** A recorded value as text; lists line by line. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null || value === '') return '—'
  if (Array.isArray(value)) return value.length === 0 ? '—' : value.map(textOf).join('\n')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
