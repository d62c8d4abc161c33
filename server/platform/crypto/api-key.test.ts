import { expect, test } from 'vitest'
import { hashApiKey, hintOf, isApiKey, newApiKey } from './api-key.ts'

const secret = 'ab'.repeat(32)

test('a key says what it is, and that it is whole', () => {
  const key = newApiKey()
  expect(key).toMatch(/^pgk_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}$/)
  expect(isApiKey(key)).toBe(true)
  expect(hintOf(key)).toBe(key.slice(0, 12))
  expect(new Set(Array.from({ length: 200 }, newApiKey)).size).toBe(200)
})

test('every changed, missing or swapped character is found', () => {
  const key = newApiKey()
  for (let at = 0; at < key.length; at++) {
    const other = key[at] === 'x' ? 'y' : 'x'
    expect(isApiKey(key.slice(0, at) + other + key.slice(at + 1)), `${at}`).toBe(false)
    expect(isApiKey(key.slice(0, at) + key.slice(at + 1)), `${at}`).toBe(false)
    const [a = '', b = ''] = [key[at], key[at + 1]]
    if (a !== b && b) expect(isApiKey(key.slice(0, at) + b + a + key.slice(at + 2)), `${at}`).toBe(false)
  }
  for (const text of ['', 'pgk_', `${key}0`, ` ${key}`, `${key}\n`]) expect(isApiKey(text)).toBe(false)
})

test('the stored hash depends on the key and on the installation', () => {
  const key = newApiKey()
  expect(hashApiKey(secret, key)).toMatch(/^[0-9a-f]{64}$/)
  expect(hashApiKey(secret, key)).toBe(hashApiKey(secret, key))
  expect(hashApiKey(secret, newApiKey())).not.toBe(hashApiKey(secret, key))
  expect(hashApiKey('cd'.repeat(32), key)).not.toBe(hashApiKey(secret, key))
})
