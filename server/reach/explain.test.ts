import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, createWorld, inDays, tokenOf, type World } from '../../test/support/world.ts'
import { endsSupportAccess, readsSupportAccess } from '../acting/policy.ts'
import { mayReadPartnerAudit } from '../audit/policy.ts'
import { changesCollectors, readsCollectors } from '../collectors/policy.ts'
import { changesCustomers, sponsorsChange } from '../customers/policy.ts'
import {
  administersActivePartner,
  administersPartner,
  readsRecords,
  seesService,
  serviceInForce,
} from '../partners/policy.ts'
import { type Entry, inTransaction, type Principal, type Tx } from '../platform/db/transaction.ts'
import { runsReviews } from '../reviews/policy.ts'
import { type Action, actions, chainOf, linkNames, rules } from './actions.ts'
import { explainReach } from './explain.ts'
import { readAccess, readMember } from './queries.ts'

let world: World
let partnerId: string
let customerId: string
let otherId: string
let contractTypeId: string
let reader: Actor
let actor: Actor
beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner()).partnerId
  customerId = await world.customer(partnerId)
  otherId = await world.customer(partnerId)
  contractTypeId = await world.serviceType()
  reader = await world.member(partnerId, { role: 'super_admin' })
  actor = await world.member(partnerId, { role: 'user' })
  await world.collector(partnerId, customerId)
})
afterAll(() => world.close())

const contracts = ['none', 'in_force', 'future', 'ended', 'long_ended', 'suspended', 'terminated_long_ago'] as const
/** One small world; most facts hold most of the time, so that every one of them decides now and then. */
const facts = fc.record({
  disabled: fc.constantFrom(false, false, false, false, true),
  partner: fc.constantFrom('active', 'active', 'active', 'suspended'),
  membership: fc.constantFrom('active', 'active', 'active', 'active', 'suspended', 'removed'),
  role: fc.constantFrom('super_admin', 'admin', 'user', 'user', 'user', null),
  sponsors: fc.constantFrom(false, false, true),
  all: fc.constantFrom('no', 'no', 'yes', 'until', 'ended'),
  association: fc.constantFrom('none', 'open', 'until', 'ended'),
  customer: fc.constantFrom('active', 'active', 'active', 'archived'),
  contract: fc.constantFrom(...contracts, 'in_force', 'in_force'),
  other: fc.constantFrom('none', 'in_force', 'ended', 'long_ended'),
  type: fc.constantFrom('active', 'active', 'active', 'active', 'retired'),
})
type Facts = typeof facts extends fc.Arbitrary<infer T> ? T : never

const dates: Record<
  (typeof contracts)[number],
  { from: number; to: number; state: string; changed: number | null } | null
> = {
  none: null,
  in_force: { from: -60, to: 300, state: 'active', changed: null },
  future: { from: 5, to: 300, state: 'active', changed: null },
  ended: { from: -60, to: -1, state: 'active', changed: null },
  long_ended: { from: -90, to: -31, state: 'active', changed: null },
  suspended: { from: -60, to: 300, state: 'suspended', changed: -2 },
  terminated_long_ago: { from: -90, to: 300, state: 'terminated', changed: -40 },
}

async function arrange(f: Facts): Promise<void> {
  const at = { partner_id: partnerId, account_id: actor.accountId }
  await world.ownerDb.transaction().execute(async (tx) => {
    await sql`update auth."user" set "disabledAt" = ${f.disabled ? new Date() : null} where id = ${actor.accountId}`.execute(
      tx,
    )
    await sql`update partner set state = ${f.partner} where partner_id = ${partnerId}`.execute(tx)
    await sql`update customer set state = ${f.customer} where customer_id = ${customerId}`.execute(tx)
    await sql`update contract_type set state = ${f.type} where contract_type_id = ${contractTypeId}`.execute(tx)
    await sql`update membership set state = ${f.membership}, role = ${f.role}, sponsors = ${f.sponsors}, all_customers = ${f.all !== 'no'},
      all_customers_until = ${f.all === 'until' ? inDays(3) : f.all === 'ended' ? inDays(-1) : null}
      where partner_id = ${at.partner_id} and account_id = ${at.account_id}`.execute(tx)
    await sql`delete from association`.execute(tx)
    if (f.association !== 'none')
      await sql`insert into association (partner_id, account_id, customer_id, given_by, given_by_name, ends_at)
        values (${partnerId}, ${actor.accountId}, ${customerId}, ${reader.accountId}, 'Given',
          ${f.association === 'until' ? inDays(2) : f.association === 'ended' ? inDays(-0.01) : null})`.execute(tx)
    await sql`delete from contract_line`.execute(tx)
    await sql`delete from contract where contract_type_id = ${contractTypeId}`.execute(tx)
  })
  await contractOf(customerId, f.contract)
  await contractOf(otherId, f.other)
  // Data there always is: a line on a contract that has nothing to do with the service.
  const plain = await world.ownerDb.selectFrom('contract').select('contract_id').executeTakeFirstOrThrow()
  await world.line(partnerId, plain.contract_id, { customerId })
}

async function contractOf(of: string, kind: (typeof contracts)[number]): Promise<void> {
  const given = dates[kind]
  if (!given) return
  const contractId = await world.contract(partnerId, { contractTypeId, customerId: of })
  await world.ownerDb
    .updateTable('contract')
    .set({
      starts_at: inDays(given.from),
      ends_at: inDays(given.to),
      state: given.state,
      state_changed_at: given.changed === null ? null : inDays(given.changed),
    })
    .where('contract_id', '=', contractId)
    .execute()
}

const entryOf = ({ cookie }: Actor): Entry => ({
  kind: 'session',
  token: tokenOf({ cookie }),
  realm: 'partner',
  partnerId,
})

type Reached = { customer: boolean; line: boolean; collector: boolean; writable: boolean; adminWrites: boolean }

/** What the database really gives the actor's own transaction, without any WHERE. */
async function reached(tx: Tx): Promise<Reached> {
  const { rows } = await sql<Reached>`select
    exists (select from customer where customer_id = ${customerId}) as customer,
    exists (select from contract_line where customer_id = ${customerId}) as line,
    exists (select from collector where customer_id = ${customerId}) as collector,
    coalesce(${customerId}::uuid = any (nullif(current_setting('app.writable', true), '')::uuid[]), false) as writable,
    nullif(current_setting('app.admin_writes', true), '') is not null as "adminWrites"`.execute(tx)
  return rows[0] as Reached
}

/** What the policies allow and the database gives, put together as the routes do it. */
function allowed(principal: Principal | null, row: Reached): Record<Action, boolean> {
  const member = { partner: principal?.partner ?? null }
  const may = (policy: (member: never) => unknown) => member.partner !== null && policy(member as never) === null
  const reads = may(readsRecords) && row.customer
  const manages = may(administersActivePartner) && row.adminWrites
  return {
    see_customer: reads,
    read_contracts: reads,
    see_data: may(seesService) && row.line,
    search_lines: may(seesService),
    see_what_stops: may(administersPartner),
    add_customer: may(changesCustomers),
    change_customer: may(changesCustomers) && row.customer && current.customer === 'active',
    sponsor: may(sponsorsChange),
    see_collectors: may(readsCollectors) && row.collector,
    register_collector: may(changesCollectors) && row.writable,
    download_licence: may(changesCollectors) && row.writable,
    end_collector: may(changesCollectors) && row.collector && (row.adminWrites || row.writable),
    upload_inventory: may(seesService) && row.writable,
    revalidate_collection: may(seesService) && row.writable,
    acknowledge_alerts: may(seesService) && row.writable,
    register_people: may(administersPartner) && may(serviceInForce) && manages,
    manage_people: manages,
    // As members are judged: who is no super administrator changes none.
    manage_super_admins: manages && member.partner?.role === 'super_admin',
    manage_associations: manages,
    manage_reviews: manages,
    start_reviews: may((one) => runsReviews(one, 'team')),
    manage_keys: manages,
    read_audit: may(mayReadPartnerAudit),
    read_support_access: may(readsSupportAccess),
    end_support_access: may(endsSupportAccess),
  }
}

let current: Facts

test('the explanation says what the database shows and the policies allow, in random worlds', async () => {
  const seen = new Map<string, number>()
  let runs = 0
  await fc.assert(
    fc.asyncProperty(facts, async (f) => {
      current = f
      await arrange(f)
      const truth = await inTransaction(world.db, entryOf(actor), async (tx, principal) =>
        allowed(principal, await reached(tx)),
      )
      const said = await inTransaction(world.db, { kind: 'system' }, async (tx) => {
        const member = await readMember(tx, partnerId, actor.accountId)
        const row = await readAccess(tx, partnerId, actor.accountId, customerId)
        if (!member || !row) throw new Error('no row of facts')
        const found = {} as Record<Action, boolean>
        for (const action of actions) {
          const holds = chainOf(action, member, row).every((link) => link.holds)
          found[action] = holds
          seen.set(`${action} ${holds}`, (seen.get(`${action} ${holds}`) ?? 0) + 1)
        }
        // The view's own columns say the same as the links made of it.
        if (!f.disabled) {
          expect(row.sees_customer).toBe(found.see_customer)
          expect(row.sees_data).toBe(found.see_data)
          expect(row.changes_data).toBe(found.register_collector)
        }
        const asked = actions[runs % actions.length] ?? 'see_data'
        const { holds } = await explainReach(tx, { partnerId, of: actor.accountId, customerId, action: asked })
        expect(holds).toBe(found[asked])
        runs += 1
        return found
      })
      expect(said).toEqual(truth)
    }),
    { numRuns: 150, endOnFailure: true },
  )
  for (const action of actions)
    for (const holds of [true, false]) expect(seen.get(`${action} ${holds}`), action).toBeGreaterThan(0)
})

const everything: Facts = {
  disabled: false,
  partner: 'active',
  membership: 'active',
  role: 'user',
  sponsors: false,
  all: 'no',
  association: 'open',
  customer: 'active',
  contract: 'in_force',
  other: 'none',
  type: 'active',
}

describe('explain through the API', () => {
  const url = (query: string) => `/api/v1/partners/${partnerId}/reach/explain?${query}`
  const about = (accountId: string, action: string, of = customerId) =>
    `accountId=${accountId}&action=${action}${of ? `&customerId=${of}` : ''}`

  test('names each link with its fact, dates, who gave it and who can change it', async () => {
    await arrange({ ...everything, contract: 'ended', other: 'in_force' })
    const reply = await world.call(reader, 'GET', url(about(actor.accountId, 'register_collector')))
    expect(reply.status, reply.text).toBe(200)
    expect(reply.body).toMatchObject({ holds: false, customerId, action: 'register_collector' })
    const links = Object.fromEntries(reply.body.links.map((link: { link: string }) => [link.link, link]))
    expect(Object.keys(links)).toEqual([...linkNames])
    expect(links.association).toMatchObject({
      holds: true,
      state: 'some',
      givenBy: 'Given',
      grantedBy: 'administrators',
      names: [`${reader.firstName} ${reader.lastName}`],
    })
    expect(links.customer_service).toMatchObject({ holds: false, state: 'grace', grantedBy: 'vendor' })
    expect(Date.parse(links.customer_service.until)).toBeGreaterThan(Date.now())
    expect(links.partner_service).toMatchObject({ holds: true, state: 'in_force' })
  })

  test('a partner user about themselves and what they reach; anything else is not there', async () => {
    await arrange(everything)
    const own = await world.call(actor, 'GET', url(`action=see_data&customerId=${customerId}`))
    expect(own.body).toMatchObject({ holds: true, accountId: actor.accountId })
    const manage = await world.call(actor, 'GET', url('action=manage_people'))
    expect(manage.body).toMatchObject({ holds: false })
    expect(manage.body.links.find((link: { holds: boolean }) => !link.holds)).toMatchObject({
      link: 'role_right',
      names: [`${reader.firstName} ${reader.lastName}`],
    })
    for (const [action, grantedBy] of Object.entries({ sponsor: 'vendor', start_reviews: 'super_admins' })) {
      const { links } = (await world.call(actor, 'GET', url(`action=${action}`))).body
      expect(links).toContainEqual(expect.objectContaining({ link: 'role_right', state: 'user', grantedBy }))
    }
    // Not the other customer, whose existence is none of their business; not a colleague.
    expect((await world.call(actor, 'GET', url(about(actor.accountId, 'see_customer', otherId)))).status).toBe(404)
    expect((await world.call(actor, 'GET', url(about(reader.accountId, 'manage_people', '')))).status).toBe(403)
    expect((await world.call(actor, 'GET', `/api/v1/partners/${partnerId}/reach/people`)).status).toBe(403)
    // Nor the number of a contract they do not see.
    await arrange({ ...everything, contract: 'none', other: 'in_force' })
    const hidden = await world.call(actor, 'GET', url('action=register_people'))
    expect(hidden.body.links.find((link: { link: string }) => link.link === 'partner_service')).toMatchObject({
      holds: true,
      fact: '',
    })
  })

  test('the vendor about anybody, other partners about nobody', async () => {
    await arrange(everything)
    const vendorUrl = `/api/v1/vendor/partners/${partnerId}/reach/explain?${about(actor.accountId, 'see_data')}`
    const auditor = await world.staff('auditor')
    expect((await world.call(auditor, 'GET', vendorUrl)).body).toMatchObject({ holds: true })
    const found = await world.call(auditor, 'GET', `/api/v1/vendor/partners/${partnerId}/reach/people?q=person`)
    expect(found.body.items).toHaveLength(2)
    const elsewhere = await world.partner()
    const foreign = await world.member(elsewhere.partnerId, { role: 'super_admin' })
    expect((await world.call(foreign, 'GET', vendorUrl)).status).toBe(404)
    expect((await world.call(foreign, 'GET', url(about(actor.accountId, 'see_data')))).status).toBe(404)
    const crossed = `/api/v1/partners/${elsewhere.partnerId}/reach/explain?${about(actor.accountId, 'see_data')}`
    expect((await world.call(foreign, 'GET', crossed)).status).toBe(404)
    expect((await world.call(null, 'GET', url('action=see_data'))).status).toBe(401)
    for (const query of ['action=see_data', 'action=fly', `action=see_data&customerId=x`])
      expect((await world.call(actor, 'GET', url(query))).status, query).toBe(400)
  })

  test('every act about a customer needs one, and no other does', () => {
    const about =
      /^(see_(customer|data|collectors)|read_contracts|change_customer|(register|end)_collector|download_licence|upload_inventory|revalidate_collection|acknowledge_alerts)$/
    for (const action of actions) expect(rules[action].customer, action).toBe(about.test(action))
  })
})
