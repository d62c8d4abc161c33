import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWorld, tokenOf, type World } from '../../../test/support/world.ts'
import { inTransaction, type Tx } from '../db/transaction.ts'
import { canonicalJson } from './canonical.ts'
import { rotateKey, signDetached } from './keys.ts'
import { verifyDetached } from './verify.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const asSystem = <T>(act: (tx: Tx) => Promise<T>) => inTransaction(world.db, { kind: 'system' }, act)
const sign = (text: string) => asSystem((tx) => signDetached(tx, world.config.secret, text, 'test+json'))
const published = async () => (await world.call(null, 'GET', '/.well-known/partnergate-keys.json')).body

test('canonical JSON is the one of RFC 8785', () => {
  const given = {
    numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
    literals: [null, true, false],
    left: undefined,
  }
  expect(canonicalJson(given)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  )
  expect(canonicalJson({ '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, ö: 7 })).toBe(
    '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"\u{1f600}":5,"\ufb33":3}',
  )
})

test('one key, however many processes sign first at once; its private half is nowhere in the clear', async () => {
  expect(await published()).toEqual({ keys: [] })
  const signatures = await Promise.all(Array.from({ length: 8 }, () => sign('one text')))
  expect(new Set(signatures).size).toBe(1)
  const keys = await published()
  expect(keys.keys).toHaveLength(1)
  expect(keys.keys[0]).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' })
  expect(keys.keys[0]).not.toHaveProperty('d')
  const { rows } = await sql<{
    row: string
  }>`select k::text || encode(k.private_sealed, 'escape') as row from signing_key k`.execute(world.ownerDb)
  expect(rows[0]?.row).not.toContain('"d"')
})

test('a signature holds for its text, its type and its key alone', async () => {
  const signature = await sign('as signed')
  const keys = await published()
  expect(await verifyDetached('as signed', signature, keys, 'test+json')).toBe(keys.keys[0].kid)
  await expect(verifyDetached('as altered', signature, keys, 'test+json')).rejects.toThrow()
  await expect(verifyDetached('as signed', signature, keys, 'licence+json')).rejects.toThrow('not of a licence+json')
  await expect(verifyDetached('as signed', signature, { keys: [] }, 'test+json')).rejects.toThrow()
  const none = Buffer.from('{"alg":"none"}').toString('base64url')
  await expect(verifyDetached('as signed', `${none}..`, keys, 'test+json')).rejects.toThrow()
})

test('after a rotation another key signs, and what the former signed still verifies', async () => {
  const before = await sign('text')
  const keyId = await asSystem((tx) => rotateKey(tx, world.config.secret, 90))
  const after = await sign('text')
  const keys = await published()
  expect(keys.keys).toHaveLength(2)
  expect(keys.keys[0].kid).toBe(keyId)
  expect(await verifyDetached('text', after, keys, 'test+json')).toBe(keyId)
  expect(await verifyDetached('text', before, keys, 'test+json')).not.toBe(keyId)
})

test('a member reaches no key', async () => {
  const { partnerId } = await world.partner()
  const member = await world.member(partnerId, { role: 'super_admin', sponsors: true })
  const token = tokenOf(member)
  const seen = await inTransaction(world.db, { kind: 'session', token, realm: 'partner', partnerId }, (tx) =>
    tx.selectFrom('signing_key').select('key_id').execute(),
  )
  expect(seen).toEqual([])
})
