import { type CodeReading, checkCode } from '../ui/check-code.ts'

/** The same shapes as the server's (server/sponsorship/codes.ts). */
export const registrationNumber = checkCode({ dataLength: 8, group: 3 })
export const verificationKey = checkCode({ dataLength: 24, group: 5 })

type Code = typeof registrationNumber

/** What is typed so far, in capitals and groups; a sign that belongs to no code stays where it is, to be seen. */
export function groupTyped(text: string, group: number): string {
  const bare = text.toUpperCase().replace(/[\s\-‐-―_.]/gu, '')
  return bare.match(new RegExp(`.{1,${group}}`, 'gu'))?.join('-') ?? ''
}

/** What is wrong with a typed code, found by its check character before the server is asked; null when nothing is. */
export function codeProblem(code: Code, text: string): Exclude<CodeReading, { ok: true }>['reason'] | 'empty' | null {
  if (text.trim() === '') return 'empty'
  const reading = code.parse(text)
  return reading.ok ? null : reading.reason
}

/**
 * Number and key out of a pasted text: a line of a mail, the table of a letter, both with their labels. The longest runs
 * of words are tried first, so that the groups of a key are not taken for a number.
 */
export function findCodes(text: string): { number?: string; key?: string } {
  const words = text
    .split(/[\s:;,|]+/u)
    .filter(Boolean)
    .slice(0, 80)
  const found: { number?: string; key?: string } = {}
  const key = findRun(words, verificationKey, 5, looksLikeCode)
  if (key) {
    found.key = verificationKey.format(key.normalised)
    // A gap, so that what stood before and after does not run together.
    words.splice(key.from, key.to - key.from, '|')
  }
  // Beside a key, three small groups of small letters are the number too; alone they would be any three words.
  const number =
    findRun(words, registrationNumber, 3, looksLikeCode) ??
    (key ? findRun(words, registrationNumber, 3, (run) => run.every((word) => word.length === 3)) : null)
  if (number) found.number = registrationNumber.format(number.normalised)
  return found
}

/** Nine letters of a label can happen to fit the check character; codes have a digit, their dashes, or are in capitals. */
function looksLikeCode(run: string[]): boolean {
  return /[\d-]|^[A-Z]+$/.test(run.join(''))
}

function findRun(words: string[], code: Code, mostWords: number, isCandidate: (run: string[]) => boolean) {
  for (let length = mostWords; length >= 1; length--) {
    for (let from = 0; from + length <= words.length; from++) {
      const run = words.slice(from, from + length)
      const reading = isCandidate(run) ? code.parse(run.join('')) : null
      if (reading?.ok) return { normalised: reading.normalised, from, to: from + length }
    }
  }
  return null
}
