import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { CopyLines, copying, copyText } from './copy.ts'
import { inTransaction, send } from './transaction.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

const texts = ['plain', '', '\\N', 'tab\tand\nline\\', 'Ångström 日本 🙂', '€'.repeat(70_000), null]

test('lines of any length come as they were, sent with what follows them', async () => {
  const lines = new CopyLines()
  for (const [no, text] of texts.entries()) lines.add(`${no}\t${copyText(text)}`)
  const found = await inTransaction(database.db, { kind: 'system' }, async (tx) => {
    send(tx, sql`create temporary table given (no int, text text) on commit drop`)
    send(tx, copying('copy given from stdin', lines))
    return send(tx, sql<{ text: string | null }>`select text from given order by no`)
  })
  expect(found.map(({ text }) => text)).toEqual(texts)
})

test('what the database does not take undoes the transaction, though nobody waited for it', async () => {
  const lines = new CopyLines()
  lines.add('no number')
  const done = inTransaction(database.db, { kind: 'system' }, async (tx) => {
    send(tx, sql`create temporary table given (no int) on commit drop`)
    send(tx, copying('copy given from stdin', lines))
  })
  await expect(done).rejects.toThrow('invalid input syntax for type integer')
})
