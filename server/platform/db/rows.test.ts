import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { rowsAs } from './rows.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

test('rows arrive as they were given, whatever an array would make of their text', async () => {
  const texts = [
    '',
    'null',
    'NULL',
    '"',
    '\\',
    '\\"',
    '{a,b}',
    'a,b',
    ' a ',
    'line\nfeed',
    '\ttab',
    'ñ €',
    "it's",
    '$1',
    '%_',
  ]
  const rows = [
    ...texts.map((text, no) => ({ no, text, at: '2026-01-02T00:00:00.000Z' })),
    { no: 99, text: null, at: null },
  ]
  const types = { no: 'int', text: 'text', at: 'timestamptz' }
  const found = await sql`select r.no, r.text, r.at from ${rowsAs('r', types, rows)} order by r.no`.execute(database.db)
  expect(found.rows).toEqual(rows.map((row) => ({ ...row, at: row.at && new Date(row.at) })))
})
