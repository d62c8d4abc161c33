import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from './database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

test('tests work as the restricted role, and look as the owner', async () => {
  const app = await sql<{ name: string; elevated: boolean }>`
    select current_user as name, rolsuper or rolbypassrls as elevated from pg_roles where rolname = current_user
  `.execute(database.db)
  expect(app.rows).toEqual([{ name: 'partnergate_test_app', elevated: false }])
  const owner = await sql<{ n: number }>`select count(*) as n from migration.kysely_migration`.execute(database.ownerDb)
  expect(owner.rows[0]?.n).toBeGreaterThan(0)
})

test('counts are numbers and dates have no time zone', async () => {
  const { rows } = await sql`
    select 9007199254740991::int8 as exact, 9007199254740993::int8 as beyond, date '2026-03-01' as day
  `.execute(database.db)
  expect(rows).toEqual([{ exact: 9007199254740991, beyond: '9007199254740993', day: '2026-03-01' }])
})

test('every file has a database of its own', async () => {
  const other = await createTestDatabase()
  try {
    expect(other.ownerUrl).not.toBe(database.ownerUrl)
    await sql`create table public.only_here ()`.execute(other.ownerDb)
    const { rows } = await sql<{ here: boolean }>`
      select to_regclass('public.only_here') is not null as here
    `.execute(database.ownerDb)
    expect(rows).toEqual([{ here: false }])
  } finally {
    await other.close()
  }
})
