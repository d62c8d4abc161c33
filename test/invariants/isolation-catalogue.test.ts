import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { roleNames } from '../../server/platform/db/roles.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

// Walks the database's own catalogue (design §5): a table nobody thought of fails here.

/** Tables of `public` whose rows belong to no partner, and why. */
const WITHOUT_PARTNER: Record<string, string> = {
  vendor_settings: "the vendor's own",
  vendor_staff: "the vendor's own",
  staff_invitation: "the vendor's own",
  entitlement: 'catalogue, everybody reads it',
  contract_type: 'catalogue, everybody reads it',
  contract_type_entitlement: 'catalogue, everybody reads it',
  lifecycle_entry: 'what vendors publish of products, everybody reads it',
  lifecycle_milestone: 'of a lifecycle entry',
  signing_key: "the installation's",
  administrator_request: 'made by a person who has no partner yet (R2)',
  import: "the vendor's working papers, which span partners; only staff and the system reach them",
  import_chunk: 'of an import',
  import_contract: 'of an import',
  import_line: 'of an import',
  import_finding: 'of an import',
  import_mapping: 'of an import',
  registration_handle: 'a registration under way, before there is a person or a partner',
}

/** Tables with partner_id whose keys do not lead with it, and why. */
const KEYED_OTHERWISE: Record<string, string> = {
  api_key_secret: 'directory: a key is looked up by its hash before there is a partner',
  contract_directory: 'directory: contract numbers are unique across partners',
  contract_line_directory: 'directory: serial numbers, unread since lines have an index of them',
  sponsorship_directory: 'directory: registration numbers are unique across partners',
  partner: 'the list of tenants itself: the vendor, who alone writes it, keeps names apart',
  mail_message: "sent for the vendor too, then partner_id is null; the outbox is the vendor's",
  confirmation: "a partner's employee confirms before there is a partner: partner_id may be null",
}

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

async function names(query: ReturnType<typeof sql<{ name: string }>>): Promise<string[]> {
  return (await query.execute(database.ownerDb)).rows.map(({ name }) => name)
}

const tables = sql`
  select c.oid, c.relname as name, c.relrowsecurity, c.relforcerowsecurity,
    (select a.attnum from pg_attribute a where a.attrelid = c.oid and a.attname = 'partner_id' and not a.attisdropped) as partner
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
`

describe('tables', () => {
  test('are there', async () => {
    expect((await names(sql`select t.name from (${tables}) t`)).length).toBeGreaterThan(10)
  })

  test('all stand under forced row-level security', async () => {
    const bare = sql<{
      name: string
    }>`select t.name from (${tables}) t where not (t.relrowsecurity and t.relforcerowsecurity)`
    expect(await names(bare)).toEqual([])
  })

  test('have a policy for the application, or no rights for it', async () => {
    const { app } = roleNames()
    const open = sql<{ name: string }>`
      select t.name from (${tables}) t
      where has_table_privilege(${app}, t.oid, 'select, insert, update, delete')
        and not exists (select from pg_policy p where p.polrelid = t.oid and (select oid from pg_roles where rolname = ${app}) = any(p.polroles))
    `
    expect(await names(open)).toEqual([])
  })

  test('policies read a setting once a query, not once a row (decision 14)', async () => {
    const perRow = sql<{ name: string }>`
      select p.tablename || ' ' || p.policyname as name from pg_policies p
      where p.schemaname = 'public'
        and regexp_replace(concat(p.qual, p.with_check), 'SELECT (unnest\\()?(\\(?NULLIF\\()?\\(?current_setting', '', 'g') ~ 'current_setting\\('
    `
    expect(await names(perRow)).toEqual([])
  })

  test('policies look a customer up in the reader’s list, instead of comparing it with all of them', async () => {
    const compared = sql<{ name: string }>`
      select p.tablename || ' ' || p.policyname as name from pg_policies p
      where p.schemaname = 'public' and p.qual ~ 'app[.]open' and p.qual !~ 'customer_id IN \\( SELECT unnest\\(\\(NULLIF\\(current_setting\\(''app[.]open'
    `
    expect(await names(compared)).toEqual([])
  })

  test('policies about writing by app.partner leave out the tenant in which the transaction only reads', async () => {
    const always = sql<{ name: string }>`
      select p.tablename || ' ' || p.policyname as name from pg_policies p
      where p.schemaname = 'public' and p.cmd <> 'SELECT' and p.tablename not in ('audit_chain', 'audit_entry')
        and concat(p.qual, p.with_check) ~ 'app[.]partner''' and concat(p.qual, p.with_check) !~ 'app[.]partner_reads'
    `
    expect(await names(always)).toEqual([])
  })

  test('carry partner_id, but for the listed', async () => {
    const without = await names(sql`select t.name from (${tables}) t where t.partner is null`)
    expect(without.filter((name) => !(name in WITHOUT_PARTNER))).toEqual([])
  })

  test('the lists name only tables that need it', async () => {
    const without = await names(sql`select t.name from (${tables}) t where t.partner is null`)
    const withPartner = await names(sql`select t.name from (${tables}) t where t.partner is not null`)
    expect(Object.keys(WITHOUT_PARTNER).filter((name) => !without.includes(name))).toEqual([])
    expect(Object.keys(KEYED_OTHERWISE).filter((name) => !withPartner.includes(name))).toEqual([])
  })

  test('a partner can never be null, but for the listed', async () => {
    const nullable = await names(sql`
      select t.name from (${tables}) t join pg_attribute a on a.attrelid = t.oid and a.attnum = t.partner
      where not a.attnotnull
    `)
    expect(nullable.filter((name) => !(name in KEYED_OTHERWISE))).toEqual([])
  })
})

describe('keys', () => {
  test('primary keys and unique indexes lead with partner_id', async () => {
    const others = await sql<{ name: string; index: string }>`
      select t.name, i.indexrelid::regclass::text as index
      from (${tables}) t join pg_index i on i.indrelid = t.oid
      where t.partner is not null and i.indisunique and i.indkey[0] <> t.partner
    `.execute(database.ownerDb)
    expect(others.rows.filter(({ name }) => !(name in KEYED_OTHERWISE))).toEqual([])
  })

  test('a table with a partner has a primary key', async () => {
    const keyless = sql<{ name: string }>`
      select t.name from (${tables}) t
      where t.partner is not null and not exists (select from pg_index i where i.indrelid = t.oid and i.indisprimary)
    `
    expect(await names(keyless)).toEqual([])
  })

  test('foreign keys between tenant tables lead with partner_id on both sides', async () => {
    const others = await sql<{ name: string; key: string }>`
      select t.name, k.conname as key
      from pg_constraint k join (${tables}) t on t.oid = k.conrelid join (${tables}) r on r.oid = k.confrelid
      where k.contype = 'f' and t.partner is not null and r.partner is not null
        and (k.conkey[1] <> t.partner or k.confkey[1] <> r.partner)
    `.execute(database.ownerDb)
    expect(others.rows.filter(({ name }) => !(name in KEYED_OTHERWISE))).toEqual([])
  })
})

describe('roles', () => {
  test('the application can neither pass row-level security nor make roles or databases', async () => {
    const { rows } = await sql`
      select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolinherit
      from pg_roles where rolname = ${roleNames().app}
    `.execute(database.ownerDb)
    const none = {
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolreplication: false,
    }
    expect(rows).toEqual([{ ...none, rolinherit: false }])
  })

  test('the application and the auth role own nothing', async () => {
    const { app, auth } = roleNames()
    const owned = sql<{ name: string }>`
      select format('%s %s', classid::regclass, objid) as name from pg_shdepend
      where deptype = 'o' and refobjid in (select oid from pg_roles where rolname in (${app}, ${auth}))
        and dbid = (select oid from pg_database where datname = current_database())
    `
    expect(await names(owned)).toEqual([])
  })

  test('the application cannot enter the owner or the role of the SECURITY DEFINER functions', async () => {
    const { app, auth } = roleNames()
    const entered = sql<{ name: string }>`
      select rolname as name from pg_roles where rolname <> ${app} and pg_has_role(${app}, oid, 'MEMBER')
    `
    expect(await names(entered)).toEqual([auth])
  })

  test('nobody but the owner makes tables: PUBLIC and the application may not create in any schema', async () => {
    const open = sql<{ name: string }>`
      select nspname as name from pg_namespace
      where nspname !~ '^pg_' and nspname <> 'information_schema' and has_schema_privilege(${roleNames().app}, oid, 'create')
    `
    expect(await names(open)).toEqual([])
  })
})

describe('functions', () => {
  test('that run with another role’s rights belong to the definer and have a pinned search_path', async () => {
    const loose = sql<{ name: string }>`
      select p.oid::regprocedure::text as name from pg_proc p join pg_roles o on o.oid = p.proowner
      where p.prosecdef and p.pronamespace::regnamespace::text in ('app', 'public', 'auth')
        and (o.rolname <> ${roleNames().definer} or not coalesce(p.proconfig, '{}') && array(
          select setting from unnest(coalesce(p.proconfig, '{}')) setting
          where setting like 'search_path=%' and setting not like '%$user%'))
    `
    expect(await names(loose)).toEqual([])
    const all = sql<{
      name: string
    }>`select proname as name from pg_proc where prosecdef and pronamespace = 'app'::regnamespace`
    expect((await names(all)).length).toBeGreaterThan(0)
  })

  test('none of them is open to every login of the database', async () => {
    const open = sql<{ name: string }>`
      select p.oid::regprocedure::text as name from pg_proc p
      where p.prosecdef and p.pronamespace::regnamespace::text in ('app', 'public', 'auth')
        and has_schema_privilege('public', p.pronamespace, 'usage')
        and has_function_privilege('public', p.oid, 'execute')
    `
    expect(await names(open)).toEqual([])
  })

  test('tables outside public are reached through them only', async () => {
    const direct = sql<{ name: string }>`
      select c.oid::regclass::text as name from pg_class c
      where c.relnamespace::regnamespace::text in ('app', 'auth', 'migration') and c.relkind in ('r', 'p', 'v')
        and has_table_privilege(${roleNames().app}, c.oid, 'select, insert, update, delete')
    `
    expect(await names(direct)).toEqual([])
  })
})
