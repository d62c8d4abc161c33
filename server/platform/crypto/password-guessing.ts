import { commonPasswords, contextWords, withoutMarks } from './password-words.ts'

/*
 * How many guesses an attacker needs who tries common words, patterns and what belongs to the person before anything else.
 * The idea is zxcvbn's: the cheapest way to put the password together from known pieces. The library itself took 5 to
 * 120 ms and 45 MB for it, more than the password hash; this keeps to the pieces that matter above 15 characters.
 */

const LONGEST_JUDGED = 128
const LONGEST_WORD = 24
/** Costs are powers of ten. An unknown character is one of ten likely ones, as in zxcvbn. */
const COST = { unknown: 1, context: 0.5, repeat: 0.5, run: 1.3, walk: 1.5, turn: 0.4, year: 1.5, disguise: 0.3 }

const DISGUISES: Record<string, string> = { '@': 'a', 4: 'a', 3: 'e', 1: 'i', '!': 'i', 0: 'o', $: 's', 5: 's', 7: 't' }
const LAYOUTS = [
  ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'],
  ['1234567890', 'qwertzuiop', 'asdfghjkl', 'yxcvbnm'],
  ['1234567890', 'azertyuiop', 'qsdfghjklm', 'wxcvbn'],
]
const neighbours = LAYOUTS.map(neighbourPairs)

/** log10 of the guesses needed; only the first 128 characters count. `context` as in `passwordProblems`. */
export async function guessesNeeded(password: string, context: readonly string[]): Promise<number> {
  const words = await commonPasswords()
  const personal = new Set(contextWords(context))
  const typed = [...password].slice(0, LONGEST_JUDGED).join('')
  const plain = withoutMarks(typed)
  const open = [...plain].map((character) => DISGUISES[character] ?? character).join('')
  const wordCost = (from: number, to: number) => {
    const costs = [plain.slice(from, to), open.slice(from, to)].map((word, disguised) => {
      const rank = words.get(word)
      const cost = personal.has(word) ? COST.context : rank ? Math.log10(rank) : Number.POSITIVE_INFINITY
      return cost + disguised * COST.disguise
    })
    return Math.min(...costs)
  }
  const shifts = /\p{Lowercase}\P{Lowercase}*\p{Uppercase}/u.test(typed) ? COST.disguise : 0
  return cheapest(plain, wordCost) + shifts
}

/** Cheapest way to reach the end of the text; best[i] is the cost of its first i characters. */
function cheapest(text: string, wordCost: (from: number, to: number) => number): number {
  const best = new Float64Array(text.length + 1).fill(Number.POSITIVE_INFINITY)
  best[0] = 0
  const reach = (from: number, to: number, cost: number) => {
    best[to] = Math.min(best[to] ?? 0, (best[from] ?? 0) + cost)
  }
  for (let from = 0; from < text.length; from++) {
    reach(from, from + 1, COST.unknown)
    for (let to = from + 3; to <= Math.min(text.length, from + LONGEST_WORD); to++) reach(from, to, wordCost(from, to))
    for (let size = 1; size <= Math.min(from, text.length - from); size++) {
      if (text.startsWith(text.slice(from - size, from), from)) reach(from, from + size, COST.repeat)
    }
    if (/^(19|20)\d\d/.test(text.slice(from, from + 4))) reach(from, from + 4, COST.year)
    for (const [to, cost] of patternsAt(text, from)) reach(from, to, cost)
  }
  return best[text.length] ?? 0
}

/** Alphabet and number runs (abc, 987) and walks over neighbouring keys that begin here: where each ends and what it costs. */
function patternsAt(text: string, from: number): [number, number][] {
  const found: [number, number][] = []
  const step = text.charCodeAt(from + 1) - text.charCodeAt(from)
  if (Math.abs(step) === 1) {
    let to = from + 2
    while (to < text.length && text.charCodeAt(to) - text.charCodeAt(to - 1) === step) to++
    if (to - from >= 3) found.push([to, COST.run])
  }
  for (const pairs of neighbours) {
    let turns = 0
    let direction = pairs.get(text.slice(from, from + 2))
    let to = from + 2
    while (direction !== undefined) {
      if (to - from >= 4) found.push([to, COST.walk + turns * COST.turn])
      const next: string | undefined = pairs.get(text.slice(to - 1, to + 1))
      if (next !== direction) turns += 1
      direction = next
      to += 1
    }
  }
  return found
}

/** Every two neighbouring keys, with the direction from the first to the second; rows are staggered by half a key. */
function neighbourPairs(rows: string[]): Map<string, string> {
  const pairs = new Map<string, string>()
  rows.forEach((row, y) => {
    ;[...row].forEach((key, x) => {
      const around = { right: row[x + 1], down: rows[y + 1]?.[x], downLeft: rows[y + 1]?.[x - 1] }
      for (const [direction, other] of Object.entries(around)) {
        if (!other) continue
        pairs.set(key + other, direction)
        pairs.set(other + key, `back ${direction}`)
      }
    })
  })
  return pairs
}
