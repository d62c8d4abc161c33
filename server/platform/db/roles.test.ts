import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { asOwner } from './connect.ts'
import { assertRestricted, ensureRoles, roleNames } from './roles.ts'
import { changeDatabaseUrl } from './url.ts'

let url: string
let prefix: string
beforeEach(() => {
  url = inject('database').ownerUrl
  prefix = `pgtest_${randomBytes(4).toString('hex')}`
})
afterEach(async () => {
  await asOwner(url, async (owner) => {
    const { rows } = await owner.query<{ rolname: string }>(
      // What an owner granted goes with the roles it granted, which must go first.
      `select rolname from pg_roles where starts_with(rolname, $1) order by rolname like '%owner', rolname`,
      [prefix],
    )
    for (const { rolname } of rows) await owner.query(`drop role ${rolname}`)
  })
})

async function as<T>(user: string, password: string, act: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: changeDatabaseUrl(url, { user, password }) })
  await client.connect()
  try {
    return await act(client)
  } finally {
    await client.end()
  }
}

test('the app role enters the auth role on request only, and is restricted', async () => {
  const names = roleNames(prefix)
  await asOwner(url, (owner) => ensureRoles(owner, names, 'secret-one'))
  await as(names.app, 'secret-one', async (client) => {
    await expect(assertRestricted(client)).resolves.toBeUndefined()
    const { rows } = await client.query(`select pg_has_role($1, 'USAGE') as has`, [names.auth])
    expect(rows).toEqual([{ has: false }])
    await client.query(`begin; set local role ${names.auth}; commit`)
    await expect(client.query(`set role ${names.definer}`)).rejects.toThrow('permission denied')
    const timeout = await client.query<{ statement_timeout: string }>('show statement_timeout')
    expect(timeout.rows).toEqual([{ statement_timeout: '30s' }])
  })
})

test('another secret changes the password; many at once agree', async () => {
  const names = roleNames(prefix)
  await asOwner(url, (owner) => ensureRoles(owner, names, 'secret-one'))
  await Promise.all(Array.from({ length: 8 }, () => asOwner(url, (owner) => ensureRoles(owner, names, 'secret-two'))))
  await as(names.app, 'secret-two', (client) => client.query('select 1'))
  await expect(as(names.app, 'secret-one', (client) => client.query('select 1'))).rejects.toThrow(
    'password authentication',
  )
})

test('an owner that may not create roles is told the SQL for whoever may', async () => {
  await asOwner(url, (owner) => owner.query(`create role ${prefix}_owner login password 'x'`))
  await as(`${prefix}_owner`, 'x', async (client) => {
    await expect(ensureRoles(client, roleNames(prefix), 'secret')).rejects.toThrow(
      `create role ${prefix}_app login noinherit nobypassrls`,
    )
  })
})

test('an owner that is no superuser prepares everything with CREATEROLE', async () => {
  const names = roleNames(prefix)
  await asOwner(url, (owner) => owner.query(`create role ${prefix}_owner login createrole password 'x'`))
  await as(`${prefix}_owner`, 'x', async (client) => {
    await ensureRoles(client, names, 'secret')
    await ensureRoles(client, names, 'secret') // and finds nothing to do the second time
    // gives tables and functions to them, which takes the right to become them
    await client.query(`set role ${names.definer}; set role ${names.auth}`)
  })
  await as(names.app, 'secret', (client) => client.query(`set role ${names.auth}`))
})

test.each([
  ['a superuser', 'superuser'],
  ['BYPASSRLS', 'bypassrls'],
])('a role with %s is refused', async (words, option) => {
  await asOwner(url, (owner) => owner.query(`create role ${prefix}_app login ${option} password 'x'`))
  await as(`${prefix}_app`, 'x', async (client) => {
    await expect(assertRestricted(client)).rejects.toThrow(words)
  })
})
