import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { apiPrefix } from '../../server/app.ts'
import { inTransaction } from '../../server/platform/db/transaction.ts'
import type { Route } from '../../server/platform/http/route.ts'
import { routes } from '../../server/routes.ts'
import { createWorld, type World } from '../support/world.ts'
import { buildModel, type Mark, type Model, marksIn, type Tenant, type Viewer } from './model.ts'
import { seeded } from './random.ts'
import { sampleBody } from './sample.ts'

const seeds = process.env.ISOLATION_SEEDS ? process.env.ISOLATION_SEEDS.split(',').map(Number) : [11, 12]
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
// These end the viewer's own session and would turn the rest of a run into 401s.
const endsOwnSession = /\/account\/(sign-out|password|sessions)/

let world: World | undefined
afterEach(async () => {
  await world?.close()
  world = undefined
})

/** Paths of a route with ids of `of`, and with its partner's id but another tenant's objects. */
function pathsOf(route: Route, of: Tenant, other: Tenant | undefined): string[] {
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
  const fill = (from: (name: string) => Tenant) =>
    apiPrefix +
    route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(
        from(name).ids[name]?.[0] ??
          (name === 'entitlementId' ? 'software.download' : '01990000-0000-7000-8000-000000000000'),
      ),
    )
  const paths = [fill(() => of)]
  if (other && names.length > 1) paths.push(fill((name) => (name === 'partnerId' ? of : other)))
  return paths
}

function leaks(model: Model, viewer: Viewer, answer: string, asked: string): string[] {
  const seen = new Set<Mark>(marksIn(answer))
  for (const id of answer.match(uuid) ?? []) {
    const mark = model.markOfId.get(id)
    // An id that the caller wrote into the path itself tells nothing.
    if (mark && !asked.includes(id)) seen.add(mark)
  }
  return [...seen].filter((mark) => !viewer.sees(mark))
}

const others = (model: Model, tenant: Tenant) => model.tenants.find((candidate) => candidate.index !== tenant.index)

describe.each(seeds)('world %i', (seed) => {
  it('shows every reader exactly their tenants, on every GET', async () => {
    world = await createWorld()
    const model = await buildModel(world, seeded(seed))
    const found: string[] = []
    let answered = 0
    for (const route of routes.filter((candidate) => candidate.method === 'get')) {
      for (const viewer of model.viewers) {
        for (const tenant of model.tenants) {
          for (const path of pathsOf(route, tenant, others(model, tenant))) {
            const reply = await world.call(viewer.actor, 'GET', path)
            if (reply.status === 200) answered += 1
            if (reply.status >= 500) found.push(`${viewer.name} GET ${path}: ${reply.status} ${reply.text}`)
            for (const mark of leaks(model, viewer, reply.text, path))
              found.push(`${viewer.name} GET ${path}: ${reply.status} shows ${mark}`)
            if (route.realm === 'partner' && !viewer.partners.has(tenant.index) && reply.status < 400)
              found.push(`${viewer.name} GET ${path}: ${reply.status}`)
          }
          if (!route.path.includes('{')) break
        }
      }
    }
    expect(found).toEqual([])
    expect(answered).toBeGreaterThan(routes.length)
  })

  it('changes nothing of a tenant the writer does not belong to, on every write', async () => {
    world = await createWorld()
    const model = await buildModel(world, seeded(seed))
    const found: string[] = []
    for (const viewer of model.viewers.filter((candidate) => !(candidate.kind === 'staff' && candidate.mayWrite))) {
      const before = await fingerprints(world)
      for (const route of routes.filter(
        (candidate) => candidate.method !== 'get' && !endsOwnSession.test(candidate.path),
      )) {
        for (const tenant of model.tenants.filter((candidate) => !viewer.partners.has(candidate.index))) {
          const own = model.tenants.find((candidate) => viewer.partners.has(candidate.index))
          const body = route.body && sampleBody(route.body, (field) => tenant.ids[field.replace(/Ids?$/, 'Id')]?.[0])
          const paths = [...pathsOf(route, tenant, undefined), ...(own ? pathsOf(route, own, tenant).slice(1) : [])]
          for (const path of paths) {
            const reply = await world.call(viewer.actor, route.method.toUpperCase(), path, body)
            if (reply.status >= 500) found.push(`${viewer.name} ${route.method} ${path}: ${reply.status} ${reply.text}`)
            for (const mark of leaks(model, viewer, reply.text, `${path} ${JSON.stringify(body)}`))
              found.push(`${viewer.name} ${route.method} ${path}: shows ${mark}`)
          }
        }
      }
      const after = await fingerprints(world)
      for (const tenant of model.tenants.filter((candidate) => !viewer.partners.has(candidate.index)))
        for (const [table, print] of Object.entries(after[tenant.partnerId] ?? {}))
          if (print !== before[tenant.partnerId]?.[table] && !touchesOwnRegistration(viewer, tenant, table))
            found.push(`${viewer.name} changed ${table} of tenant ${tenant.index}`)
    }
    expect(found).toEqual([])
  })

  it('shows the restricted role only its tenant when a WHERE is forgotten', async () => {
    world = await createWorld()
    const model = await buildModel(world, seeded(seed))
    expect(await strayRows(world, model, await tenantTables(world))).toEqual([])
  })
})

it('notices when the policy of any tenant table is gone', async () => {
  world = await createWorld()
  const model = await buildModel(world, seeded(1))
  for (const table of await tenantTables(world)) {
    const filled = await sql`select from ${sql.table(table)} limit 1`.execute(world.ownerDb)
    if (filled.rows.length === 0) continue
    await sql`create policy mutation on ${sql.table(table)} for select using (true)`.execute(world.ownerDb)
    expect(
      (await strayRows(world, model, [table])).length,
      `a policy that lets all through on ${table}`,
    ).toBeGreaterThan(0)
    await sql`drop policy mutation on ${sql.table(table)}`.execute(world.ownerDb)
  }
})

/** Rows that a reader's transaction reaches beyond their tenant, asked without any WHERE. */
async function strayRows(of: World, model: Model, tables: string[]): Promise<string[]> {
  const found: string[] = []
  for (const viewer of model.viewers.filter((candidate) => candidate.actor && candidate.kind !== 'staff')) {
    const token = decodeURIComponent(viewer.actor?.cookie.split('=')[1] ?? '').split('.')[0] ?? ''
    for (const tenant of model.tenants) {
      await inTransaction(
        of.db,
        { kind: 'session', token, realm: 'partner', partnerId: tenant.partnerId },
        async (tx) => {
          for (const table of tables) {
            const { rows } = await sql<{
              partner_id: string
            }>`select distinct partner_id::text from ${sql.table(table)}`.execute(tx)
            for (const { partner_id } of rows)
              if (!viewer.partners.has(tenant.index) || partner_id !== tenant.partnerId)
                found.push(`${viewer.name} reads ${table} of ${partner_id}`)
          }
        },
      )
    }
  }
  return found
}

// A person may act on their own registration (switch, ask, leave), which is a row of the partner's tenant.
function touchesOwnRegistration(viewer: Viewer, tenant: Tenant, table: string): boolean {
  return (
    viewer.registeredIn.has(tenant.index) &&
    ['registration', 'entitlement_switch', 'access_request', 'audit_entry', 'audit_chain'].includes(table)
  )
}

async function tenantTables(of: World): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select c.table_name as name from information_schema.columns c
    join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name and t.table_type = 'BASE TABLE'
    where c.table_schema = 'public' and c.column_name = 'partner_id' and c.is_nullable = 'NO' and c.table_name not in ('audit_chain')`.execute(
    of.ownerDb,
  )
  return rows.map((row) => row.name)
}

/** A hash of every tenant table's rows, by tenant. */
async function fingerprints(of: World): Promise<Record<string, Record<string, string>>> {
  const prints: Record<string, Record<string, string>> = {}
  for (const table of await tenantTables(of)) {
    // Attempts are recorded in the tenant whose number was tried: that is their purpose.
    if (table === 'sponsorship_attempt') continue
    const { rows } = await sql<{
      partner_id: string
      print: string
    }>`select partner_id::text, md5(string_agg(t::text, '|' order by t::text)) as print
      from ${sql.table(table)} t group by partner_id`.execute(of.ownerDb)
    for (const row of rows) prints[row.partner_id] = { ...prints[row.partner_id], [table]: row.print }
  }
  return prints
}
