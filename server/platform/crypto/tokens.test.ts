import { describe, expect, it } from 'vitest'
import {
  constantTimeEqual,
  deriveKey,
  formatTypedCode,
  hashToken,
  hmac,
  newToken,
  newTypedCode,
  open,
  parseTypedCode,
  seal,
} from './tokens.ts'

const secret = 'ab'.repeat(32)

describe('tokens', () => {
  it('carry 256 bits and never repeat', () => {
    const tokens = new Set(Array.from({ length: 1000 }, newToken))
    expect(tokens.size).toBe(1000)
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  })

  it('hash as SHA-256 and HMAC do elsewhere', () => {
    expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    // RFC 4231, test case 2
    expect(hmac('Jefe', 'what do ya want for nothing?')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
  })

  it('compare as equal only when equal', () => {
    expect(constantTimeEqual('same', 'same')).toBe(true)
    expect(constantTimeEqual('same', 'sane')).toBe(false)
    expect(constantTimeEqual('same', 'same ')).toBe(false)
  })
})

describe('typed codes', () => {
  it('are eight digits, leading zeros kept, and survive how people type them', () => {
    for (let i = 0; i < 200; i++) {
      const code = newTypedCode()
      expect(code).toMatch(/^\d{8}$/)
      expect(parseTypedCode(` ${formatTypedCode(code)} `)).toBe(code)
    }
    expect(parseTypedCode('0012-3456')).toBe('00123456')
    expect(parseTypedCode('1234567')).toBeNull()
    expect(parseTypedCode('1234567a')).toBeNull()
  })
})

describe('sealing', () => {
  const key = deriveKey(secret, 'test')

  it('gives back what was sealed, and differs each time', () => {
    const text = 'Łódź · 東京 · {"token":"x"}'
    const sealed = seal(key, text, 'row-1')
    expect(open(key, sealed, 'row-1')).toBe(text)
    expect(seal(key, text, 'row-1').equals(sealed)).toBe(false)
    expect(sealed.includes('token')).toBe(false)
  })

  it('refuses another key, another context, and any changed byte', () => {
    const sealed = seal(key, 'secret', 'row-1')
    expect(() => open(deriveKey(secret, 'other'), sealed, 'row-1')).toThrow()
    expect(() => open(key, sealed, 'row-2')).toThrow()
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed)
      changed.writeUInt8(changed.readUInt8(i) ^ 1, i)
      expect(() => open(key, changed, 'row-1')).toThrow()
    }
    expect(() => open(key, sealed.subarray(0, 20), 'row-1')).toThrow()
  })

  it('derives different keys for different purposes and refuses a malformed secret', () => {
    expect(deriveKey(secret, 'a').equals(deriveKey(secret, 'b'))).toBe(false)
    expect(deriveKey(secret, 'a').equals(deriveKey(secret, 'a'))).toBe(true)
    expect(() => deriveKey('short', 'a')).toThrow()
    expect(() => deriveKey('zz'.repeat(32), 'a')).toThrow()
  })
})
