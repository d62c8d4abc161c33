import { createHmac, generateKeyPairSync, sign as signRaw } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Machine, newMachine } from '../../test/support/machine.ts'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import { rotateKey } from '../platform/signing/keys.ts'

let world: World
let partnerId: string
let customerId: string
let admin: Actor
let machine: Machine
let collectorId: string
let names = 0
const at = (rest = '') => `/api/v1/partners/${partnerId}/collectors${rest}`

beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner()).partnerId
  customerId = await world.customer(partnerId, { name: 'Acme Foods' })
  await world.service(partnerId, customerId)
  admin = await world.member(partnerId, { role: 'admin' })
})
afterAll(() => world.close())
beforeEach(async () => {
  machine = await newMachine(world)
  collectorId = await register()
  await sql`delete from app.throttle_bucket`.execute(world.ownerDb)
})

async function register(): Promise<string> {
  names += 1
  const body = { customerId, name: `Collector ${names}`, inventoryName: `Inventory ${names}` }
  return (await world.call(admin, 'POST', at(), body)).body.collectorId
}
const download = async (id = collectorId): Promise<string> => {
  const reply = await world.call(admin, 'POST', at(`/${id}/licence`))
  expect(reply.status, reply.text).toBe(200)
  return reply.body.licence
}
const shown = async (id = collectorId) => (await world.call(admin, 'GET', at(`/${id}`))).body
/** A licence bound to the machine's key. */
async function enrolled(): Promise<string> {
  const reply = await machine.enrol(await download(), { version: '1.2.0', serial: 'PGX-1' })
  expect(reply.status, reply.text).toBe(200)
  return reply.body.licence
}
const codeOf = async (reply: Promise<{ status: number; body: { code: string } }>) => {
  const { status, body } = await reply
  return `${status} ${body.code ?? ''}`.trim()
}
const partOf = (token: string, part: 0 | 1) =>
  JSON.parse(Buffer.from(token.split('.')[part] ?? '', 'base64url').toString('utf8'))
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const actions = async () =>
  (await world.call(admin, 'GET', `/api/v1/partners/${partnerId}/audit?objectId=${collectorId}`)).body.items
    .filter((item: { objectId: string }) => item.objectId === collectorId)
    .map(({ action }: { action: string }) => action)
const refusedReasons = async () => {
  const { rows } = await sql<{ body: string }>`select body from audit_entry
    where object_id = ${collectorId} and action = 'collector.request_refused' order by seq`.execute(world.ownerDb)
  return rows.map(({ body }) => JSON.parse(body).detail.reason)
}

describe('from a licence file to a collector', () => {
  test('the file says all that a machine needs, and holds no secret but its code', async () => {
    const licence = await download()
    expect(partOf(licence, 0)).toMatchObject({ alg: 'EdDSA', typ: 'collector-license+jwt' })
    const claims = partOf(licence, 1)
    expect(claims).toMatchObject({
      iss: world.config.origin,
      partner: partnerId,
      customer: customerId,
      customer_name: 'Acme Foods',
      collector: collectorId,
      inventory: `Inventory ${names}`,
      upload_url: `${world.config.origin}/api/v1/collector/collections`,
      formats: ['partnergate-ndjson+gzip'],
      limits: { uploads_per_day: 5 },
    })
    expect(claims.exp - claims.nbf).toBe(30 * 86_400)
    expect(claims.cnf).toBeUndefined()
    const { rows } = await sql<{ row: string }>`select l::text as row from collector_licence l`.execute(world.ownerDb)
    expect(JSON.stringify(rows)).not.toContain(claims.enrolment_code)
    expect(await shown()).toMatchObject({ status: 'licensed', certificateCreatedAt: null })
  })

  test('enrols, knows itself, renews, and is seen doing it', async () => {
    const licence = await enrolled()
    const claims = partOf(licence, 1)
    expect(claims).toMatchObject({ cnf: { jkt: machine.jkt }, collector: collectorId })
    expect(claims.enrolment_code).toBeUndefined()
    expect((await machine.self(licence)).body).toMatchObject({
      collectorId,
      customerName: 'Acme Foods',
      service: 'in_force',
      mayUpload: true,
      lastUploadAt: null,
      limits: { uploads_per_day: 5 },
    })
    expect(await shown()).toMatchObject({ status: 'active', version: '1.2.0', serial: 'PGX-1' })
    const renewed = (await machine.renew(licence)).body.licence
    // The old one is good until the new one is first used.
    expect((await machine.self(licence)).status).toBe(200)
    expect((await machine.self(renewed)).status).toBe(200)
    expect(await codeOf(machine.self(licence))).toBe('401 licence_superseded')
    expect(await actions()).toEqual([
      'collector.request_refused',
      'collector.licence_renewed',
      'collector.enrolled',
      'collector.licence_downloaded',
      'collector.created',
    ])
    // By a key of the other kind, too.
    const other = await newMachine(world, 'ES256')
    const replaced = (await other.enrol(await download())).body.licence
    expect((await other.self(replaced)).status).toBe(200)
    expect(await codeOf(machine.self(renewed))).toBe('401 licence_superseded')
  })

  test('a lost answer is asked for again by the same key; another key is told that the file was used', async () => {
    const file = await download()
    const [first, again] = [await machine.enrol(file), await machine.enrol(file)]
    expect([first.status, again.status]).toEqual([200, 200])
    expect((await machine.self(again.body.licence)).status).toBe(200)
    const thief = await newMachine(world)
    expect(await codeOf(thief.enrol(file))).toBe('401 enrolment_used')
    expect(await refusedReasons()).toEqual(['used'])
  })

  test('of any number of machines that show one file at once, one is enrolled', async () => {
    const file = await download()
    const machines = await Promise.all(Array.from({ length: 12 }, () => newMachine(world)))
    const replies = await Promise.all(machines.map((one) => one.enrol(file)))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(new Set(replies.filter(({ status }) => status !== 200).map(({ body }) => body.code))).toEqual(
      new Set(['enrolment_used']),
    )
    const winner = machines[replies.findIndex(({ status }) => status === 200)]
    const { jkt } = await world.ownerDb
      .selectFrom('collector')
      .select('jkt')
      .where('collector_id', '=', collectorId)
      .executeTakeFirstOrThrow()
    expect(jkt).toBe(winner?.jkt)
    // Recorded once, not eleven times.
    expect(await refusedReasons()).toEqual(['used'])
  })

  test('a later file makes an earlier one useless, an old one ends by itself', async () => {
    const [old, later] = [await download(), await download()]
    expect(await codeOf(machine.enrol(old))).toBe('401 licence_superseded')
    await sql`update collector_licence set expires_at = now() where licence_id = ${partOf(later, 1).jti}`.execute(
      world.ownerDb,
    )
    expect(await codeOf(machine.enrol(later))).toBe('401 licence_expired')
    expect((await shown()).status).toBe('expired')
  })
})

describe('what ends', () => {
  test('revoking refuses the very next request, and that key for good', async () => {
    const licence = await enrolled()
    expect((await world.call(admin, 'POST', at(`/${collectorId}/revoke`), { reason: 'Machine stolen' })).status).toBe(
      204,
    )
    expect(await codeOf(machine.self(licence))).toBe('401 licence_revoked')
    expect(await codeOf(machine.renew(licence))).toBe('401 licence_revoked')
    expect((await shown()).status).toBe('revoked')
    const file = await download()
    expect(await codeOf(machine.enrol(file))).toBe('401 enrolment_key_revoked')
    expect((await (await newMachine(world)).enrol(file)).status).toBe(200)
    expect((await shown()).status).toBe('active')
  })

  test('deleting does as well; a file not yet used is refused, too', async () => {
    const licence = await enrolled()
    const file = await download()
    expect((await world.call(admin, 'POST', at(`/${collectorId}/delete`), { reason: 'Closed site' })).status).toBe(204)
    expect(await codeOf(machine.self(licence))).toBe('401 licence_revoked')
    expect(await codeOf(machine.enrol(file))).toBe('401 licence_revoked')
    expect(await refusedReasons()).toEqual(['revoked'])
  })

  test('the service ends: it knows itself and renews, may upload nothing, and no machine enrols', async () => {
    const licence = await enrolled()
    const file = await download()
    const until = (days: number) =>
      world.ownerDb
        .updateTable('contract')
        .set({ ends_at: inDays(days) })
        .where('customer_id', '=', customerId)
        .execute()
    await until(-1)
    expect((await machine.self(licence)).body).toMatchObject({ service: 'grace', mayUpload: false })
    expect((await machine.renew(licence)).status).toBe(200)
    expect(await codeOf((await newMachine(world)).enrol(file))).toBe('403 enrolment_no_service')
    await until(300)
    expect((await machine.self(licence)).body.mayUpload).toBe(true)
    // The code was not taken.
    expect((await (await newMachine(world)).enrol(file)).status).toBe(200)
  })

  test('the signing key is replaced: licences of the old one go on for as long as was said', async () => {
    const licence = await enrolled()
    const rotate = (days: number) =>
      inTransaction(world.db, { kind: 'system' }, (tx) => rotateKey(tx, world.config.secret, days))
    const kid = await rotate(30)
    expect((await machine.self(licence)).status).toBe(200)
    const renewed = (await machine.renew(licence)).body.licence
    expect([partOf(licence, 0).kid === kid, partOf(renewed, 0).kid]).toEqual([false, kid])
    await rotate(0)
    for (const one of [licence, renewed]) expect(await codeOf(machine.self(one))).toBe('401 licence_key_retired')
    expect((await shown()).status).toBe('expired')
    const { keys } = (await world.call(null, 'GET', '/.well-known/partnergate-keys.json')).body
    expect(
      keys.map((key: { licences_until?: number }) => (key.licences_until ?? Infinity) > Date.now() / 1000),
    ).toEqual(keys.map((_: unknown, place: number) => place === 0))
  })
})

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
      const { keys } = (await world.call(null, 'GET', '/.well-known/partnergate-keys.json')).body
      const text = `${encoded({ ...partOf(token, 0), alg: 'HS256' })}.${token.split('.')[1]}`
      return `${text}.${createHmac('sha256', JSON.stringify(keys[0])).update(text).digest('base64url')}`
    },
    'another customer': (token) => withClaims(token, { customer: partnerId }),
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
    const licence = await tamper(await enrolled())
    const [self, enrolment] = [await machine.self(licence), await machine.enrol(licence)]
    const bare = ({ status, body: { requestId: _id, ...body } }: typeof self) => ({ status, body })
    expect(bare(self)).toEqual(bare(enrolment))
    expect(self.body.code).toBe('licence_refused')
    expect(await refusedReasons()).toEqual([])
  })

  test('bits that the last character does not use make no other licence of it', async () => {
    const licence = await enrolled()
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const last = alphabet.indexOf(licence.at(-1) ?? '')
    const twin = licence.slice(0, -1) + alphabet[last ^ 1]
    // The same licence, or none: what counts is its id.
    const { status } = await machine.self(twin)
    expect([200, 401]).toContain(status)
    await world.call(admin, 'POST', at(`/${collectorId}/revoke`), { reason: 'Machine stolen' })
    expect((await machine.self(twin)).status).toBe(401)
  })

  test('another portal’s licence, one nobody recorded, none at all', async () => {
    const { signClaims } = await import('../platform/signing/keys.ts')
    const made = (claims: object) =>
      inTransaction(world.db, { kind: 'system' }, (tx) =>
        signClaims(tx, world.config.secret, { ...partOf(file, 1), ...claims }, 'collector-license+jwt'),
      )
    const file = await download()
    for (const claims of [{ iss: 'https://elsewhere.example' }, { jti: crypto.randomUUID() }, { jti: 'x' }])
      for (const ask of [machine.self, machine.enrol])
        expect(await codeOf(ask((await made(claims)).token))).toBe('401 licence_refused')
    expect(await codeOf(world.call(null, 'GET', '/api/v1/collector/self'))).toBe('401 licence_required')
    expect(await codeOf(world.call(admin, 'GET', '/api/v1/collector/self'))).toBe('401 licence_required')
    expect(await codeOf(world.call(null, 'POST', '/api/v1/collector/enrol', {}))).toBe('401 licence_required')
  })

  test('who guesses is slowed down, from one network, and harms nobody else', async () => {
    const licence = await enrolled()
    const { signClaims } = await import('../platform/signing/keys.ts')
    const unknown = await inTransaction(world.db, { kind: 'system' }, (tx) =>
      signClaims(tx, world.config.secret, { ...partOf(licence, 1), jti: crypto.randomUUID() }, 'collector-license+jwt'),
    )
    const codes = new Set<string>()
    for (let n = 0; n < 32; n++) codes.add(await codeOf(machine.self(unknown.token)))
    expect([...codes]).toEqual(['401 licence_refused', '429 too_many_requests'])
    expect((await machine.self(licence)).status).toBe(200)
  })
})

describe('a proof', () => {
  test('is for one request: replayed, it is refused, however many try at once', async () => {
    const licence = await enrolled()
    const dpop = await machine.proof({ method: 'GET', path: '/self', licence })
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => machine.ask('GET', '/self', licence, undefined, dpop)),
    )
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(401)])
    expect(await refusedReasons()).toEqual(['replayed'])
    const file = await download()
    const body = { version: '2' }
    const enrolling = await machine.proof({ method: 'POST', path: '/enrol', licence: file, body: JSON.stringify(body) })
    expect((await machine.ask('POST', '/enrol', file, body, enrolling)).status).toBe(200)
    expect(await codeOf(machine.ask('POST', '/enrol', file, body, enrolling))).toBe('401 proof_replayed')
  })

  test('fits its request in every part, or is refused and says why', async () => {
    const licence = await enrolled()
    const file = await download()
    const now = Math.floor(Date.now() / 1000)
    const about = { method: 'GET', path: '/self', licence }
    const tries: [string, Promise<string>, string][] = [
      ['another method', machine.proof(about, { htm: 'POST' }), 'proof_invalid'],
      [
        'another address',
        machine.proof(about, { htu: 'https://elsewhere.example/api/v1/collector/self' }),
        'proof_invalid',
      ],
      ['another licence', machine.proof({ ...about, licence: file }), 'proof_invalid'],
      ['too old', machine.proof(about, { iat: now - 400 }), 'proof_stale'],
      ['from the future', machine.proof(about, { iat: now + 400 }), 'proof_stale'],
      ['no id', machine.proof(about, { jti: undefined }), 'proof_invalid'],
      ['another type', machine.proof(about, {}, { typ: 'JWT' }), 'proof_invalid'],
      ['another key in its header', machine.proof(about, {}, { jwk: (await newMachine(world)).jwk }), 'proof_invalid'],
      ['no key', machine.proof(about, {}, { jwk: undefined }), 'proof_invalid'],
      ['a private key', machine.proof(about, {}, { jwk: { ...machine.jwk, d: 'AAAA' } }), 'proof_invalid'],
      ['nonsense', Promise.resolve('a.b.c'), 'proof_invalid'],
      ['none', Promise.resolve(''), 'proof_required'],
    ]
    for (const [what, dpop, code] of tries)
      expect(await codeOf(machine.ask('GET', '/self', licence, undefined, await dpop)), what).toBe(`401 ${code}`)
    const query = await machine.proof(about, { htu: `${world.config.origin}/api/v1/collector/self?x=1` })
    expect((await machine.ask('GET', '/self', licence, undefined, query)).status).toBe(200)
  })

  test('binds the body', async () => {
    const licence = await enrolled()
    const forOther = await machine.proof({ method: 'POST', path: '/renew', licence, body: '{"version":"1"}' })
    expect(await codeOf(machine.ask('POST', '/renew', licence, { version: '2' }, forOther))).toBe('401 proof_invalid')
    const forNone = await machine.proof({ method: 'POST', path: '/renew', licence })
    expect(await codeOf(machine.ask('POST', '/renew', licence, { version: '2' }, forNone))).toBe('401 proof_invalid')
  })

  test('by another key opens nothing: the licence is worth nothing without its own', async () => {
    const licence = await enrolled()
    const thief = await newMachine(world)
    expect(await codeOf(thief.self(licence))).toBe('401 proof_foreign_key')
    expect(await codeOf(thief.renew(licence))).toBe('401 proof_foreign_key')
    expect(await codeOf(thief.enrol(licence))).toBe('401 enrolment_not_a_file')
    expect(await codeOf(machine.self(await download()))).toBe('401 licence_not_enrolled')
    expect((await refusedReasons()).sort()).toEqual(['foreign_key', 'not_a_file', 'not_enrolled'])
    expect((await machine.self(licence)).status).toBe(200)
  })
})
