import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { RequestClient } from './dialect.ts'

let client: RequestClient
const schema = `t_${randomBytes(4).toString('hex')}`
beforeEach(async () => {
  client = new RequestClient({ connectionString: inject('database').ownerUrl })
  await client.connect()
  await client.query(`create schema ${schema}; create table ${schema}.thing (id int, owner text); set search_path = ${schema};
    insert into thing values (1, 'a'), (2, 'b')`)
})
afterEach(async () => {
  await client.query(`drop schema ${schema} cascade`)
  await client.end()
})

const prepared = async () =>
  (await client.query('select statement from pg_prepared_statements')).rows.map(
    (row: { statement: string }) => row.statement,
  )

async function repeat(text: string, values: unknown[], times = 6) {
  for (let n = 1; n < times; n++) await client.query(text, values)
  return (await client.query(text, values)).rows
}

test('a statement list answers with its last result', async () => {
  expect((await client.query('select 1 as n; select 2 as n')).rows).toEqual([{ n: 2 }])
})

test('what comes again is prepared; what comes once or may grow is not', async () => {
  const again = 'select id from thing where id = $1'
  expect(await repeat(again, [2])).toEqual([{ id: 2 }])
  expect(await repeat('select * from thing where id = $1', [2])).toEqual([{ id: 2, owner: 'b' }])
  expect(await repeat('select count(*)::int as n from thing where id > $1', [0])).toEqual([{ n: 2 }])
  await client.query('select owner from thing where id = $1', [1])
  expect((await prepared()).sort()).toEqual(['select count(*)::int as n from thing where id > $1', again])
})

test('a column added under it changes nothing; a changed type is refused once and then read anew', async () => {
  const star = 'select * from thing where id = $1'
  await repeat(star, [1])
  await client.query('alter table thing add more int')
  expect(await repeat(star, [1], 1)).toEqual([{ id: 1, owner: 'a', more: null }])
  const column = 'select id from thing where owner = $1'
  await repeat(column, ['a'])
  await client.query('alter table thing alter id type bigint')
  await expect(client.query(column, ['a'])).rejects.toThrow('cached plan must not change result type')
  expect(await repeat(column, ['a'])).toEqual([{ id: '1' }])
})

test('a policy reads the setting of the transaction that runs the kept plan', async () => {
  const role = `${schema}_role`
  await client.query(`create role ${role}; grant usage on schema ${schema} to ${role}; grant select on thing to ${role};
    alter table thing enable row level security;
    create policy own on thing to ${role} using (owner = (select current_setting('app.owner', true)))`)
  try {
    const text = 'select id from thing where id > $1 order by id'
    const as = async (owner: string) => {
      await client.query(`begin; set local role ${role}; set local app.owner = '${owner}'`)
      const { rows } = await client.query(text, [0])
      await client.query('commit')
      return rows
    }
    for (let n = 0; n < 8; n++) expect(await as('a')).toEqual([{ id: 1 }])
    expect(await as('b')).toEqual([{ id: 2 }])
    expect(await as('nobody')).toEqual([])
    expect(await prepared()).toContain(text)
    // and the same text by a role that the policies do not bind
    expect((await client.query(text, [0])).rows).toEqual([{ id: 1 }, { id: 2 }])
  } finally {
    await client.query(`drop policy own on thing; drop owned by ${role}; drop role ${role}`)
  }
})
