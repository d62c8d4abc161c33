/**
 * One spelling for search and sort: compatibility forms unified, diacritics dropped, lower case, single spaces. Stored in a
 * `…_norm` column, because lower() and unaccent() are not leakproof and would lose their index under row security.
 */
export function normalise(text: string): string {
  const letters = /^[ -~]*$/.test(text) ? text : text.normalize('NFKD').replace(/\p{M}/gu, '')
  return letters.toLowerCase().replace(/\s+/g, ' ').trim()
}
