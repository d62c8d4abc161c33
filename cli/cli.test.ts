import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CommandLine, commandLine, type Ended } from '../test/support/command-line.ts'
import { freePort } from '../test/support/server-process.ts'
import type { World } from '../test/support/world.ts'

// The binary as it is called, against a portal in a process of its own.

let served: CommandLine
let world: World
let home: string
let origin: string
let partnerId: string
let person: { email: string }
let partnerKey: string
let vendorKey: string

beforeAll(async () => {
  served = await commandLine()
  ;({ world, home, origin } = served)
  partnerId = (await world.partner({ name: 'Orbit Networks' })).partnerId
  const customerId = await world.customer(partnerId, { name: 'Acme Foods' })
  for (let n = 0; n < 120; n++) await world.customer(partnerId, { name: `=Customer, no. ${n}` })
  const sponsorship = await world.sponsorship(partnerId, customerId, { entitlements: ['software.download'] })
  person = await world.registered(sponsorship)
  const owner = await world.member(partnerId, { role: 'super_admin', sponsors: true })
  const scopes = ['customers:read', 'people:read', 'audit:read']
  partnerKey = (await world.apiKey(partnerId, owner, { scopes })).key
  await world.ownerDb.updateTable('api_key').set({ sponsors: true }).execute()
  const all = ['partners:read', 'contracts:read', 'access:read', 'api-keys:read']
  vendorKey = (await world.apiKey(null, await world.staff(), { scopes: all, name: 'Vendor script' })).key
})
afterAll(() => served?.close())

const partnergate = (args: string[], env?: Record<string, string>, input?: string): Promise<Ended> =>
  served.partnergate(args, env, { input: input ?? '' })
const as = (key: string) => ({ PARTNERGATE_ORIGIN: origin, PARTNERGATE_KEY: key })

describe('help', () => {
  test('is everywhere', async () => {
    const { status, out } = await partnergate([])
    expect(status).toBe(0)
    for (const name of ['login', 'logout', 'whoami', 'list', 'import', 'export', 'explain']) {
      expect(out).toContain(name)
      const help = await partnergate([name, '--help'])
      expect([help.status, help.out.startsWith(`partnergate ${name}`)]).toEqual([0, true])
    }
  })

  test('what is not understood ends with 2 and says how it is meant', async () => {
    for (const args of [['fly'], ['list', 'customers', '--fast'], ['login'], ['list', 'customers', '--limit', 'x']])
      expect(await partnergate(args), args.join(' ')).toMatchObject({ status: 2, out: '' })
    expect((await partnergate(['list', 'moons'], as(partnerKey))).err).toContain('One of: partners, customers')
    expect((await partnergate(['list', 'partners'], as(partnerKey))).err).toContain('with a key of the vendor')
    expect((await partnergate(['list', 'customers'], as(vendorKey))).err).toContain('--partner')
  })
})

describe('signing in', () => {
  test('keeps portal and key in a file of its owner’s, once the portal knows the key', async () => {
    const file = join(home, '.config', 'partnergate', 'settings.json')
    const wrong = await partnergate(['login', origin], {}, `${partnerKey.slice(0, -1)}\n`)
    expect(wrong).toMatchObject({ status: 3, out: '' })
    expect(wrong.err).toContain('key_mistyped')
    await expect(stat(file)).rejects.toThrow()
    const { status, out } = await partnergate(['login', `${origin}/keys`], {}, `${partnerKey}\n`)
    expect(status).toBe(0)
    expect(out).toContain('Orbit Networks')
    expect(out).not.toContain(partnerKey)
    expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600')
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ origin: origin, key: partnerKey })
    const who = await partnergate(['whoami', '--json'])
    expect(JSON.parse(who.out)).toMatchObject({ name: 'Nightly import', partner: { partnerId, role: 'admin' } })
    // The environment comes first.
    expect((await partnergate(['whoami'], { PARTNERGATE_KEY: vendorKey })).out).toContain('Vendor script')
    expect((await partnergate(['logout'])).status).toBe(0)
    const none = await partnergate(['whoami'])
    expect(none).toMatchObject({ status: 3 })
    expect(none.err).toContain('partnergate login')
  })

  test('sends no key without encryption, and says when nobody answers', async () => {
    expect((await partnergate(['login', 'http://portal.example'], {}, partnerKey)).status).toBe(2)
    const nowhere = { PARTNERGATE_ORIGIN: `http://127.0.0.1:${await freePort()}`, PARTNERGATE_KEY: partnerKey }
    expect((await partnergate(['whoami'], nowhere)).status).toBe(4)
  })
})

describe('lists', () => {
  test('as a table, all pages', async () => {
    const { status, out } = await partnergate(['list', 'customers', '--sort', 'name'], as(partnerKey))
    expect(status).toBe(0)
    const lines = out.trimEnd().split('\n')
    expect(lines.length).toBe(122)
    expect(lines[0]).toMatch(/^NAME +STATE +COUNTRY +PEOPLE +CUSTOMERID$/)
    expect(out).toContain('Acme Foods')
  })

  test('as JSON lines with every field, and as CSV without formulas', async () => {
    const json = await partnergate(['list', 'customers', '-q', 'acme', '--json'], as(partnerKey))
    expect(JSON.parse(json.out)).toMatchObject({ name: 'Acme Foods', supportState: 'valid', people: 1 })
    const args = [
      'list',
      'customers',
      '-q',
      'no. 7',
      '--csv',
      '--columns',
      'name,state',
      '--limit',
      '2',
      '--where',
      'state=active',
    ]
    const csv = await partnergate(args, as(partnerKey))
    expect(csv.out.split('\n')).toEqual([
      'name,state',
      `"'=Customer, no. 7",active`,
      expect.stringMatching(/^"'=Customer/),
      '',
    ])
  })

  test('of the vendor, too', async () => {
    expect((await partnergate(['list', 'partners', '--json'], as(vendorKey))).out).toContain('Orbit Networks')
    expect((await partnergate(['list', 'keys'], as(vendorKey))).out).toContain('Vendor script')
    expect((await partnergate(['list', 'contracts', '--csv'], as(vendorKey))).out).toMatch(/^number,partnerName/)
    const of = await partnergate(['list', 'customers', '--partner', partnerId, '--json'], as(vendorKey))
    expect([of.status, of.err]).toEqual([0, ''])
  })

  test('a refusal is told in the portal’s words, and ends with 1', async () => {
    const missing = await partnergate(['list', 'sponsorships'], as(partnerKey))
    expect(missing).toMatchObject({ status: 1, out: '' })
    expect(missing.err).toContain('Missing: scope sponsorships:read')
    expect(missing.err).toContain('Granted by: an administrator of the partner')
    const wrong = await partnergate(['list', 'customers', '--where', 'state=flying', '--sort', 'wings'], as(partnerKey))
    expect(wrong.status).toBe(1)
    expect(wrong.err).toMatch(/query\.state: .*\n {2}query\.sort: /)
    expect(wrong.err).not.toContain(partnerKey)
  })
})

test('exports into a file, and replaces none', async () => {
  const out = join(home, 'customers.csv')
  expect((await partnergate(['export', 'customers', '--out', out], as(partnerKey))).status).toBe(0)
  expect(await readFile(out, 'utf8')).toContain('Acme Foods')
  const again = await partnergate(['export', 'customers', '--out', out], as(partnerKey))
  expect(again).toMatchObject({ status: 2 })
  const audit = await partnergate(['export', 'audit'], as(partnerKey))
  expect(audit.out).toContain('customer.list_exported')
})

test('explains: yes and no with every link, and says it with its status, too', async () => {
  const yes = await partnergate(['explain', person.email, 'software.download'], as(partnerKey))
  expect(yes.status, yes.err).toBe(0)
  expect(yes.out).toMatch(/^Yes/)
  expect(yes.out).toContain('✓ contract in force')
  // An instant is for programs; people read a day or a minute.
  expect(yes.out).toMatch(/until (the end of )?\d{1,2} [A-Z][a-z]+ \d{4}/)
  expect(yes.out).not.toMatch(/\d{4}-\d\d-\d\dT/)
  const unknown = await partnergate(['explain', person.email, 'fly_away'], as(partnerKey))
  expect(unknown.status).toBe(2)
  expect(unknown.err).toMatch(/There is no act fly_away.*\bmanage_people\b.*\bact_in_partner\b/s)
  const nobody = await partnergate(['explain', 'somebody', 'support.cases'], as(partnerKey))
  expect(nobody).toMatchObject({ status: 2, err: expect.stringContaining('somebody') })
  const no = await partnergate(['explain', person.email, 'support.cases', '--json'], as(vendorKey))
  expect(no.status).toBe(1)
  expect(JSON.parse(no.out)).toMatchObject({ holds: false })
  expect((await partnergate(['explain', 'nobody@example.com', 'support.cases'], as(partnerKey))).err).toContain(
    'nobody',
  )
})
