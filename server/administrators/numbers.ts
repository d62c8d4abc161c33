import { normaliseContractNumber } from '../contracts/index.ts'

export type PastedNumbers = {
  /** As typed, each once, in their order. */
  numbers: string[]
  /** Typed more than once; named, not a mistake. */
  repeated: string[]
  /** Cannot be a contract number: no digit in it, or too short or long. */
  malformed: string[]
}

const maxNumbers = 1000

/**
 * The numbers in a pasted list: commas, semicolons, spaces, tabs and new lines separate. Two spellings of one number are
 * a repetition. At most 1,000 are looked at; the rest counts as malformed by its first.
 */
export function parseNumbers(given: string | readonly string[]): PastedNumbers {
  const words = typeof given === 'string' ? given.split(/[\s,;]+/) : given.flatMap((text) => text.split(/[\s,;]+/))
  const seen = new Set<string>()
  const found: PastedNumbers = { numbers: [], repeated: [], malformed: [] }
  for (const word of words.map((text) => text.trim()).filter(Boolean)) {
    const norm = normaliseContractNumber(word)
    if (!/\d/.test(norm) || norm.length < 3 || norm.length > 40 || seen.size >= maxNumbers) found.malformed.push(word)
    else if (seen.has(norm)) found.repeated.push(word)
    else {
      seen.add(norm)
      found.numbers.push(word)
    }
  }
  return found
}
