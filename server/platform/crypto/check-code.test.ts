import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkCode } from './check-code.ts'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const lengths = fc.integer({ min: 1, max: 30 })

describe('check codes', () => {
  it('are read back however they are typed', () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 2, max: 6 }), fc.boolean(), (dataLength, group, lower) => {
        const kind = checkCode({ dataLength, group })
        const made = kind.make()
        expect(made).toHaveLength(kind.length)
        const shown = kind.format(made)
        const typed = ` ${(lower ? shown.toLowerCase() : shown).replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('-', ' – ')} `
        expect(kind.parse(typed)).toEqual({ ok: true, normalised: made })
      }),
    )
  })

  it('find every single wrong character', () => {
    fc.assert(
      fc.property(lengths, (dataLength) => {
        const kind = checkCode({ dataLength, group: 4 })
        const made = kind.make()
        for (let i = 0; i < made.length; i++) {
          for (const other of ALPHABET) {
            if (other === made[i]) continue
            expect(kind.parse(made.slice(0, i) + other + made.slice(i + 1))).toEqual({ ok: false, reason: 'check' })
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  it('find every swap of two characters, neighbours or not', () => {
    fc.assert(
      fc.property(lengths, (dataLength) => {
        const kind = checkCode({ dataLength, group: 4 })
        const made = kind.make()
        for (let i = 0; i < made.length; i++) {
          for (let j = i + 1; j < made.length; j++) {
            if (made[i] === made[j]) continue
            const swapped = [...made]
            swapped[i] = made.charAt(j)
            swapped[j] = made.charAt(i)
            expect(kind.parse(swapped.join(''))).toEqual({ ok: false, reason: 'check' })
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('say what is wrong and where', () => {
    const kind = checkCode({ dataLength: 8, group: 3 })
    const made = kind.make()
    expect(kind.parse('')).toEqual({ ok: false, reason: 'length' })
    expect(kind.parse(made.slice(1))).toEqual({ ok: false, reason: 'length' })
    expect(kind.parse(`${made}0`)).toEqual({ ok: false, reason: 'length' })
    expect(kind.parse('AB-U')).toEqual({ ok: false, reason: 'character', position: 3 })
    expect(kind.parse('A😀')).toEqual({ ok: false, reason: 'character', position: 1 })
    expect(kind.parse('ABßDEFGHJ')).toEqual({ ok: false, reason: 'character', position: 2 })
    expect(() => checkCode({ dataLength: 31, group: 5 })).toThrow(RangeError)
  })

  it('never throw, whatever is pasted', () => {
    const kind = checkCode({ dataLength: 24, group: 5 })
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof kind.parse(text).ok === 'boolean'))
  })
})
