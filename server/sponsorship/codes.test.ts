import { describe, expect, it } from 'vitest'
import {
  formatRegistrationNumber,
  formatVerificationKey,
  newRegistrationNumber,
  newVerificationKey,
  parseRegistrationNumber,
  parseVerificationKey,
} from './codes.ts'

describe('registration numbers and verification keys', () => {
  it('are shown in groups that read back', () => {
    const number = newRegistrationNumber()
    const key = newVerificationKey()
    expect(formatRegistrationNumber(number)).toMatch(/^\w{3}-\w{3}-\w{3}$/)
    expect(formatVerificationKey(key)).toMatch(/^(\w{5}-){4}\w{5}$/)
    expect(parseRegistrationNumber(formatRegistrationNumber(number))).toEqual({ ok: true, normalised: number })
    expect(parseVerificationKey(formatVerificationKey(key).toLowerCase())).toEqual({ ok: true, normalised: key })
  })

  it('give the key at least 112 bits (attack 7)', () => {
    // 5 bits a character; the check character is computed from the others and adds nothing
    expect((newVerificationKey().length - 1) * 5).toBeGreaterThanOrEqual(112)
    expect(new Set(Array.from({ length: 500 }, newVerificationKey)).size).toBe(500)
  })
})
