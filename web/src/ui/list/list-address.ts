/** Adds a list's query to an address of the API; several values of one name are repeated. */
export function stringify(href: string, query: Record<string, string | string[] | undefined>): string {
  const url = new URL(href, 'http://here')
  for (const [name, value] of Object.entries(query)) {
    for (const single of Array.isArray(value) ? value : [value]) if (single) url.searchParams.append(name, single)
  }
  return url.pathname + url.search
}
