import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { vendorChain } from '../../audit/append.ts'
import { inTransaction, send, type Tx } from './transaction.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

const begin = <T>(fn: (tx: Tx) => Promise<T>) => inTransaction(database.db, { kind: 'system' }, fn)
const write = (tx: Tx, seq: number | null) =>
  send(
    tx,
    sql`insert into audit_chain (partner_id, seq, hash) values (${vendorChain}, ${seq}, '') on conflict (partner_id)
    do update set seq = excluded.seq`,
  )
const read = async () =>
  (await database.ownerDb.selectFrom('audit_chain').select('seq').where('partner_id', '=', vendorChain).execute())[0]
    ?.seq

test('what is sent arrives in order, waited for or not, and the commit waits for it', async () => {
  const seen = await begin(async (tx) => {
    write(tx, 1)
    write(tx, 2)
    const [row] = await send(tx, tx.selectFrom('audit_chain').select('seq').where('partner_id', '=', vendorChain))
    write(tx, 3)
    return row?.seq
  })
  expect(seen).toBe(2)
  expect(await read()).toBe(3)
})

test('what nobody waited for and failed undoes everything, and is what is thrown', async () => {
  const before = await read()
  const broken = { code: '23502' }
  const alone = begin(async (tx) => {
    write(tx, 7)
    write(tx, null)
  })
  await expect(alone).rejects.toMatchObject(broken)
  const followed = begin(async (tx) => {
    write(tx, null)
    await tx.selectFrom('audit_chain').select('seq').execute()
  })
  await expect(followed).rejects.toMatchObject(broken)
  const caught = begin(async (tx) => {
    await write(tx, null).catch(() => {})
  })
  await expect(caught).rejects.toMatchObject(broken)
  expect(await read()).toBe(before)
})

test('what the operation itself throws is thrown, and what it sent before is undone', async () => {
  const before = await read()
  const refused = begin(async (tx) => {
    write(tx, 9)
    throw new Error('refused')
  })
  await expect(refused).rejects.toThrow('refused')
  expect(await read()).toBe(before)
})

test('a value that cannot even be sent undoes everything', async () => {
  const before = await read()
  const circular: Record<string, unknown> = {}
  circular.self = circular
  const unsendable = begin(async (tx) => {
    write(tx, 11)
    send(tx, sql`select ${circular}::json`)
  })
  await expect(unsendable).rejects.toThrow('circular')
  expect(await read()).toBe(before)
})
