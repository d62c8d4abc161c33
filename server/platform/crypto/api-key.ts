import { randomInt } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { deriveKey, hmac } from './tokens.ts'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const HINT_CHARACTERS = 8
const SECRET_CHARACTERS = 32
// 62^6 > 2^32
const CHECK_CHARACTERS = 6
const SHAPE = /^(pgk_[0-9A-Za-z]{8}_[0-9A-Za-z]{32})([0-9A-Za-z]{6})$/

/**
 * A fresh API key: `pgk_`, eight characters by which people tell it from others, `_`, 32 characters of secret (190 bits),
 * and a CRC-32 in six characters, so that typing errors and scanners for lost secrets need no question to the server.
 */
export function newApiKey(): string {
  const text = `pgk_${randomText(HINT_CHARACTERS)}_${randomText(SECRET_CHARACTERS)}`
  return text + checkOf(text)
}

/** Whether a text is a whole key, nothing missing and nothing mistyped. Says nothing about whether there is such a key. */
export function isApiKey(text: string): boolean {
  const [, body = '', check] = SHAPE.exec(text) ?? []
  return check !== undefined && checkOf(body) === check
}

/** What is shown of a key after it was made: `pgk_` and the eight characters. */
export function hintOf(key: string): string {
  return key.slice(0, 'pgk_'.length + HINT_CHARACTERS)
}

/** The keyed hash that is stored and looked up (attack 19): of use neither for guessing nor to whoever reads the table. */
export function hashApiKey(secret: string, key: string): string {
  return hmac(deriveKey(secret, 'api key'), key)
}

function randomText(length: number): string {
  return Array.from({ length }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('')
}

function checkOf(text: string): string {
  let rest = crc32(text)
  let check = ''
  for (let i = 0; i < CHECK_CHARACTERS; i++) {
    check = ALPHABET.charAt(rest % 62) + check
    rest = Math.floor(rest / 62)
  }
  return check
}
