import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createWorld, inDays, type SponsorshipFixture, type World } from '../../test/support/world.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import { accessRows } from './access.ts'
import { createDecider } from './decide.ts'
import { explain, type LinkName } from './explain.ts'

let world: World
let partner: Awaited<ReturnType<World['partner']>>
let sponsorship: SponsorshipFixture
let person: Awaited<ReturnType<World['registered']>>
const entitlementId = 'software.download'

beforeAll(async () => {
  world = await createWorld()
  partner = await world.partner()
  sponsorship = await world.sponsorship(partner.partnerId, await world.customer(partner.partnerId))
  person = await world.registered(sponsorship)
})
afterAll(() => world.close())

/** The facts of one small world, and what the rules make of them, written without looking at the SQL. */
const facts = fc.record({
  partnerState: fc.constantFrom('active', 'active', 'active', 'suspended'),
  contractState: fc.constantFrom('active', 'active', 'active', 'suspended', 'terminated'),
  contractDays: fc.constantFrom([-30, 300], [-30, 1], [-30, -1], [2, 300]),
  typeState: fc.constantFrom('active', 'active', 'active', 'retired'),
  qualifies: fc.constantFrom(true, true, true, false),
  typeAllows: fc.constantFrom(true, true, true, false),
  /** A second contract, of another type that allows the entitlement but does not qualify. */
  second: fc.constantFrom(null, [-30, 300] as const, [-30, -1] as const, [5, 300] as const),
  customerState: fc.constantFrom('active', 'active', 'active', 'archived'),
  supportDays: fc.constantFrom([-30, 300], [-30, 10], [-30, -1], [1, 300], null),
  sponsorshipState: fc.constantFrom('issued', 'issued', 'issued', 'revoked', 'draft'),
  expiresInDays: fc.constantFrom(200, 20, 1, -1),
  offered: fc.constantFrom(true, true, true, false),
  granted: fc.constantFrom(true, true, true, false),
  registrationState: fc.constantFrom('active', 'active', 'active', 'unconfirmed', 'to_be_verified', 'disabled'),
  attestedDaysAgo: fc.constantFrom(0, 100, 370, 390, 400, null),
  switchedOff: fc.constantFrom(false, false, false, true),
})
type Facts = typeof facts extends fc.Arbitrary<infer T> ? T : never

const spans = (days: readonly number[] | null) => days !== null && (days[0] ?? 0) <= 0 && (days[1] ?? 0) > 0

/** R1, R4, R7, R11, R18, R35 in plain words. Attestation: every 365 days, 30 days of grace. */
function expected(f: Facts): Record<Exclude<LinkName, 'account_active'>, boolean> {
  const inForce = f.contractState === 'active' && spans(f.contractDays)
  return {
    partner_active: f.partnerState === 'active',
    contract_in_force: inForce,
    contract_qualifies: f.qualifies && f.typeState === 'active',
    under_ceiling: (inForce && f.typeState === 'active' && f.typeAllows) || spans(f.second),
    customer_active: f.customerState === 'active',
    support_valid: spans(f.supportDays),
    sponsorship_issued: f.sponsorshipState === 'issued',
    sponsorship_unexpired: f.expiresInDays > 0,
    entitlement_offered: f.offered,
    granted: f.granted,
    registration_active: f.registrationState === 'active',
    attested: f.attestedDaysAgo !== null && f.attestedDaysAgo < 395,
    switched_on: !f.switchedOff,
  }
}

/** Days until the first fact ends, for a world in which everything holds. */
function expectedDays(f: Facts): number {
  const own = f.typeAllows ? (f.contractDays[1] ?? 0) : 0
  const ceiling = Math.max(own, spans(f.second) ? (f.second?.[1] ?? 0) : 0)
  return Math.min(
    f.contractDays[1] ?? 0,
    ceiling,
    f.supportDays?.[1] ?? 0,
    f.expiresInDays,
    395 - (f.attestedDaysAgo ?? 0),
  )
}

async function arrange(f: Facts): Promise<void> {
  const { ownerDb } = world
  const { partnerId, customerId, sponsorshipId } = sponsorship
  const at = (days: number | undefined) => inDays(days ?? 0)
  await ownerDb.transaction().execute(async (tx) => {
    await sql`update partner set state = ${f.partnerState} where partner_id = ${partnerId}`.execute(tx)
    await sql`update contract_type set state = ${f.typeState}, qualifies_sponsoring = ${f.qualifies}
      where contract_type_id = ${partner.contractTypeId}`.execute(tx)
    await sql`delete from contract_type_entitlement where contract_type_id = ${partner.contractTypeId}`.execute(tx)
    if (f.typeAllows)
      await sql`insert into contract_type_entitlement values (${partner.contractTypeId}, ${entitlementId})`.execute(tx)
    await sql`delete from contract where partner_id = ${partnerId} and contract_id <> ${partner.contractId}`.execute(tx)
    await sql`update contract set state = ${f.contractState}, starts_at = ${at(f.contractDays[0])}, ends_at = ${at(f.contractDays[1])}
      where partner_id = ${partnerId} and contract_id = ${partner.contractId}`.execute(tx)
    if (f.second)
      await sql`insert into contract (partner_id, contract_id, number, number_norm, contract_type_id, starts_at, ends_at)
        select ${partnerId}, gen_random_uuid(), 'X', 'X', contract_type_id, ${at(f.second[0])}, ${at(f.second[1])}
        from contract_type where name = 'Other'`.execute(tx)
    await sql`update customer set state = ${f.customerState}, support_starts_at = ${f.supportDays && at(f.supportDays[0])},
      support_ends_at = ${f.supportDays && at(f.supportDays[1])} where partner_id = ${partnerId} and customer_id = ${customerId}`.execute(
      tx,
    )
    await sql`update sponsorship set state = ${f.sponsorshipState}, expires_at = ${at(f.expiresInDays)}
      where partner_id = ${partnerId} and sponsorship_id = ${sponsorshipId}`.execute(tx)
    await sql`update entitlement set state = ${f.offered ? 'active' : 'retired'} where entitlement_id = ${entitlementId}`.execute(
      tx,
    )
    await sql`delete from sponsorship_entitlement where partner_id = ${partnerId} and entitlement_id = ${entitlementId}`.execute(
      tx,
    )
    if (f.granted)
      await sql`insert into sponsorship_entitlement values (${partnerId}, ${sponsorshipId}, ${entitlementId})`.execute(
        tx,
      )
    await sql`update registration set state = ${f.registrationState},
      attested_at = ${f.attestedDaysAgo === null ? null : at(-f.attestedDaysAgo)} where registration_id = ${person.registrationId}`.execute(
      tx,
    )
    await sql`delete from entitlement_switch`.execute(tx)
    if (f.switchedOff)
      await sql`insert into entitlement_switch values (${partnerId}, ${person.registrationId}, ${entitlementId})`.execute(
        tx,
      )
  })
}

describe('effective access, its explanation and the decision', () => {
  test('agree with an independent model of the rules in random worlds', async () => {
    await world.ownerDb
      .insertInto('contract_type')
      .values({ contract_type_id: '00000000-0000-4000-8000-000000000001', name: 'Other', qualifies_sponsoring: false })
      .execute()
    await sql`insert into contract_type_entitlement values ('00000000-0000-4000-8000-000000000001', ${entitlementId})`.execute(
      world.ownerDb,
    )
    const seen = { yes: 0, no: 0 }
    const decide = createDecider(world.db)
    await fc.assert(
      fc.asyncProperty(facts, async (f) => {
        await arrange(f)
        const model = expected(f)
        const holds = Object.values(model).every(Boolean)
        seen[holds ? 'yes' : 'no'] += 1
        const [row] = await inTransaction(world.db, { kind: 'system' }, (tx) =>
          accessRows(tx, person.accountId, entitlementId),
        )
        const decided = await decide(person.accountId, entitlementId)
        if (!row) throw new Error('no row of effective access')
        const links = explain(row)
        expect(Object.fromEntries(links.map((link) => [link.link, link.holds]))).toEqual(model)
        expect(links.every((link) => link.holds)).toBe(holds)
        expect(row.holds).toBe(holds)
        expect(decided).toBe(holds)
        if (holds) {
          const days = ((row.holds_until?.getTime() ?? 0) - Date.now()) / 86_400_000
          expect(Math.abs(days - expectedDays(f))).toBeLessThan(0.1)
        }
      }),
      { numRuns: 250, examples: [[allHolds], [{ ...allHolds, second: [-30, 300], typeAllows: false }]] },
    )
    expect(seen.yes).toBeGreaterThan(1)
    expect(seen.no).toBeGreaterThan(20)
    await arrange(allHolds)
  })
})

const allHolds: Facts = {
  partnerState: 'active',
  contractState: 'active',
  contractDays: [-30, 300],
  typeState: 'active',
  qualifies: true,
  typeAllows: true,
  second: null,
  customerState: 'active',
  supportDays: [-30, 300],
  sponsorshipState: 'issued',
  expiresInDays: 200,
  offered: true,
  granted: true,
  registrationState: 'active',
  attestedDaysAgo: 0,
  switchedOff: false,
}
