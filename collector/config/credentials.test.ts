import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Credential } from '../snmp/credential.ts'
import { addCredential, chooseCredentials, readCredentials, removeCredential } from './credentials.ts'
import { configSchema } from './schema.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credentials-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const core: Credential = { version: '2c', community: 'quiet-meadow' }
const edge: Credential = {
  version: '3',
  user: 'netops',
  auth: { algorithm: 'sha256', key: 'tall-cedar-91' },
  priv: { algorithm: 'aes256', key: 'wide-river-27' },
}
const kept = () => join(folder, 'credentials.json')
const key = () => join(folder, 'credentials.key')

test('are read back as they were given, and are in no file in the clear', () => {
  addCredential(folder, 'core', core)
  addCredential(folder, 'edge', edge)
  expect(readCredentials(folder)).toEqual([
    { name: 'core', credential: core },
    { name: 'edge', credential: edge },
  ])
  for (const file of [kept(), key()]) {
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8')).not.toMatch(/meadow|netops|cedar|river/)
  }
  expect(removeCredential(folder, 'core')).toBe(true)
  expect(removeCredential(folder, 'core')).toBe(false)
  expect(readCredentials(folder).map(({ name }) => name)).toEqual(['edge'])
})

test('one in the place of another, a changed one, another key, a lost key: each is refused with what to do', () => {
  addCredential(folder, 'core', core)
  addCredential(folder, 'edge', edge)
  const good = readFileSync(kept(), 'utf8')
  const { credentials } = JSON.parse(good)
  writeFileSync(kept(), JSON.stringify({ version: 1, credentials: { core: credentials.edge, edge: credentials.core } }))
  expect(() => readCredentials(folder)).toThrow(/core cannot be decrypted/)
  const other = credentials.core.startsWith('A') ? 'B' : 'A'
  writeFileSync(kept(), good.replace(credentials.core, `${other}${credentials.core.slice(1)}`))
  expect(() => readCredentials(folder)).toThrow(/credentials add core/)
  writeFileSync(kept(), good)
  const rightKey = readFileSync(key(), 'utf8')
  writeFileSync(key(), Buffer.alloc(32, 7).toString('base64'))
  expect(() => readCredentials(folder)).toThrow(/cannot be decrypted/)
  rmSync(key())
  expect(() => readCredentials(folder)).toThrow(/is missing/)
  expect(() => addCredential(folder, 'third', core)).toThrow(/is missing/)
  writeFileSync(key(), rightKey, { mode: 0o600 })
  expect(readCredentials(folder)).toHaveLength(2)
})

test('a key that others can read is not used', () => {
  addCredential(folder, 'core', core)
  chmodSync(key(), 0o640)
  expect(() => readCredentials(folder)).toThrow(/chmod 600/)
})

test('are tried where they are for, in their order, what worked before first', () => {
  for (const name of ['a', 'b', 'c']) addCredential(folder, name, core)
  const named = [{ name: 'c', for: ['10.0.0.0/24'] }, { name: 'a' }, { name: 'b' }]
  const choose = chooseCredentials(configSchema.parse({ dataFolder: folder, credentials: named }))
  const names = (address: string, first?: string) => choose(address, first).map(({ name }) => name)
  expect(names('10.0.0.9')).toEqual(['c', 'a', 'b'])
  expect(names('10.0.1.9')).toEqual(['a', 'b'])
  expect(names('10.0.0.9', 'b')).toEqual(['b', 'c', 'a'])
  expect(() => chooseCredentials(configSchema.parse({ dataFolder: folder, credentials: [{ name: 'gone' }] }))).toThrow(
    /credentials add gone/,
  )
})
