/*
 * Codes that people read aloud and type: Crockford's base 32 with one check character.
 * The check character is computed in the field GF(32), not modulo 37 as Crockford proposes, so that it comes from the same
 * 32 characters and still finds every single wrong character and every swap of two characters, wherever they stand.
 * Used by the server and by pages: no Node imports here. web/src/ui/check-code.ts is the same file; a test compares both.
 */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const SEPARATORS = /[\s\-‐-―_.]/u
const READ_AS: Record<string, string> = { I: '1', L: '1', O: '0' }

/** powers[i] = alpha^i for the primitive polynomial x^5 + x^2 + 1, and its inverse. alpha has order 31. */
const powers: number[] = []
const logarithms: number[] = []
for (let i = 0, value = 1; i < 31; i++) {
  powers.push(value)
  logarithms[value] = i
  value <<= 1
  if (value & 32) value ^= 0b100101
}

export type CodeReading =
  | { ok: true; normalised: string }
  /** `position` counts characters in the text as it was typed, from 0, where one of them cannot belong to a code. */
  | { ok: false; reason: 'length' | 'character' | 'check'; position?: number }

export type CheckCode = {
  /** Characters of the normalised form, check character included. */
  length: number
  /** A random code, normalised: `length - 1` characters of 5 bits each from the system's generator, and the check. */
  make(): string
  /** Reads what a person typed: any case, spaces and dashes anywhere, I and L as 1, O as 0. */
  parse(text: string): CodeReading
  /** The normalised form in groups, as it is shown and printed. */
  format(normalised: string): string
}

/** `dataLength`: 1 to 30 random characters before the check character; `group`: characters between dashes when shown. */
export function checkCode({ dataLength, group }: { dataLength: number; group: number }): CheckCode {
  if (dataLength < 1 || dataLength > 30) throw new RangeError('a check code has 1 to 30 data characters')
  const length = dataLength + 1
  return {
    length,
    make() {
      const values = globalThis.crypto.getRandomValues(new Uint8Array(dataLength))
      const data = Array.from(values, (value) => ALPHABET.charAt(value & 31)).join('')
      return data + ALPHABET.charAt(weightedSum(data, 1))
    },
    parse: (text) => read(text, length),
    format: (normalised) => normalised.match(new RegExp(`.{1,${group}}`, 'g'))?.join('-') ?? '',
  }
}

function read(text: string, length: number): CodeReading {
  let normalised = ''
  let position = 0
  for (const typed of text) {
    if (!SEPARATORS.test(typed)) {
      const upper = typed.toUpperCase()
      const character = READ_AS[upper] ?? upper
      if (character.length !== 1 || !ALPHABET.includes(character)) return { ok: false, reason: 'character', position }
      normalised += character
      if (normalised.length > length) return { ok: false, reason: 'length' }
    }
    position += 1
  }
  if (normalised.length < length) return { ok: false, reason: 'length' }
  const check = ALPHABET.indexOf(normalised.charAt(length - 1))
  return weightedSum(normalised.slice(0, -1), 1) === check ? { ok: true, normalised } : { ok: false, reason: 'check' }
}

/**
 * Sum of alpha^(i + first) · value over the characters. Data weigh alpha^1…alpha^30 and the check alpha^0: all weights are
 * non-zero, so one changed character changes the sum; all differ, so a swap of two different characters does, too.
 */
function weightedSum(data: string, first: number): number {
  let sum = 0
  for (let i = 0; i < data.length; i++) {
    const value = ALPHABET.indexOf(data.charAt(i))
    if (value > 0) sum ^= powers[((logarithms[value] ?? 0) + i + first) % 31] ?? 0
  }
  return sum
}
