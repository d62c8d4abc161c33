import pg from 'pg'
import { planWorld } from './actors.ts'
import { catalogueRows } from './catalogue.ts'
import { licenceKeyId, licenceKeys } from './collectors.ts'
import type { Context } from './facts.ts'
import type { Account, Plan, Row } from './plan.ts'
import { seeded } from './random.ts'
import { rules } from './rules.ts'
import { probeFunction, readTables, type Table } from './tables.ts'

/** Worlds that are in one database together, and that database's tables. */
export type Batch = { plans: Plan[]; tables: Table[]; rows: Record<string, Row[]> }

export const tokenOf = (account: Account) => `isolation-${account.id}`

const vendorChain = '00000000-0000-0000-0000-000000000000'

/** Rows that are there in every batch. */
function constantRows(): Record<string, Row[]> {
  return {
    ...catalogueRows(),
    vendor_settings: [{ id: true }],
    signing_key: licenceKeys,
    audit_chain: [{ partner_id: vendorChain, seq: 0, hash: 'x' }],
  }
}

/** Empties the database and fills it with the worlds of these seeds, table by table. */
export async function fill(owner: pg.Client, seeds: number[]): Promise<Batch> {
  const tables = await readTables(owner)
  const unknown = tables.filter(({ name }) => !(name in rules)).map(({ name }) => name)
  if (unknown.length > 0)
    throw new Error(`test/isolation/rules.ts does not say who reads and writes ${unknown.join(', ')}: see its README`)
  const plans = seeds.map(planWorld)
  const rows = constantRows()
  for (const plan of plans)
    for (const [name, more] of Object.entries(plan.rows)) rows[name] = [...(rows[name] ?? []), ...more]
  await owner.query('begin')
  await owner.query(`set local session_replication_role = replica`) // no foreign keys to follow: the order is nobody's
  const emptied = Object.keys(rows).filter((name) => name !== 'vendor_settings')
  await owner.query(
    `truncate ${[...emptied, ...tables.map(({ name }) => name).filter((name) => name !== 'vendor_settings'), 'auth."user"', 'auth.session'].join(', ')} cascade`,
  )
  await insertAccounts(
    owner,
    plans.flatMap((plan) => plan.accounts),
  )
  for (const [name, given] of Object.entries(rows)) if (name !== 'vendor_settings') await insertAll(owner, name, given)
  await owner.query('commit')
  await owner.query('analyze')
  return { plans, tables, rows }
}

export async function prepareDatabase(owner: pg.Client): Promise<void> {
  await owner.query(probeFunction)
}

async function insertAll(owner: pg.Client, name: string, rows: Row[]): Promise<void> {
  if (rows.length === 0) return
  const columns = Object.keys(rows[0] as Row)
  const strange = rows.find((row) => Object.keys(row).join() !== columns.join())
  if (strange) throw new Error(`rows of ${name} name different columns: ${Object.keys(strange)} and ${columns}`)
  const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ')
  const table = pg.escapeIdentifier(name)
  await owner.query(`insert into ${table} (${list}) select ${list} from json_populate_recordset(null::${table}, $1)`, [
    JSON.stringify(rows),
  ])
}

async function insertAccounts(owner: pg.Client, accounts: Account[]): Promise<void> {
  await owner.query(
    `with given as (select * from json_to_recordset($1) as g (id uuid, "firstName" text, "lastName" text, email text, verified boolean,
       disabled boolean, "sessionEnded" boolean)),
     people as (insert into auth."user" (id, name, email, "emailVerified", "firstName", "lastName", language, "disabledAt")
       select id, "firstName" || ' ' || "lastName", email, verified, "firstName", "lastName", 'en', case when disabled then now() end from given)
     insert into auth.session (id, token, "userId", "expiresAt", "updatedAt")
       select gen_random_uuid(), 'isolation-' || id, id, now() + case when "sessionEnded" then interval '-1 minute' else interval '3 hours' end, now() from given`,
    [JSON.stringify(accounts)],
  )
}

/** Every way in which the people of a world begin a transaction, and some that are not theirs to begin. */
export function contextsOf(plan: Plan, others: Plan[]): Context[] {
  const random = seeded(plan.seed + 7)
  const contexts: Context[] = []
  for (const { kind, account, key, machine } of plan.actors) {
    if (machine)
      contexts.push({
        name: `${kind} ${machine.collectorId}`,
        accountId: null,
        machine,
        realm: 'collector',
        // A licence is of one partner, whatever partner is said.
        partnerId: machine.addressHash || random.chance(0.9) ? machine.partnerId : random.pick(plan.partnerIds),
        writes: random.chance(0.7),
      })
    if (key) {
      const of = (realm: 'partner' | 'vendor', partnerId?: string) =>
        contexts.push({
          name: `${kind} ${key.keyId} as ${realm}`,
          accountId: null,
          keyId: key.keyId,
          realm,
          writes: random.chance(0.7),
          ...(partnerId && { partnerId }),
        })
      of('partner', random.chance(0.7) ? key.partnerId : random.pick(plan.partnerIds))
      of('vendor')
    }
    if (!account) continue
    const add = (realm: Context['realm'], partnerId?: string) =>
      contexts.push({
        name: `${kind} ${account.id} as ${realm}${partnerId ? ` of ${partnerId}` : ''}`,
        accountId: account.id,
        realm,
        ...(partnerId && { partnerId }),
        writes: random.chance(0.7),
      })
    const related = new Set(
      [...(plan.rows.membership ?? []), ...(plan.rows.acting ?? []), ...(plan.rows.registration ?? [])]
        .filter((row) => row.account_id === account.id)
        .map((row) => row.partner_id as string),
    )
    // Where they have or had something, and sometimes where they never did: there all are alike.
    if (random.chance(0.3)) related.add(random.pick(plan.partnerIds))
    if (others.length > 0 && random.chance(0.2)) related.add(random.pick(random.pick(others).partnerIds))
    for (const partnerId of related) add('partner', partnerId)
    if (related.size === 0 || random.chance(0.4)) add('person')
    const staffLike = (plan.rows.vendor_staff ?? []).some((row) => row.account_id === account.id)
    if (staffLike || random.chance(0.1)) add('vendor')
  }
  const proofs = ['confirmation', 'registration_handle', 'staff_invitation', 'team_invitation'].flatMap(
    (name) => plan.rows[name] ?? [],
  )
  for (const row of proofs)
    contexts.push({
      name: `holder of ${row.proof_hash}`,
      accountId: null,
      realm: 'public',
      proof: row.proof_hash as string,
      writes: true,
    })
  contexts.push({ name: 'stranger', accountId: null, realm: 'public', writes: true })
  contexts.push({
    name: 'system in a tenant',
    accountId: null,
    realm: 'system',
    partnerId: random.pick(plan.partnerIds),
    writes: true,
  })
  return contexts
}

/** The statement with which the server begins a transaction for this context. */
export function opening(plan: Plan, context: Context): string {
  const literal = (value: string | undefined) => (value === undefined ? 'null' : pg.escapeLiteral(value))
  if (context.realm === 'public') return `select app.enter_public(${literal(context.proof)})`
  if (context.realm === 'system') return `select app.enter_system(${literal(context.partnerId)}::uuid)`
  if (context.machine) {
    const { licenceId, jkt, addressHash } = context.machine
    if (addressHash) return `select app.enter_agent('${addressHash}', ${context.writes})`
    return `select app.enter_collector(${literal(context.partnerId)}::uuid, '${licenceId}', '${licenceKeyId}', '${jkt}', ${context.writes})`
  }
  if (context.keyId) {
    const secret = plan.rows.api_key_secret?.find((row) => row.key_id === context.keyId)
    return `select app.enter_key('${secret?.secret_hash}', '${context.realm}', ${literal(context.partnerId)}::uuid, ${context.writes})`
  }
  const account = plan.accounts.find(({ id }) => id === context.accountId)
  if (!account) throw new Error(`nobody is ${context.accountId}`)
  return `select app.enter_session('${tokenOf(account)}', '${context.realm}', ${literal(context.partnerId)}::uuid, ${context.writes})`
}
