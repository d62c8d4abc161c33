/**
 * One spelling for search and sort: compatibility forms unified, diacritics dropped, lower case, single spaces. Stored in a
 * `…_norm` column, because lower() and unaccent() are not leakproof and would lose their index under row security.
 */
export function normalise(text: string): string {
  // Most texts are plain and have single spaces: to look for others, and to replace each by itself, takes longer than all else.
  if (/^[ -~]*$/.test(text)) {
    const lower = text.toLowerCase().trim()
    return lower.includes('  ') ? lower.replace(/ +/g, ' ') : lower
  }
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim()
}
