type Change = { name: string; before: unknown; after: unknown }
type Fact = { name: string; value: unknown }

/** What an entry recorded: facts that changed, with before and after side by side, and the others. */
export function comparisonOf(detail: Record<string, unknown>): { changes: Change[]; rest: Fact[] } {
  const { before, after, ...others } = detail
  const rest = Object.entries(others).map(([name, value]) => ({ name, value }))
  if (before === undefined && after === undefined) return { changes: [], rest }
  const [was, is] = [factsOf(before), factsOf(after)]
  if (!was || !is) return { changes: [{ name: '', before, after }], rest }
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])]
  const changes = names
    .map((name) => ({ name, before: was[name], after: is[name] }))
    .filter((change) => textOf(change.before) !== textOf(change.after))
  return { changes, rest }
}

/** A recorded value as text; lists line by line, and what has parts by their names. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null || value === '') return '—'
  if (Array.isArray(value)) return value.length === 0 ? '—' : value.map(textOf).join('\n')
  if (typeof value !== 'object') return String(value)
  const parts = Object.entries(value).filter(([, part]) => part !== null && part !== '')
  return parts.map(([name, part]) => `${name}: ${textOf(part)}`).join(', ') || '—'
}

/** What was not there before, or is not after, has no facts; a single value is none. */
function factsOf(value: unknown): Record<string, unknown> | undefined {
  if (value === undefined || value === null) return {}
  return typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
}
