import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { BinaryRows, copyIn } from './copy.ts'
import { inTransaction, send } from './transaction.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

const texts = [
  '',
  'plain',
  ' a\tb\n\\N "c" ',
  'ñ €',
  'é'.repeat(39),
  '😀 \u0301',
  'x'.repeat(200_000),
  '€'.repeat(300_000),
]
const ids = ['0192f0c1-7e5a-7abc-8def-0123456789ab', 'ffffffff-ffff-ffff-ffff-ffffffffffff']

test('rows of the binary format arrive as they were written, those that are asked for, with what was written over', async () => {
  const rows = new BinaryRows()
  rows.begin(1)
  rows.text('of a batch before')
  rows.clear()
  const places = texts.map((text, no) => {
    rows.begin(5)
    rows.int4(no)
    const [first = ''] = ids
    const id = rows.uuid(first)
    const again = rows.int4(0)
    rows.bytea('00ff10')
    if (text === '') rows.none()
    else rows.text(text)
    return { ...rows.end(), id, again }
  })
  for (const { id, again } of places.slice(2, 4)) {
    rows.setUuid(id, ids[1] ?? '')
    rows.setInt4(again, -7)
  }
  const asked = [0, 1, 3, 5, 6, 7]
  const found = await inTransaction(database.db, { kind: 'system' }, async (tx) => {
    await sql`create temporary table arrived (no int, id uuid, again int, bytes bytea, said text) on commit drop`.execute(
      tx,
    )
    copyIn(tx, 'copy arrived from stdin (format binary)', rows.pieces(asked.flatMap((no) => places[no] ?? [])))
    const { rows: arrived } = await sql`select * from arrived order by no`.execute(tx)
    return arrived
  })
  expect(found).toEqual(
    asked.map((no) => ({
      no,
      id: no === 3 ? ids[1] : ids[0],
      again: no === 3 ? -7 : 0,
      bytes: Buffer.from('00ff10', 'hex'),
      said: texts[no] || null,
    })),
  )
})

test('a COPY that is refused fails its transaction, whoever waits for it', async () => {
  const refused = inTransaction(database.db, { kind: 'system' }, async (tx) => {
    await sql`create temporary table arrived (no int) on commit drop`.execute(tx)
    copyIn(tx, 'copy arrived from stdin', 'no number\n').catch(() => {})
    await sql`select 1`.execute(tx)
  })
  await expect(refused).rejects.toThrow(/invalid input syntax for type integer/)
})

test('all rows, with new ids in their order and instants before and after the year 2000', async () => {
  const instants = ['1990-01-01T00:00:00.001Z', '2000-01-01T00:00:00.000Z', '2199-12-31T23:59:59.999Z']
  const rows = new BinaryRows()
  for (const at of instants) {
    rows.begin(2)
    rows.newId()
    rows.timestamptz(Date.parse(at))
  }
  const found = await inTransaction(database.db, { kind: 'system' }, async (tx) => {
    send(tx, sql`create temporary table arrived (id uuid, at timestamptz) on commit drop`)
    copyIn(tx, 'copy arrived from stdin (format binary)', rows.pieces())
    return send(tx, sql<{ at: Date }>`select at from arrived order by id`)
  })
  expect(found.map(({ at }) => at.toISOString())).toEqual(instants)
})
