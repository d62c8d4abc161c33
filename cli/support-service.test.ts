import type { ChildProcess } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type CommandLine, commandLine } from '../test/support/command-line.ts'
import { type Actor, inDays, type World } from '../test/support/world.ts'

// The support service by the command line: what is listed, imported, exported and explained.

let served: CommandLine
let world: World
let partnerId: string
let contractId: string
let owner: Actor
let pat: Actor
let partnerKey: string
let vendorKey: string

beforeAll(async () => {
  served = await commandLine()
  ;({ world } = served)
  partnerId = (await world.partner({ name: 'Orbit Networks' })).partnerId
  const customerId = await world.customer(partnerId, { name: 'Acme Foods' })
  await world.customer(partnerId, { name: 'Brown Bakery' })
  contractId = await world.service(partnerId, customerId)
  owner = await world.member(partnerId, { role: 'super_admin' })
  pat = await world.member(partnerId, { role: 'user', customers: [customerId] })
  const areas = ['access-reviews', 'alerts', 'associations', 'contracts', 'customers', 'inventory', 'reach']
  const own = areas.map((area) => `${area}:read`)
  partnerKey = (await world.apiKey(partnerId, owner, { scopes: [...own, 'team:write'] })).key
  const ours = ['contracts', 'onboarding', 'partners', 'reach', 'vendor-staff'].map((area) => `${area}:read`)
  vendorKey = (await world.apiKey(null, await world.staff(), { scopes: [...ours, 'imports:write'] })).key
})
afterAll(() => served?.close())

const partnergate = (args: string[], key: string, onErr?: (err: string, child: ChildProcess) => void) =>
  served.partnergate(args, { PARTNERGATE_ORIGIN: served.origin, PARTNERGATE_KEY: key }, onErr && { onErr })

test('lists team, who sees whom, contracts and their lines, reviews', async () => {
  const rows = async (key: string, ...args: string[]) => {
    const { status, out, err } = await partnergate(['list', ...args, '--json'], key)
    expect([status, err], args.join(' ')).toEqual([0, ''])
    return out
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
  }
  const team = await rows(partnerKey, 'team')
  expect(team.map(({ role }) => role).sort()).toEqual(['super_admin', 'user'])
  expect(await rows(vendorKey, 'team', '--partner', partnerId)).toHaveLength(2)
  const seen = await rows(partnerKey, 'associations', '--where', 'role=user')
  expect(seen).toMatchObject([{ email: pat.email, customerName: 'Acme Foods', state: 'given' }])
  expect(await rows(partnerKey, 'associations', '-q', 'no such person')).toEqual([])
  expect((await rows(partnerKey, 'associations')).map(({ customerName }) => customerName)).toContain('all')
  const contracts = await rows(partnerKey, 'contracts')
  expect(contracts.find((one) => one.contractId === contractId)).toMatchObject({ customerName: 'Acme Foods' })
  const lines = ['list', 'lines', '--partner', partnerId]
  expect((await partnergate(lines, vendorKey)).err).toContain('--contract NUMBER|ID')
  expect((await partnergate([...lines, '--contract', contractId], vendorKey)).status).toBe(0)
  expect(await rows(partnerKey, 'reviews')).toEqual([])
  const table = await partnergate(['list', 'team'], partnerKey)
  expect(table.out).toMatch(/ROLE +SPONSORS +STATE/)
  expect(await rows(partnerKey, 'invitations')).toEqual([])
  expect(await rows(partnerKey, 'lines')).toEqual([])
  const { number } = contracts.find((one) => one.contractId === contractId)
  expect(await rows(partnerKey, 'lines', '--contract', number)).toEqual([])
  const misspelt = await partnergate(['list', 'lines', '--where', 'contract=1'], partnerKey)
  expect(misspelt).toMatchObject({ status: 2, out: '' })
  expect(misspelt.err).toMatch(/query\.contract: .*contractId/)
  // An option narrows, or is refused; never does it silently nothing.
  expect(await rows(partnerKey, 'team', '--customer', 'acme foods')).toHaveLength(2)
  for (const [key, ...args] of [
    [partnerKey, 'lines', '--contract', 'SC-NOBODY'],
    [partnerKey, 'customers', '--contract', contractId],
    [partnerKey, 'lines', '--customer', 'Nobody'],
    [partnerKey, 'customers', '--partner', partnerId],
    [vendorKey, 'contracts', '--contract', contractId],
  ] as [string, ...string[]][])
    expect(await partnergate(['list', ...args], key)).toMatchObject({ out: '', status: expect.toBeOneOf([1, 2]) })
})

test('says of a review the last day on which it is answered, as it does of every end', async () => {
  const review = { audience: 'team', title: 'Autumn', rule: 'keep' }
  const path = `/api/v1/partners/${partnerId}/access-reviews`
  for (const dueAt of ['T00:00:00Z', 'T23:59:59Z'].map((time) => `${inDays(20).toISOString().slice(0, 10)}${time}`))
    expect((await world.call(owner, 'POST', path, { ...review, dueAt })).status).toBe(201)
  const { out } = await partnergate(['list', 'reviews', '--columns', 'dueAt', '--sort', 'due'], partnerKey)
  const day = (days: number) => inDays(days).toISOString().slice(0, 10)
  expect(out.split('\n').slice(1, 3)).toEqual([day(19), day(20)])
})

test('exports team, lines and a template', async () => {
  expect((await partnergate(['export', 'team'], partnerKey)).out).toContain(pat.email)
  expect((await partnergate(['export', 'lines'], partnerKey)).out).toContain('Serial number')
  for (const what of [
    'contracts',
    'devices',
    'hardware',
    'software',
    'coverage',
    'collections',
    'alerts',
    'associations',
  ])
    expect(await partnergate(['export', what], partnerKey)).toMatchObject({ status: 0, err: '' })
  // Each value of a filter that is said twice counts.
  const some = await partnergate(['export', 'team', '--where', 'role=user', '--where', 'role=admin'], partnerKey)
  expect(some.out).toContain(pat.email)
  expect((await partnergate(['export', 'seen-by'], partnerKey)).err).toContain('--customer NAME|ID')
  expect((await partnergate(['export', 'seen-by', '--customer', 'Nobody'], partnerKey)).err).toContain('0 customers')
  expect((await partnergate(['export', 'template'], vendorKey)).out).toContain('Contract number')
  expect((await partnergate(['export', 'record'], partnerKey)).err).toContain('--review ID')
})

describe('imports', () => {
  const header = 'Contract number,Partner,Contract type,Customer,Contract start,Contract end,Serial number,Vendor\n'
  const row = (number: string, serial: string, end = '2031-12-31') =>
    `${number},Orbit Networks,Gold,Acme Foods,2026-01-01,${end},${serial},Meridian\n`
  const lines = async () => (await world.ownerDb.selectFrom('contract_line').select('serial').execute()).length

  const fileOf = async (name: string, text: string | Buffer) => {
    await writeFile(join(served.home, name), text)
    return join(served.home, name)
  }

  test('of contracts: a dry run, every error with row and column, then all or the good rows', async () => {
    const good = await fileOf('good.csv', header + row('CLI-0001', 'S1') + row('CLI-0001', 'S2'))
    const dry = await partnergate(['import', 'contracts', good], vendorKey)
    expect([dry.status, dry.out], dry.err).toEqual([0, expect.stringContaining('lines: 2 new')])
    expect(dry.out).toContain('nothing was changed')
    expect(await lines()).toBe(0)

    const mixed = await fileOf('mixed.csv', header + row('CLI-0001', 'S1') + row('CLI-0001', 'S3', '31/31/2031'))
    const all = await partnergate(['import', 'contracts', mixed, '--apply'], vendorKey)
    expect(all.status).toBe(1)
    expect(all.out).toContain('row 3, column F (Contract end): ')
    expect([all.err.includes('nothing was applied'), await lines()]).toEqual([true, 0])
    const some = await partnergate(['import', 'contracts', mixed, '--apply', '--good-rows', '--json'], vendorKey)
    expect(some.status, some.err).toBe(0)
    expect(JSON.parse(some.out)).toMatchObject({ state: 'applied', mode: 'good', findings: [{ row: 3, column: 'F' }] })
    expect(some.err).toContain('"doing":"checking"')
    expect(await lines()).toBe(1)

    expect((await partnergate(['import', 'contracts', good, '--apply'], vendorKey)).status).toBe(0)
    const again = await partnergate(['import', 'contracts', good, '--apply'], vendorKey)
    expect([again.status, again.out]).toEqual([0, expect.stringContaining('lines: 0 new, 0 changed, 2 unchanged')])
    expect(await lines()).toBe(2)
  })

  test('of contracts: Ctrl-C ends it on the portal, and twice leaves it and says where it goes on', async () => {
    const file = await fileOf('stopped.csv', header + row('CLI-0009', 'S90'))
    const stateOf = () =>
      world.ownerDb
        .selectFrom('import')
        .select(['import_id', 'state', 'cancel_requested_at'])
        .where('file_name', '=', 'stopped.csv')
        .orderBy('created_at', 'desc')
        .executeTakeFirstOrThrow()
    /** While the check cannot go on: presses Ctrl-C as soon as it has begun, and `times` times in all. */
    const pressed = async (times: 1 | 2) => {
      const lock = await world.ownerDb.startTransaction().execute()
      await sql`lock table import_line in access exclusive mode`.execute(lock)
      let presses = 0
      const ended = partnergate(['import', 'contracts', file, '--apply'], vendorKey, (err, child) => {
        const due = presses === 0 ? err.includes('"doing":"checking"') : presses < times && err.includes('Stopping')
        if (due) {
          presses += 1
          child.kill('SIGINT')
        }
      })
      if (times === 1) await vi.waitUntil(async () => (await stateOf().catch(() => null))?.cancel_requested_at, 60_000)
      else await ended
      await lock.rollback().execute()
      return ended
    }
    const once = await pressed(1)
    expect([once.status, once.out], once.err).toEqual([130, ''])
    expect(once.err).toContain('Cancelled; nothing was recorded')
    expect((await stateOf()).state).toBe('cancelled')
    const twice = await pressed(2)
    expect(twice.status).toBe(null)
    expect(twice.err).toContain(`goes on at ${served.origin}/vendor/contracts/import/${(await stateOf()).import_id}`)
  })

  test('of contracts: what would stop is said, with the people who lose a customer, and wants a reason', async () => {
    const customerId = await world.customer(partnerId, { name: 'Crate Works' })
    const ending = await world.service(partnerId, customerId)
    const { number } = await world.ownerDb
      .selectFrom('contract')
      .select('number')
      .where('contract_id', '=', ending)
      .executeTakeFirstOrThrow()
    const file = await fileOf(
      'ending.csv',
      `Contract number,Contract end\n${number},${inDays(-2).toISOString().slice(0, 10)}\n`,
    )
    const said = /stops: 1 customers’ support service ends: Crate Works \(Orbit Networks, .+; 1 people: .+\)/
    expect((await partnergate(['import', 'contracts', file], vendorKey)).out).toMatch(said)
    const refused = await partnergate(['import', 'contracts', file, '--apply'], vendorKey)
    expect([refused.status, refused.out]).toEqual([1, ''])
    expect(refused.err).toContain('say why with --reason')
    expect(refused.err).toMatch(said)
    const reasoned = ['import', 'contracts', file, '--apply', '--reason', 'Cancelled by letter']
    expect((await partnergate(reasoned, vendorKey)).status).toBe(0)
    const { body } = await world.ownerDb
      .selectFrom('audit_entry')
      .select('body')
      .where('object_id', '=', ending)
      .executeTakeFirstOrThrow()
    expect(JSON.parse(body).detail.reason).toBe('Cancelled by letter')
  })

  test('of contracts: columns by --map, and what cannot be read', async () => {
    const odd = await fileOf('odd.csv', `Nr,${header.split(/,(.*)/s)[1]}${row('CLI-0002', 'S9')}`)
    expect((await partnergate(['import', 'contracts', odd], vendorKey)).err).toContain('import_mapping_incomplete')
    const mapped = await partnergate(['import', 'contracts', odd, '--map', 'contractNumber=Nr'], vendorKey)
    expect([mapped.status, mapped.out], mapped.err).toEqual([0, expect.stringContaining('contracts: 1 new')])
    const letters = await partnergate(['import', 'contracts', odd, '--map', 'contractNumber=A'], vendorKey)
    expect(letters.status).toBe(0)
    const bad = await partnergate(['import', 'contracts', odd, '--map', 'contractNumber=Moon'], vendorKey)
    expect([bad.status, bad.err.includes('the columns are Nr')]).toEqual([2, true])
    const empty = await fileOf('empty.csv', header)
    expect(await partnergate(['import', 'contracts', empty], vendorKey)).toMatchObject({ status: 1, out: '' })
    expect((await partnergate(['import', 'contracts', join(served.home, 'none.csv')], vendorKey)).status).toBe(2)
    expect((await partnergate(['import', 'contracts', odd], partnerKey)).err).toContain('a key of the vendor')
    expect((await partnergate(['import', 'contracts', odd, '--role', 'user'], vendorKey)).status).toBe(2)
  })

  test('of people: outcomes by row, then invitations', async () => {
    const file = await fileOf(
      'people.csv',
      `e-mail,first name,role\nnew.one@orbit.example,New,user\nnew.two@orbit.example,Two,wizard\n${pat.email},,\n`,
    )
    const invited = async () => (await world.ownerDb.selectFrom('team_invitation').select('email').execute()).length
    const dry = await partnergate(['import', 'people', file, '--customers', 'all'], partnerKey)
    expect([dry.status, dry.out], dry.err).toEqual([
      1,
      expect.stringContaining('row 3, column role: unknown role “wizard”'),
    ])
    expect(dry.out).toContain(`${pat.email} is in the team already`)
    const all = await partnergate(['import', 'people', file, '--apply'], partnerKey)
    expect([all.status, await invited()]).toEqual([1, 0])
    const good = await partnergate(['import', 'people', file, '--apply', '--good-rows'], partnerKey)
    expect([good.status, good.out], good.err).toEqual([0, expect.stringContaining('1 invited.')])
    expect(await invited()).toBe(1)
    // As a spreadsheet in Spain saves it: semicolons, and an encoding that is not UTF-8.
    const latin = await fileOf('latin.csv', Buffer.from('correo;nombre\nana@orbit.example;Iñaki\n', 'latin1'))
    expect((await partnergate(['import', 'people', latin, '--json'], partnerKey)).out).toContain('Iñaki')
    const one = await fileOf('one.csv', `${pat.email}\n`)
    expect((await partnergate(['import', 'people', one], partnerKey)).out).toMatch(/^1 row: /)
    // Again: nobody is left to invite, and that is what was wanted.
    const again = await partnergate(['import', 'people', file, '--apply', '--good-rows'], partnerKey)
    expect([again.status, again.out], again.err).toEqual([0, expect.stringContaining('1 invited already')])
    expect(await invited()).toBe(1)
    expect((await partnergate(['list', 'invitations'], partnerKey)).out).toContain('new.one@orbit.example')
  })
})

test('explains what a member may do about a customer, by key of the partner and of the vendor', async () => {
  const yes = await partnergate(['explain', pat.email, 'see_customer', 'Acme Foods'], partnerKey)
  expect([yes.status, yes.out], yes.err).toEqual([0, expect.stringMatching(/^Yes/)])
  const no = await partnergate(['explain', pat.email, 'see_customer', 'Brown Bakery', '--json'], partnerKey)
  expect([no.status, JSON.parse(no.out).holds]).toEqual([1, false])
  // The key itself, which is nobody's account; a day, where a contract ends with one.
  const own = await partnergate(['explain', 'me', 'register_people'], partnerKey)
  expect([own.status, own.out], own.err).toEqual([0, expect.stringContaining('✓ key in force')])
  expect((await partnergate(['explain', 'me', 'manage_keys'], partnerKey)).out).toContain('✗ by person')
  await world.ownerDb
    .updateTable('contract')
    .set({ ends_at: new Date('2041-05-01T00:00:00Z') })
    .where('contract_id', '=', contractId)
    .execute()
  const ending = await partnergate(['explain', 'me', 'see_data', 'Acme Foods'], partnerKey)
  expect(ending.out).toContain('until the end of 30 April 2041')
  expect((await partnergate(['list', 'contracts'], partnerKey)).out).toMatch(/ 2041-04-30 /)
  expect((await partnergate(['list', 'contracts', '--csv'], partnerKey)).out).toContain('2041-05-01 00:00')
  const called = `${pat.firstName} ${pat.lastName}`
  const of = ['--partner', 'orbit networks']
  expect((await partnergate(['explain', called, 'see_data', 'acme foods', ...of], vendorKey)).status).toBe(0)
  expect((await partnergate(['explain', pat.email, 'manage_people', ...of], vendorKey)).status).toBe(1)
  expect((await partnergate(['explain', 'nobody', 'manage_people'], partnerKey)).err).toContain('0 people')
  expect((await partnergate(['explain', pat.email, 'manage_people'], vendorKey)).err).toContain('--partner')
  const nowhere = await partnergate(['explain', pat.email, 'manage_people', '--partner', 'Nobody Ltd'], vendorKey)
  expect([nowhere.status, nowhere.err]).toEqual([1, expect.stringContaining('0 partners called Nobody Ltd')])
})

test('explains what the vendor’s staff may do, by key of the vendor', async () => {
  const auditor = await world.staff('auditor')
  const no = await partnergate(['explain', auditor.email, 'manage_partners'], vendorKey)
  expect(no).toMatchObject({ status: 1 })
  expect(no.out).toContain('✗ staff right: auditor')
  const own = await partnergate(['explain', auditor.accountId, 'act_in_partner', partnerId, '--json'], vendorKey)
  expect(JSON.parse(own.out).links.map(({ link }: { link: string }) => link)).toContain('partner_member')
  expect((await partnergate(['explain', auditor.email, 'manage_partners'], partnerKey)).err).toContain('of the vendor')
})
