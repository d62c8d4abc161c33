import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { unzip } from '../../test/support/unzip.ts'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import { audit } from './append.ts'

let world: World
let first: { partnerId: string; name: string }
let second: { partnerId: string; name: string }
let auditor: Actor
let agent: Actor
let administrator: Actor

beforeAll(async () => {
  world = await createWorld()
  first = await world.partner({ name: 'Northwind Systems' })
  second = await world.partner({ name: 'Südwind GmbH' })
  auditor = await world.staff('auditor')
  agent = await world.staff('support_agent')
  administrator = await world.administrator(first.partnerId)
  await write(first.partnerId, 'sponsorship.issued', 'Ana Muñoz', 'Customer 1', { seats: 10 })
  await write(first.partnerId, 'sponsorship.revoked', 'Ben Ode', 'Customer 1', { before: 'issued', after: 'revoked' })
  await write(second.partnerId, 'customer.added', 'Carla Diaz', 'Customer 2', {})
  await write(null, 'account.signed_in', 'Dan Moss', 'dan@example.com', {})
})
afterAll(() => world.close())

function write(
  partnerId: string | null,
  action: string,
  actor: string,
  label: string,
  detail: Record<string, unknown>,
) {
  return inTransaction(world.db, { kind: 'system', ...(partnerId && { partnerId }) }, (tx) =>
    audit(
      tx,
      world.config.secret,
      { person: null, label: actor, address: '192.0.2.9', requestId: 'request-9' },
      { partnerId, action, objectType: 'test', objectId: label, objectLabel: label, why: 'fixture', detail },
    ),
  )
}

const vendorList = (query = '', actor: Actor | null = auditor) =>
  world.call(actor, 'GET', `/api/v1/vendor/audit${query}`)
const partnerList = (query = '', actor: Actor | null = administrator, partnerId = first.partnerId) =>
  world.call(actor, 'GET', `/api/v1/partners/${partnerId}/audit${query}`)
const actions = (reply: { body: { items: { action: string }[] } }) => reply.body.items.map(({ action }) => action)

test('the vendor reads all chains, newest first, whatever their role', async () => {
  for (const actor of [auditor, agent, await world.staff('administrator')])
    expect(actions(await vendorList('', actor)).slice(0, 4)).toEqual([
      'account.signed_in',
      'customer.added',
      'sponsorship.revoked',
      'sponsorship.issued',
    ])
  const [own, other] = (await vendorList()).body.items
  expect(own).toMatchObject({ partnerId: null, partnerName: null, actor: 'Dan Moss', why: 'fixture' })
  expect(other).toMatchObject({ partnerId: second.partnerId, partnerName: 'Südwind GmbH', seq: 1 })
})

test('filters: partner by id, name or the vendor itself, actor, action, object, time, words', async () => {
  const expected: [string, string[]][] = [
    [`?partner=${second.partnerId}`, ['customer.added']],
    ['?partner=sudwind', ['customer.added']],
    ['?partner=vendor&action=account.signed_in', ['account.signed_in']],
    ['?actor=munoz', ['sponsorship.issued']],
    ['?action=sponsorship.issued', ['sponsorship.issued']],
    ['?action=sponsorship.issued&action=customer.added', ['customer.added', 'sponsorship.issued']],
    ['?objectType=test&objectId=Customer%202', ['customer.added']],
    ['?q=CUSTOMER%201%20ode', ['sponsorship.revoked']],
    ['?q=100%25', []],
    [`?objectType=test&to=${inDays(-1).toISOString().slice(0, 10)}`, []],
    [
      `?objectType=test&from=${new Date().toISOString().slice(0, 10)}&to=${new Date().toISOString().slice(0, 10)}&q=customer`,
      ['customer.added', 'sponsorship.revoked', 'sponsorship.issued'],
    ],
    [`?objectType=test&from=${encodeURIComponent(inDays(1).toISOString())}`, []],
  ]
  for (const [query, found] of expected) expect(actions(await vendorList(query)), query).toEqual(found)
  expect((await vendorList('?from=yesterday')).body.fields).toMatchObject([{ path: 'query.from' }])
  expect((await vendorList('?cursor=nonsense')).body.fields).toMatchObject([{ code: 'invalid_cursor' }])
})

test('pages follow on without gap or repetition while entries are added', async () => {
  const seen: string[] = []
  let cursor = ''
  do {
    const { body } = await vendorList(`?objectType=test&limit=1${cursor && `&cursor=${cursor}`}`)
    seen.push(...body.items.map(({ action }: { action: string }) => action))
    cursor = body.nextCursor ?? ''
    await write(null, 'account.signed_in', 'Newer', 'newer@example.com', {})
  } while (cursor)
  expect(seen).toEqual(['account.signed_in', 'customer.added', 'sponsorship.revoked', 'sponsorship.issued'])
})

test('a partner’s administrators read their own chain; others there are told what they lack', async () => {
  expect(actions(await partnerList())).toEqual(['sponsorship.revoked', 'sponsorship.issued'])
  expect(actions(await partnerList('?limit=1'))).toEqual(['sponsorship.revoked'])
  for (const role of ['super_admin', 'admin'] as const)
    expect((await partnerList('', await world.member(first.partnerId, { role }))).status).toBe(200)
  for (const role of ['user', null] as const)
    expect(await partnerList('', await world.member(first.partnerId, { role }))).toMatchObject({
      status: 403,
      body: { code: 'forbidden', missing: expect.any(String), grantedBy: expect.any(String) },
    })
})

test('outside one’s own: strangers, other tenants and people without a part see nothing', async () => {
  const person = await world.person()
  const paths = ['', '/1', '/export', '/verification']
  for (const path of paths) {
    const vendorPath = path.replace('/1', '/vendor/1')
    expect((await vendorList(vendorPath, null)).status).toBe(401)
    expect((await vendorList(vendorPath, administrator)).status).toBe(404)
    expect((await partnerList(path, null)).status).toBe(401)
    for (const actor of [person, administrator])
      expect((await partnerList(path, actor, second.partnerId)).status).toBe(404)
  }
  // A filter of the vendor's list is none here.
  expect((await partnerList(`?partner=${second.partnerId}`)).body).toMatchObject({
    code: 'invalid_request',
    fields: [{ path: 'query.partner', code: 'unknown_field' }],
  })
})

test('an entry shows everything recorded, and its place in the chain', async () => {
  const { body } = await world.call(administrator, 'GET', `/api/v1/partners/${first.partnerId}/audit/2`)
  const before = await world.call(administrator, 'GET', `/api/v1/partners/${first.partnerId}/audit/1`)
  expect(body).toMatchObject({
    seq: 2,
    action: 'sponsorship.revoked',
    actor: 'Ben Ode',
    address: '192.0.2.9',
    requestId: 'request-9',
    detail: { before: 'issued', after: 'revoked' },
    previousHash: before.body.hash,
  })
  expect((await vendorList(`/${first.partnerId}/2`)).body.hash).toBe(body.hash)
  expect((await vendorList('/vendor/1')).body.partnerId).toBe(null)
  expect((await vendorList(`/${first.partnerId}/999`)).status).toBe(404)
  expect((await partnerList('/0')).status).toBe(404)
})

test('an export holds the filtered entries, safe to open, and is audited itself', async () => {
  await write(first.partnerId, 'customer.added', '=HYPERLINK("http://evil.example")', '+1', {})
  const csv = await partnerList('/export?format=csv&action=customer.added')
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(csv.headers.get('content-disposition')).toMatch(/^attachment; filename="audit-\d{4}-\d\d-\d\d\.csv"/)
  const lines = csv.text.trim().split('\r\n')
  expect(lines).toHaveLength(2)
  expect(lines[1]).toContain(`"'=HYPERLINK(""http://evil.example"")"`)
  expect(lines[1]).toContain(",'+1,")
  const [newest] = (await partnerList('?limit=1')).body.items
  expect(newest).toMatchObject({
    action: 'audit.exported',
    accountId: administrator.accountId,
    objectLabel: expect.stringMatching(/^audit-[-\d]+\.csv$/),
  })

  const response = await world.app.request(`/api/v1/vendor/audit/export?format=xlsx&partner=${first.partnerId}`, {
    headers: { cookie: auditor.cookie },
  })
  const parts = Object.values(unzip(new Uint8Array(await response.arrayBuffer()))).join()
  expect(parts).toContain('sponsorship.issued')
  expect(parts).not.toContain('Südwind')
  expect(parts).not.toContain('<f>')
  expect((await vendorList('?partner=vendor&limit=1')).body.items[0]).toMatchObject({
    action: 'audit.exported',
    accountId: auditor.accountId,
  })
})

test('a long export arrives whole, in batches', async () => {
  const { partnerId } = await world.partner()
  const own = await world.administrator(partnerId)
  await inTransaction(world.db, { kind: 'system', partnerId }, async (tx) => {
    for (let n = 1; n <= 2500; n += 1)
      await audit(
        tx,
        world.config.secret,
        { person: null },
        {
          partnerId,
          action: 'test.done',
          objectType: 'test',
          objectId: String(n),
          objectLabel: `Entry ${n}`,
          why: 'fixture',
        },
      )
  })
  const { text } = await partnerList('/export', own, partnerId)
  const numbers = text
    .trim()
    .split('\r\n')
    .slice(1)
    .map((line) => Number(line.split(',')[2]))
  expect(numbers).toEqual(Array.from({ length: 2500 }, (_, n) => 2500 - n))
  // With another role there may be less to read: the file breaks off instead of ending early.
  const response = await world.app.request(`/api/v1/partners/${partnerId}/audit/export`, {
    headers: { cookie: own.cookie },
  })
  const reader = response.body?.getReader()
  await reader?.read()
  await world.ownerDb.updateTable('membership').set({ role: 'user' }).where('account_id', '=', own.accountId).execute()
  const rest = async () => {
    for (;;) if ((await reader?.read())?.done !== false) return
  }
  await expect(rest()).rejects.toThrow('lost access')
})

test('the verification tells of a touched chain, to the vendor by partner, to the partner its own', async () => {
  const intact = await partnerList('/verification')
  expect(intact.body).toMatchObject({ intact: true, complete: true, chains: 1, findings: [] })
  await sql`update audit_entry set body = replace(body, 'Carla', 'Karla') where partner_id = ${second.partnerId}`.execute(
    world.ownerDb,
  )
  const { body } = await vendorList('/verification')
  expect(body).toMatchObject({
    intact: false,
    findingsTotal: 1,
    findings: [
      { kind: 'altered', partnerId: second.partnerId, partnerName: 'Südwind GmbH', seq: 1, action: 'customer.added' },
    ],
  })
  const theirs = await partnerList('/verification', await world.administrator(second.partnerId), second.partnerId)
  expect(theirs.body.intact).toBe(false)
  expect((await partnerList('/verification')).body.intact).toBe(true)
})
