import { normalise } from '../platform/normalise.ts'

const legalForms = new Set(
  'sa sl slu sau srl spa ag gmbh kg ohg mbh co inc incorporated llc llp ltd limited plc corp corporation company bv nv ab as oy oyj sarl sas eurl cv de lda ltda pty pte kk the and y und et'.split(
    ' ',
  ),
)

function wordsOf(name: string): string[] {
  return normalise(name)
    .replace(/\b([a-z])\.(?=[a-z]\b)/g, '$1')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word && !legalForms.has(word))
}

/** Whether two company names mean the same, read without legal forms, accents and punctuation. A hint for a person to judge. */
export function resemblanceOf(one: string, other: string): 'same' | 'similar' | 'different' {
  const left = wordsOf(one)
  const right = wordsOf(other)
  if (left.length === 0 || right.length === 0) return 'different'
  if (left.join('') === right.join('')) return 'same'
  const shared = left.filter((word) => right.includes(word)).length
  return shared / Math.min(left.length, right.length) >= 0.5 ? 'similar' : 'different'
}
