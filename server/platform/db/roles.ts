import { createHmac } from 'node:crypto'
import type { Client } from 'pg'
import pg from 'pg'

export const DEFAULT_ROLE_PREFIX = 'partnergate'

/**
 * Names of the three database roles beside the owner: `app` signs in and serves requests; `definer` owns the
 * SECURITY DEFINER functions; `auth` holds the account tables and is entered with SET LOCAL ROLE only.
 * Migrations call this without an argument: loadConfig has checked the same variable before.
 */
export function roleNames(prefix = process.env.DATABASE_ROLE_PREFIX || DEFAULT_ROLE_PREFIX) {
  return { app: `${prefix}_app`, definer: `${prefix}_definer`, auth: `${prefix}_auth` }
}

/** The app role's password: derived, so that every process with the same secret agrees without storing it. */
export function appRolePassword(secret: string): string {
  return createHmac('sha256', Buffer.from(secret, 'hex')).update('partnergate: database app role').digest('base64url')
}

type RoleState = { rolname: string; rolcanlogin: boolean; rolinherit: boolean; elevated: boolean }

// Set on the role, not in the connection's start-up packet, which PgBouncer would refuse.
const APP_SETTINGS = {
  statement_timeout: '30s',
  idle_in_transaction_session_timeout: '30s',
  lock_timeout: '10s',
}

/**
 * Creates the roles where they are missing and puts them right where they differ. `appPassword` is undefined when the
 * operator manages the app role's login (DATABASE_APP_URL): then that role must exist already.
 * @throws Error with the SQL an operator has to run, when the owner may not create roles.
 */
export async function ensureRoles(owner: Client, names: ReturnType<typeof roleNames>, appPassword?: string) {
  const before = await readRoles(owner, names)
  const wanted = [names.definer, names.auth, ...(appPassword === undefined ? [] : [names.app])]
  const missing = wanted.filter((name) => !before.has(name))
  try {
    for (const name of missing) await createRole(owner, name, name === names.app)
    if (appPassword !== undefined) await setAppRole(owner, names, appPassword)
    await grantMemberships(owner, names)
  } catch (error) {
    if ((error as { code?: string }).code === '42501') throw new Error(adviceOnRoles(names), { cause: error })
    throw error
  }
  if (!(await readRoles(owner, names)).has(names.app)) {
    throw new Error(`The database has no role ${names.app}, which DATABASE_APP_URL is to sign in as. Create it first.`)
  }
}

async function createRole(owner: Client, name: string, login: boolean): Promise<void> {
  const options = login ? 'login noinherit nobypassrls' : 'nologin nobypassrls'
  try {
    await owner.query(`create role ${pg.escapeIdentifier(name)} ${options}`)
  } catch (error) {
    // Roles belong to the whole cluster, advisory locks to one database: another database's start may have won.
    if (!['42710', '23505'].includes((error as { code?: string }).code ?? '')) throw error
  }
}

async function setAppRole(owner: Client, names: ReturnType<typeof roleNames>, password: string): Promise<void> {
  const name = pg.escapeIdentifier(names.app)
  const fingerprint = createHmac('sha256', password).update('role fingerprint').digest('hex')
  const { rows } = await owner.query<{ ready: boolean }>(
    `select coalesce(shobj_description(oid, 'pg_authid') = $2, false) and rolcanlogin and not rolinherit as ready
     from pg_roles where rolname = $1`,
    [names.app, fingerprint],
  )
  // Skipping what is already right keeps simultaneous starts from updating the same catalogue row.
  if (rows[0]?.ready) return
  await retryConcurrentUpdate(() =>
    owner.query(`alter role ${name} login noinherit password ${pg.escapeLiteral(password)}`),
  )
  for (const [setting, value] of Object.entries(APP_SETTINGS)) {
    await retryConcurrentUpdate(() => owner.query(`alter role ${name} set ${setting} = ${pg.escapeLiteral(value)}`))
  }
  await retryConcurrentUpdate(() => owner.query(`comment on role ${name} is ${pg.escapeLiteral(fingerprint)}`))
}

/**
 * `app` may enter `auth` (it is NOINHERIT, so it has nothing of it until it does); the owner may act for both. Since
 * PostgreSQL 16 whoever creates a role without being a superuser is a member of it that may not SET ROLE to it.
 */
async function grantMemberships(owner: Client, names: ReturnType<typeof roleNames>): Promise<void> {
  const { rows } = await owner.query<{ app_enters: boolean; owner_definer: boolean; owner_auth: boolean }>(
    `select coalesce(pg_has_role($1, $2, 'MEMBER'), false) as app_enters,
            pg_has_role(current_user, $3, m.entering) as owner_definer,
            pg_has_role(current_user, $2, m.entering) as owner_auth
     from (select case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end as entering) m`,
    [names.app, names.auth, names.definer],
  )
  const grant = (role: string, to: string) => retryConcurrentUpdate(() => owner.query(`grant ${role} to ${to}`))
  if (!rows[0]?.app_enters) await grant(pg.escapeIdentifier(names.auth), pg.escapeIdentifier(names.app))
  if (!rows[0]?.owner_definer) await grant(pg.escapeIdentifier(names.definer), 'current_user')
  if (!rows[0]?.owner_auth) await grant(pg.escapeIdentifier(names.auth), 'current_user')
}

async function retryConcurrentUpdate(act: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await act()
      return
    } catch (error) {
      const { code, message } = error as { code?: string; message: string }
      const concurrent = code === 'XX000' && message.includes('concurrently updated')
      if (attempt === 10 || !(concurrent || code === '23505')) throw error
      await new Promise((resolve) => setTimeout(resolve, 20 * attempt))
    }
  }
}

async function readRoles(client: Client, names: ReturnType<typeof roleNames>): Promise<Map<string, RoleState>> {
  const { rows } = await client.query<RoleState>(
    `select rolname, rolcanlogin, rolinherit, (rolsuper or rolbypassrls) as elevated
     from pg_roles where rolname = any($1)`,
    [Object.values(names)],
  )
  return new Map(rows.map((row) => [row.rolname, row]))
}

/**
 * Refuses to serve as a role that row-level security would not bind.
 * @throws Error naming what is wrong with the role of this connection.
 */
export async function assertRestricted(app: Client): Promise<void> {
  const { rows } = await app.query<{ name: string; rolsuper: boolean; rolbypassrls: boolean; owned: string | null }>(
    `select current_user as name, rolsuper, rolbypassrls,
       (select min(c.oid::regclass::text) from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname not like 'pg\\_%' and c.relkind in ('r', 'p') and pg_has_role(r.oid, c.relowner, 'USAGE')) as owned
     from pg_roles r where rolname = current_user`,
  )
  const role = rows[0]
  if (!role) throw new Error('The database does not tell who the application signed in as.')
  const faults = [
    role.rolsuper && 'is a superuser',
    role.rolbypassrls && 'has BYPASSRLS',
    !role.rolsuper && role.owned && `owns tables (for instance ${role.owned})`,
  ].filter(Boolean)
  if (faults.length > 0) {
    throw new Error(
      `The application's database role "${role.name}" ${faults.join(' and ')}, so row-level security would not hold. ` +
        'Point DATABASE_APP_URL at a role that has none of this, or leave DATABASE_APP_URL out.',
    )
  }
}

function adviceOnRoles({ app, definer, auth }: ReturnType<typeof roleNames>): string {
  return [
    'The role of DATABASE_URL may not create or grant the roles Partnergate needs. Either give it CREATEROLE, or let',
    'an administrator of the database run the following, and set DATABASE_APP_URL to sign in as the first of them:',
    `  create role ${app} login noinherit nobypassrls password '…';`,
    `  create role ${definer} nologin nobypassrls;`,
    `  create role ${auth} nologin nobypassrls;`,
    `  grant ${auth} to ${app};`,
    `  grant ${definer}, ${auth} to <the role of DATABASE_URL>;`,
  ].join('\n')
}
