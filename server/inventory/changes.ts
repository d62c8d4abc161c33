export type Change = { field: string; before: string | null; after: string | null }

type Attributes = Record<string, unknown>

/**
 * What differs between two versions of a device: fields by name, components by kind and name, each as one line of text.
 * Null: it was not there.
 */
export function changesBetween(before: Attributes | null, after: Attributes | null): Change[] {
  if (!before || !after) return []
  const was = flat(before)
  const is = flat(after)
  const changes: Change[] = []
  for (const field of new Set([...was.keys(), ...is.keys()])) {
    const [old, now] = [was.get(field) ?? null, is.get(field) ?? null]
    if (old !== now) changes.push({ field, before: old, after: now })
  }
  return changes.slice(0, 200)
}

function flat(attributes: Attributes): Map<string, string> {
  const found = new Map<string, string>()
  for (const [field, value] of Object.entries(attributes)) if (typeof value === 'string') found.set(field, value)
  const parts = Array.isArray(attributes.components) ? (attributes.components as Record<string, string>[]) : []
  for (const { kind, name, position, ...rest } of parts) {
    const base = `${kind} ${[name, position].filter(Boolean).join(' · ')}`.trim()
    let key = base
    for (let n = 2; found.has(key); n += 1) key = `${base} (${n})`
    const { productId, serial, hardwareVersion, softwareVersion, description } = rest
    found.set(key, [productId, serial, hardwareVersion, softwareVersion, description].filter(Boolean).join(' · '))
  }
  return found
}
