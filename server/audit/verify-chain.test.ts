import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import { newId } from '../platform/ids.ts'
import { audit, vendorChain } from './append.ts'
import { recordHeads } from './record-heads.ts'
import { type Finding, verifyAll, verifyChain } from './verify-chain.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

const actor = { person: null, label: 'Test', address: '192.0.2.1', requestId: 'request-1' }

function append(partnerId: string | null, label: string, hold = async () => {}): Promise<void> {
  const entry = partnerId ? ({ kind: 'system', partnerId } as const) : ({ kind: 'system' } as const)
  return inTransaction(database.db, entry, async (tx) => {
    await audit(tx, database.config.secret, actor, {
      partnerId,
      action: 'test.done',
      objectType: 'test',
      objectId: label,
      objectLabel: label,
      why: 'test',
      detail: { label },
    })
    await hold()
  })
}

async function chainOf(entries: number): Promise<string> {
  const partnerId = newId()
  for (let n = 1; n <= entries; n += 1) await append(partnerId, `entry ${n}`)
  return partnerId
}

async function findingsOf(chain: string, newest?: number): Promise<Finding[]> {
  const findings: Finding[] = []
  await inTransaction(database.db, { kind: 'system', ...(chain !== vendorChain && { partnerId: chain }) }, (tx) =>
    verifyChain(tx, {
      secret: database.config.secret,
      chain,
      report: (finding) => findings.push(finding),
      ...(newest && { newest }),
    }),
  )
  return findings
}

const named = (findings: Finding[]) => findings.map(({ kind, seq, toSeq }) => `${kind} ${seq}-${toSeq}`)
const owner = () => database.ownerDb

test('an untouched chain verifies, also from the middle', async () => {
  const chain = await chainOf(5)
  expect(await findingsOf(chain)).toEqual([])
  expect(await findingsOf(chain, 2)).toEqual([])
})

test('an altered entry is named, whichever part of it was altered', async () => {
  const chain = await chainOf(4)
  await sql`update audit_entry set body = replace(body, 'entry 2', 'entry X') where partner_id = ${chain} and seq = 2`.execute(
    owner(),
  )
  await sql`update audit_entry set actor = 'Somebody else' where partner_id = ${chain} and seq = 3`.execute(owner())
  const findings = await findingsOf(chain)
  expect(named(findings)).toEqual(['altered 2-2', 'altered 3-3'])
  expect(findings[0]).toMatchObject({ partnerId: chain, action: 'test.done', actor: 'Test' })
})

test('an entry forged without the secret is named, even with a chain made to fit', async () => {
  const chain = await chainOf(3)
  await sql`update audit_entry set body = replace(body, 'entry 3', 'entry Y'), hash = repeat('a', 64)
    where partner_id = ${chain} and seq = 3`.execute(owner())
  await sql`update audit_chain set hash = repeat('a', 64) where partner_id = ${chain}`.execute(owner())
  expect(named(await findingsOf(chain))).toEqual(['altered 3-3'])
})

test('removed entries are named, one or several', async () => {
  const chain = await chainOf(7)
  await sql`delete from audit_entry where partner_id = ${chain} and seq in (2, 4, 5)`.execute(owner())
  expect(named(await findingsOf(chain))).toEqual(['removed 2-2', 'removed 4-5'])
})

test('a removal hidden by renumbering is named', async () => {
  const chain = await chainOf(4)
  await sql`delete from audit_entry where partner_id = ${chain} and seq = 2`.execute(owner())
  for (const seq of [3, 4])
    await sql`update audit_entry set seq = seq - 1 where partner_id = ${chain} and seq = ${seq}`.execute(owner())
  expect(named(await findingsOf(chain))).toEqual(['moved 2-2', 'moved 3-3', 'truncated 4-4'])
})

test('two entries that changed places are both named', async () => {
  const chain = await chainOf(4)
  for (const [from, to] of [
    [2, 100],
    [3, 2],
    [100, 3],
  ])
    await sql`update audit_entry set seq = ${to} where partner_id = ${chain} and seq = ${from}`.execute(owner())
  expect(named(await findingsOf(chain))).toEqual(['moved 2-2', 'moved 3-3'])
})

test('an entry of another chain is named', async () => {
  const [chain, other] = [await chainOf(3), await chainOf(3)]
  await sql`delete from audit_entry where partner_id = ${chain} and seq = 2`.execute(owner())
  await sql`update audit_entry set partner_id = ${chain} where partner_id = ${other} and seq = 2`.execute(owner())
  expect(named(await findingsOf(chain))).toEqual(['moved 2-2'])
  expect(named(await findingsOf(other))).toEqual(['removed 2-2'])
})

test('a chain cut off at its end is named by its head', async () => {
  const chain = await chainOf(4)
  await sql`delete from audit_entry where partner_id = ${chain} and seq > 2`.execute(owner())
  expect(named(await findingsOf(chain))).toEqual(['truncated 3-4'])
})

test('a head set back alone does not hide the entries behind it', async () => {
  const chain = await chainOf(4)
  await sql`update audit_chain set seq = 2, hash = (select hash from audit_entry e where e.partner_id = ${chain} and e.seq = 2)
    where partner_id = ${chain}`.execute(owner())
  expect(named(await findingsOf(chain))).toEqual(['head 4-4'])
})

test('a chain cut off together with its head is named by the head recorded in the vendor’s chain', async () => {
  const chain = await chainOf(4)
  await recordHeads(database.db, database.config.secret)
  await sql`delete from audit_entry where partner_id = ${chain} and seq > 2`.execute(owner())
  await sql`update audit_chain set seq = 2, hash = (select hash from audit_entry e where e.partner_id = ${chain} and e.seq = 2)
    where partner_id = ${chain}`.execute(owner())
  expect(named(await findingsOf(chain))).toEqual([])
  expect(named((await allFindings()).filter(({ partnerId }) => partnerId === chain))).toEqual(['truncated 3-4'])

  const gone = await chainOf(2)
  await recordHeads(database.db, database.config.secret)
  await sql`delete from audit_entry where partner_id = ${gone}`.execute(owner())
  await sql`delete from audit_chain where partner_id = ${gone}`.execute(owner())
  expect(named((await allFindings()).filter(({ partnerId }) => partnerId === gone))).toEqual(['truncated 1-2'])
})

async function allFindings(): Promise<Finding[]> {
  const findings: Finding[] = []
  await inTransaction(database.db, { kind: 'system' }, (tx) =>
    verifyAll(tx, database.config.secret, (finding) => findings.push(finding)),
  )
  return findings
}

test('fifty appends at once to one chain are in order and verify', async () => {
  const chain = newId()
  await Promise.all(Array.from({ length: 50 }, (_, n) => append(chain, `parallel ${n}`)))
  expect(await findingsOf(chain)).toEqual([])
  const { rows } = await sql<{ n: number; last: number }>`
    select count(*) as n, max(seq) as last from audit_entry where partner_id = ${chain}`.execute(owner())
  expect(rows[0]).toEqual({ n: 50, last: 50 })
})

test('an append that is rolled back leaves no gap', async () => {
  const chain = await chainOf(1)
  const fail = async () => {
    throw new Error('undone')
  }
  await expect(append(chain, 'undone', fail)).rejects.toThrow('undone')
  await append(chain, 'kept')
  expect(await findingsOf(chain)).toEqual([])
})

test('one partner’s open transaction does not hold up another’s append', async () => {
  const [slow, quick] = [newId(), newId()]
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  let appended = () => {}
  const reached = new Promise<void>((resolve) => {
    appended = resolve
  })
  const open = append(slow, 'slow', () => {
    appended()
    return held
  })
  await reached
  await append(quick, 'quick') // would wait for ever if chains shared a lock
  expect(await findingsOf(quick)).toEqual([])
  release()
  await open
})

test('the restricted role can neither alter nor delete an entry', async () => {
  const chain = await chainOf(1)
  for (const attempt of [
    sql`update audit_entry set actor = 'x' where partner_id = ${chain}`,
    sql`delete from audit_entry where partner_id = ${chain}`,
    sql`truncate audit_entry`,
    sql`delete from audit_chain where partner_id = ${chain}`,
  ])
    await expect(
      inTransaction(database.db, { kind: 'system', partnerId: chain }, (tx) => attempt.execute(tx)),
    ).rejects.toThrow(/permission denied/)
})

test('the command makes no database where there is none', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'partnergate-nothing-'))
  const { DATABASE_URL: _, ...env } = process.env
  const { stderr, status } = spawnSync(process.execPath, [join(import.meta.dirname, 'verify.main.ts')], {
    env: { ...env, DATA_DIR: dataDir },
    encoding: 'utf8',
  })
  expect(stderr).toContain(`There is no database in ${dataDir}`)
  expect(status).toBe(2)
  expect(readdirSync(dataDir)).not.toContain('postgresql')
  rmSync(dataDir, { recursive: true })
})

test('the command names what it found and says so by its status', async () => {
  const run = () =>
    spawnSync(process.execPath, [join(import.meta.dirname, 'verify.main.ts')], {
      env: { ...process.env, ...database.env },
      encoding: 'utf8',
    })
  const chain = await chainOf(3)
  await sql`delete from audit_entry where partner_id = ${chain} and seq = 2`.execute(owner())
  const found = run()
  expect(found.stdout).toContain(`partner ${chain}: entry 2 was removed`)
  expect(found.status).toBe(1)
  await sql`delete from audit_entry`.execute(owner())
  await sql`delete from audit_chain`.execute(owner())
  await append(null, 'fresh')
  const clean = run()
  expect(clean.stderr).toBe('')
  expect(JSON.parse(clean.stdout.trim().split('\n').at(-1) ?? '')).toEqual({
    name: 'audit',
    ok: true,
    detail: { chains: 1, entries: 1, findings: 0 },
  })
  expect(clean.status).toBe(0)
})
