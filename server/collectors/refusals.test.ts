import { createHmac, generateKeyPairSync, sign as signRaw } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { codeOf, type LicensedScene, openLicensedScene, partOf } from '../../test/support/licensed-scene.ts'
import { newMachine } from '../../test/support/machine.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import { signClaims } from '../platform/signing/keys.ts'

let scene: LicensedScene
beforeAll(async () => {
  scene = await openLicensedScene()
})
afterAll(() => scene?.world.close())
beforeEach(() => scene.renew())

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('what is no licence gets one answer (attack 18)', () => {
  const withHeader = (token: string, header: object) => {
    const [, claims, signature] = token.split('.')
    return `${encoded({ ...partOf(token, 0), ...header })}.${claims}.${signature}`
  }
  const withClaims = (token: string, claims: object) => {
    const [header, , signature] = token.split('.')
    return `${header}.${encoded({ ...partOf(token, 1), ...claims })}.${signature}`
  }
  const tampered: Record<string, (token: string) => Promise<string> | string> = {
    'alg none': (token) => `${encoded({ ...partOf(token, 0), alg: 'none' })}.${token.split('.')[1]}.`,
    'HS256 by the public key': async (token) => {
      const { keys } = (await scene.world.call(null, 'GET', '/.well-known/partnergate-keys.json')).body
      const text = `${encoded({ ...partOf(token, 0), alg: 'HS256' })}.${token.split('.')[1]}`
      return `${text}.${createHmac('sha256', JSON.stringify(keys[0])).update(text).digest('base64url')}`
    },
    'another customer': (token) => withClaims(token, { customer: scene.partnerId }),
    'a longer life': (token) => withClaims(token, { exp: 4_102_444_800 }),
    'another type': (token) => withHeader(token, { typ: 'partnergate-access-review+json' }),
    'no type': (token) => withHeader(token, { typ: undefined }),
    'a kid that nobody has': (token) => withHeader(token, { kid: 'nobody' }),
    'a kid that is a path': (token) => withHeader(token, { kid: '../../../etc/passwd' }),
    'a key of its own': (token) => {
      const { publicKey, privateKey } = generateKeyPairSync('ed25519')
      const header = { ...partOf(token, 0), jwk: publicKey.export({ format: 'jwk' }), jku: 'http://127.0.0.1/keys' }
      const text = `${encoded(header)}.${token.split('.')[1]}`
      return `${text}.${signRaw(null, Buffer.from(text), privateKey).toString('base64url')}`
    },
    'a critical header': (token) => withHeader(token, { crit: ['x'], x: 1 }),
    'no signature': (token) => token.slice(0, token.lastIndexOf('.') + 1),
    'half of it': (token) => token.slice(0, token.length / 2),
    nonsense: () => 'a.b.c',
  }

  test.each(Object.entries(tampered))('%s', async (_, tamper) => {
    const licence = await tamper(await scene.enrolled())
    const [self, enrolment] = [await scene.machine.self(licence), await scene.machine.enrol(licence)]
    const bare = ({ status, body: { requestId: _id, ...body } }: typeof self) => ({ status, body })
    expect(bare(self)).toEqual(bare(enrolment))
    expect(self.body.code).toBe('licence_refused')
    expect(await scene.refusedReasons()).toEqual([])
  })

  test('bits that the last character does not use make no other licence of it', async () => {
    const licence = await scene.enrolled()
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const last = alphabet.indexOf(licence.at(-1) ?? '')
    const twin = licence.slice(0, -1) + alphabet[last ^ 1]
    // The same licence, or none: what counts is its id.
    const { status } = await scene.machine.self(twin)
    expect([200, 401]).toContain(status)
    await scene.revoke()
    expect((await scene.machine.self(twin)).status).toBe(401)
  })

  test('another portal’s licence, one nobody recorded, none at all', async () => {
    const made = (claims: object) =>
      inTransaction(scene.world.db, { kind: 'system' }, (tx) =>
        signClaims(tx, scene.world.config.secret, { ...partOf(file, 1), ...claims }, 'collector-license+jwt'),
      )
    const file = await scene.download()
    for (const claims of [{ iss: 'https://elsewhere.example' }, { jti: crypto.randomUUID() }, { jti: 'x' }])
      for (const ask of [scene.machine.self, scene.machine.enrol])
        expect(await codeOf(ask((await made(claims)).token))).toBe('401 licence_refused')
    expect(await codeOf(scene.world.call(null, 'GET', '/api/v1/collector/self'))).toBe('401 licence_required')
    expect(await codeOf(scene.world.call(scene.admin, 'GET', '/api/v1/collector/self'))).toBe('401 licence_required')
    expect(await codeOf(scene.world.call(null, 'POST', '/api/v1/collector/enrol', {}))).toBe('401 licence_required')
  })

  test('the vendor’s audit has it, once an hour for each network', async () => {
    const licence = await scene.enrolled()
    const entries = async () => {
      const { rows } = await sql`select from audit_entry where action = 'collector.forgery_refused'`.execute(
        scene.world.ownerDb,
      )
      return rows.length
    }
    const before = await entries()
    for (const ask of [scene.machine.self, scene.machine.enrol, scene.machine.renew])
      expect(await codeOf(ask(withClaims(licence, { jti: crypto.randomUUID() })))).toBe('401 licence_refused')
    expect((await entries()) - before).toBe(1)
  })

  test('who guesses is slowed down, from one network, and harms nobody else', async () => {
    const licence = await scene.enrolled()
    const unknown = await inTransaction(scene.world.db, { kind: 'system' }, (tx) =>
      signClaims(
        tx,
        scene.world.config.secret,
        { ...partOf(licence, 1), jti: crypto.randomUUID() },
        'collector-license+jwt',
      ),
    )
    const codes = new Set<string>()
    for (let n = 0; n < 32; n++) codes.add(await codeOf(scene.machine.self(unknown.token)))
    expect([...codes]).toEqual(['401 licence_refused', '429 too_many_requests'])
    expect((await scene.machine.self(licence)).status).toBe(200)
  })
})

describe('a proof', () => {
  test('is for one request: replayed, it is refused, however many try at once', async () => {
    const licence = await scene.enrolled()
    const dpop = await scene.machine.proof({ method: 'GET', path: '/self', licence })
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => scene.machine.ask('GET', '/self', licence, undefined, dpop)),
    )
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(401)])
    expect(await scene.refusedReasons()).toEqual(['replayed'])
    const file = await scene.download()
    const body = { version: '2' }
    const enrolling = await scene.machine.proof({
      method: 'POST',
      path: '/enrol',
      licence: file,
      body: JSON.stringify(body),
    })
    expect((await scene.machine.ask('POST', '/enrol', file, body, enrolling)).status).toBe(200)
    expect(await codeOf(scene.machine.ask('POST', '/enrol', file, body, enrolling))).toBe('401 proof_replayed')
  })

  test('fits its request in every part, or is refused and says why', async () => {
    const licence = await scene.enrolled()
    const file = await scene.download()
    const now = Math.floor(Date.now() / 1000)
    const about = { method: 'GET', path: '/self', licence }
    const tries: [string, Promise<string>, string][] = [
      ['another method', scene.machine.proof(about, { htm: 'POST' }), 'proof_invalid'],
      [
        'another address',
        scene.machine.proof(about, { htu: 'https://elsewhere.example/api/v1/collector/self' }),
        'proof_invalid',
      ],
      ['another licence', scene.machine.proof({ ...about, licence: file }), 'proof_invalid'],
      ['too old', scene.machine.proof(about, { iat: now - 400 }), 'proof_stale'],
      ['from the future', scene.machine.proof(about, { iat: now + 400 }), 'proof_stale'],
      ['no id', scene.machine.proof(about, { jti: undefined }), 'proof_invalid'],
      ['another type', scene.machine.proof(about, {}, { typ: 'JWT' }), 'proof_invalid'],
      [
        'another key in its header',
        scene.machine.proof(about, {}, { jwk: (await newMachine(scene.world)).jwk }),
        'proof_invalid',
      ],
      ['no key', scene.machine.proof(about, {}, { jwk: undefined }), 'proof_invalid'],
      ['a private key', scene.machine.proof(about, {}, { jwk: { ...scene.machine.jwk, d: 'AAAA' } }), 'proof_invalid'],
      ['nonsense', Promise.resolve('a.b.c'), 'proof_invalid'],
      ['none', Promise.resolve(''), 'proof_required'],
    ]
    for (const [what, dpop, code] of tries)
      expect(await codeOf(scene.machine.ask('GET', '/self', licence, undefined, await dpop)), what).toBe(`401 ${code}`)
    const query = await scene.machine.proof(about, { htu: `${scene.world.config.origin}/api/v1/collector/self?x=1` })
    expect((await scene.machine.ask('GET', '/self', licence, undefined, query)).status).toBe(200)
  })

  test('binds the body', async () => {
    const licence = await scene.enrolled()
    const forOther = await scene.machine.proof({ method: 'POST', path: '/renew', licence, body: '{"version":"1"}' })
    expect(await codeOf(scene.machine.ask('POST', '/renew', licence, { version: '2' }, forOther))).toBe(
      '401 proof_invalid',
    )
    const forNone = await scene.machine.proof({ method: 'POST', path: '/renew', licence })
    expect(await codeOf(scene.machine.ask('POST', '/renew', licence, { version: '2' }, forNone))).toBe(
      '401 proof_invalid',
    )
  })

  test('does not make a text good that cannot be kept', async () => {
    const reply = await scene.machine.ask('POST', '/renew', await scene.enrolled(), { version: 'a\0b' })
    expect(reply.body.fields).toMatchObject([{ path: 'version', code: 'invalid_text' }])
  })

  test('by another key opens nothing: the licence is worth nothing without its own', async () => {
    const licence = await scene.enrolled()
    const thief = await newMachine(scene.world)
    expect(await codeOf(thief.self(licence))).toBe('401 proof_foreign_key')
    expect(await codeOf(thief.renew(licence))).toBe('401 proof_foreign_key')
    expect(await codeOf(thief.enrol(licence))).toBe('401 enrolment_not_a_file')
    expect(await codeOf(scene.machine.self(await scene.download()))).toBe('401 licence_not_enrolled')
    expect((await scene.refusedReasons()).sort()).toEqual(['foreign_key', 'not_a_file', 'not_enrolled'])
    expect((await scene.machine.self(licence)).status).toBe(200)
  })
})
