/**
 * One spelling for search and sort: compatibility forms unified, diacritics dropped, lower case, single spaces. Stored in a
 * `…_norm` column, because lower() and unaccent() are not leakproof and would lose their index under row security.
 */
export function normalise(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim()
}
