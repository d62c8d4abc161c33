/** `?state=active&state=ended&q=007`: strings and repeated names, as people and servers write them, not JSON. */
export function parsePlainSearch(text: string): Record<string, string | string[]> {
  const search: Record<string, string | string[]> = {}
  const given = new URLSearchParams(text)
  for (const name of new Set(given.keys())) {
    const values = given.getAll(name)
    search[name] = values.length > 1 ? values : (values[0] as string)
  }
  return search
}

/** The reverse; what is empty is left out. */
export function stringifyPlainSearch(search: Record<string, unknown>): string {
  const out = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    for (const single of Array.isArray(value) ? value : [value]) {
      if (single !== undefined && single !== null && single !== '') out.append(name, String(single))
    }
  }
  const text = out.toString()
  return text ? `?${text}` : ''
}
