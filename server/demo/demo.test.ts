import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JSONWebKeySet } from 'jose'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import { createApp } from '../app.ts'
import { verifyAll } from '../audit/verify-chain.ts'
import type { Database } from '../platform/db/connect.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import { verifyRecords } from '../reviews/verify-record.ts'
import { applicant, demoPassword, staff } from './cast.ts'
import { type Client, connect, type Person } from './client.ts'
import { greetDemo, prepareDemo } from './index.ts'

let database: TestDatabase
let folder: string
let client: Client
let partnerIds: Record<string, string>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pgdemo-'))
  database = await createTestDatabase({ DEMO: '1', DATA_DIR: folder })
  await prepare()
  client = connect({ config: database.config, db: database.db, log: database.log }, createApp)
  const rows = await database.ownerDb.selectFrom('partner').select(['partner_id', 'name']).execute()
  partnerIds = Object.fromEntries(rows.map((row) => [row.name.split(' ')[0], row.partner_id]))
})
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true })
})

const app = () => createApp({ config: database.config, db: database.db, log: database.log })
const prepare = () => prepareDemo(database.config, database as unknown as Database)
const signIn = (email: string) => client.signIn(email, demoPassword)
const list = async (by: Person, path: string): Promise<Record<string, unknown>[]> =>
  (await client.call(by, 'get', path)).items

test('everybody named on the terminal can sign in', async () => {
  const text = greetDemo(database.config)
  expect(text).toContain(demoPassword)
  const emails = text.match(/\S+@\S+\.example(?=\s{2})/g) ?? []
  expect(emails.length).toBeGreaterThanOrEqual(16)
  for (const email of emails) await signIn(email)
})

test('there is a sponsorship in each state, and there are people in each', async () => {
  const elena = await client.signIn('elena.marsh@northbridge-systems.example', demoPassword)
  const base = `/partners/${partnerIds.Northbridge}`
  const sponsorships = await list(elena, `${base}/sponsorships?limit=100`)
  expect(sponsorships.map(({ state }) => state).sort()).toEqual([
    'draft',
    'expired',
    'full',
    'issued',
    'partly_used',
    'revoked',
  ])
  const people = await list(elena, `${base}/people?limit=100`)
  expect([...new Set(people.map(({ state }) => state))].sort()).toEqual(
    ['active', 'disabled', 'left', 'suspended', 'to_be_verified', 'unconfirmed', 'without_access'].sort(),
  )
  expect((await list(elena, `${base}/access-requests`)).length).toBeGreaterThan(0)
  expect((await list(elena, `${base}/attestations`)).length).toBeGreaterThan(0)
})

test('contracts are in every condition, and the one that ended took its people’s access with it', async () => {
  const agent = await client.signIn(staff.agent.email, demoPassword)
  const contracts = await list(agent, '/vendor/contracts?limit=100')
  expect([...new Set(contracts.map(({ shownState }) => shownState))].length).toBeGreaterThanOrEqual(3)
  const { rows } = await sql<{ email: string; holds: number }>`
    select r.email, count(*) filter (where a.holds) as holds from registration r
    join effective_access a using (partner_id, registration_id)
    where r.email in ('karla.brandt@weser-maschinenbau.example', 'priya.nair@alder-logistics.example')
    group by r.email order by r.email`.execute(database.ownerDb)
  expect(rows[0]).toMatchObject({ holds: 0 })
  expect(rows[1]?.holds).toBeGreaterThan(3)
})

test('a request waits for the vendor’s decision', async () => {
  const agent = await client.signIn(staff.agent.email, demoPassword)
  const requests = await list(agent, '/vendor/administrator-requests?state=pending')
  expect(requests).toHaveLength(1)
  expect(JSON.stringify(requests)).toContain(applicant.email)
})

test('a team has people of each role, one invited and one suspended, and what they see differs', async () => {
  const miriam = await signIn('miriam.holt@northbridge-systems.example')
  const base = `/partners/${partnerIds.Northbridge}`
  const team = await list(miriam, `${base}/team?limit=100`)
  expect([...new Set(team.map(({ role }) => role))].sort()).toEqual(['admin', 'super_admin', 'user', null].sort())
  expect(team.filter(({ state }) => state === 'suspended')).toMatchObject([{ lastName: 'Grant' }])
  expect(await list(miriam, `${base}/team-invitations`)).toMatchObject([{ lastName: 'Bloom', state: 'open' }])

  const customersOf = async (email: string, partner = 'Northbridge') =>
    (await list(await signIn(email), `/partners/${partnerIds[partner]}/customers?sort=name`)).map(({ name }) => name)
  expect(await customersOf('yusuf.demir@northbridge-systems.example')).toEqual(['Alder Logistics', 'Bramley Foods'])
  const every = await customersOf('clara.voss@voss-networking.example')
  expect(every).toEqual(expect.arrayContaining(['Alder Logistics', 'Bramley Foods', 'Corvus Energy']))
  expect(await customersOf('clara.voss@voss-networking.example', 'Ebrored')).toContain('Clínica del Sol')
  expect(await customersOf('ines.robles@ebrored.example', 'Ebrored')).toHaveLength(2)
  const { accountId } = team.find(({ lastName }) => lastName === 'Demir') ?? {}
  const given = await list(miriam, `${base}/associations/people/${accountId}`)
  expect(given.filter(({ endsAt }) => endsAt)).toMatchObject([{ name: 'Bramley Foods', ended: false }])
})

test('one access review is closed with its record, one has rows to decide', async () => {
  const desmond = await signIn('desmond.clay@northbridge-systems.example')
  const path = `/partners/${partnerIds.Northbridge}/access-reviews`
  const reviews = await list(desmond, path)
  const [closed, open] = ['closed', 'open'].map((state) => reviews.find((review) => review.state === state))
  expect(open?.mine).toBeGreaterThan(2)
  expect(open?.runBy).toBe('vendor')
  const record = await client.call(desmond, 'get', `${path}/${closed?.reviewId}/record?format=json`)
  const keys = await app().request('/.well-known/partnergate-keys.json')
  expect(await verifyRecords(JSON.stringify(record), (await keys.json()) as JSONWebKeySet)).toMatchObject([
    { ok: true },
  ])
})

test('collectors are registered, waiting, enrolled and revoked', async () => {
  const miriam = await signIn('miriam.holt@northbridge-systems.example')
  const found = await list(miriam, `/partners/${partnerIds.Northbridge}/collectors`)
  expect(found.map(({ status }) => status).sort()).toEqual(['active', 'active', 'active', 'licensed', 'revoked'])
  const uploaded = found.filter(({ firstUploadAt }) => firstUploadAt !== null)
  expect(uploaded).toHaveLength(4)
  expect(found.filter(({ kind }) => kind === 'agent')).toMatchObject([{ version: 'FusionInventory-Agent_v2.6-3' }])
  for (const { createdAt, certificateCreatedAt, firstUploadAt } of uploaded) {
    const inTheirOrder = [createdAt, certificateCreatedAt, firstUploadAt].map(String)
    expect(inTheirOrder).toEqual([...inTheirOrder].sort())
  }
})

test('what collectors found over time is there: covered and not, come, gone and changed, one collection blocked', async () => {
  const miriam = await signIn('miriam.holt@northbridge-systems.example')
  const base = `/partners/${partnerIds.Northbridge}`
  const collections = await list(miriam, `${base}/collections?limit=100`)
  const states = collections.map(({ state, blockedReason }) => `${state} ${blockedReason ?? ''}`.trim())
  expect(states.filter((state) => state !== 'done')).toEqual(['blocked covered_not_found'])
  expect(states).toHaveLength(10)
  expect(collections.filter(({ source }) => source === 'fusioninventory')).toMatchObject([{ counts: { devices: 5 } }])
  const van = collections.find(({ state }) => state === 'blocked')
  expect(van?.counts).toMatchObject({ new: 4, changed: 0 })
  const sum = (field: string) =>
    collections.reduce((all, { counts }) => all + Number((counts as Record<string, number> | null)?.[field] ?? 0), 0)
  for (const field of ['new', 'changed', 'gone', 'unreached']) expect(sum(field), field).toBeGreaterThan(0)
  expect(sum('errorRecords')).toBe(0)
  const devices = await list(miriam, `${base}/devices?limit=100`)
  const coverage = new Set(devices.map(({ coverage }) => coverage))
  expect(coverage).toEqual(new Set(['covered', 'expiring', 'not_covered', 'unrecognised']))
  const found = await list(miriam, `${base}/collectors`)
  expect(found.filter(({ lastUploadAt }) => lastUploadAt)).toHaveLength(4)
})

test('keys on the terminal open what they should, and the vendor’s look at a partner is recorded', async () => {
  const [partnerKey = '', vendorKey = ''] = greetDemo(database.config).match(/pgk_\w+/g) ?? []
  const by = async (key: string, path: string) => {
    const answer = await app().request(`/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } })
    return (await answer.json()) as { total: number; partner: { partnerId: string } }
  }
  const { partner } = await by(partnerKey, '/key')
  expect(partner.partnerId).toBe(partnerIds.Northbridge)
  expect((await by(partnerKey, `/partners/${partner.partnerId}/team`)).total).toBeGreaterThan(5)
  expect((await by(vendorKey, '/vendor/contracts')).total).toBeGreaterThan(5)
  const elena = await signIn('elena.marsh@northbridge-systems.example')
  expect(await list(elena, `/partners/${partner.partnerId}/acting`)).toMatchObject([
    { actorName: 'Tomás Arroyo', looks: [{ area: 'customers' }], endedByName: 'Tomás Arroyo' },
  ])
})

test('the audit verifies, and has entries by the operations', async () => {
  const findings: unknown[] = []
  const result = await inTransaction(database.db, { kind: 'system' }, (tx) =>
    verifyAll(tx, database.config.secret, (finding) => findings.push(finding)),
  )
  expect(findings).toEqual([])
  const { rows } = await sql<{ action: string }>`select distinct action from audit_entry`.execute(database.ownerDb)
  const { action: sentences } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../web/src/locales/en/audit.json'), 'utf8'),
  )
  const spoken = ({ action }: { action: string }) => {
    const [object = '', verb = ''] = action.split('.')
    return sentences[object]?.[verb] !== undefined
  }
  expect(rows.filter((row) => !spoken(row))).toEqual([])
  expect(result.entries).toBeGreaterThan(100)
})

test('number and key on the terminal open a registration', async () => {
  const [number = '', key = ''] = [...greetDemo(database.config).matchAll(/(?:number|key) {2,}(\S+)/g)].map(
    (match) => match[1],
  )
  const answer = await client.call('203.0.113.1', 'post', '/registration/check', {
    registrationNumber: number,
    verificationKey: key,
  })
  expect(answer.companyName).toBe('Corvus Energy')
})

test('a second start changes nothing', async () => {
  const count = async () =>
    (await sql<{ n: number }>`select count(*) as n from audit_entry`.execute(database.ownerDb)).rows[0]?.n
  const before = await count()
  const text = greetDemo(database.config)
  await prepare()
  expect(await count()).toBe(before)
  expect(greetDemo(database.config)).toBe(text)
})

test('it refuses what is not its own, and what it did not finish', async () => {
  await sql`update administrator_request set email = 'x@x.example' where email = ${applicant.email}`.execute(
    database.ownerDb,
  )
  await expect(prepare()).rejects.toThrow(/half made/)
  await sql`update vendor_staff set email = 'real@vendor.example'`.execute(database.ownerDb)
  await expect(prepare()).rejects.toThrow(/belongs to an installation/)
})

test('every address is invented', () => {
  const text = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
    .join('\n')
  const domains = [...text.matchAll(/[\w.-]+@([\w-]+\.[\w.-]*\w)/g)].map((match) => match[1])
  expect(domains.filter((domain) => !domain?.endsWith('.example'))).toEqual([])
})

test('there are alerts of every kind, and some are known', async () => {
  const lead = await signIn('miriam.holt@northbridge-systems.example')
  const base = `/partners/${partnerIds.Northbridge}`
  const counts = await client.call(lead, 'get', `${base}/alert-counts`)
  expect(Object.entries(counts.byKind).filter(([, n]) => n === 0)).toEqual([])
  expect(counts.acknowledged).toBeGreaterThan(1)
})
