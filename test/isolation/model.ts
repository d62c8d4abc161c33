import { newId } from '../../server/platform/ids.ts'
import { type Actor, inDays, type SponsorshipFixture, type World } from '../support/world.ts'
import type { Random } from './random.ts'

/**
 * The independent model of who may see what (rules A, B; R31): written from the rules, not from the SQL. Every tenant object
 * carries a mark in its texts — T partner, C customer, R a registered person, M a member — and every id is known, so an
 * answer that holds a mark or an id its reader may not see is a leak, wherever in the answer it stands.
 */
export type Mark = `${'T' | 'C' | 'R' | 'M'}${number}`
export type Viewer = {
  name: string
  actor: Actor | null
  kind: 'stranger' | 'person' | 'partner' | 'staff'
  partners: Set<number>
  /** Tenants in which this person has a registration to act on. */
  registeredIn: Set<number>
  sees(mark: Mark): boolean
  mayWrite: boolean
}
export type Tenant = { index: number; partnerId: string; ids: Record<string, string[]> }
export type Model = { tenants: Tenant[]; viewers: Viewer[]; markOfId: Map<string, Mark> }

const text = (mark: Mark) => `zq${mark}z`

/** The marks in any text, whatever their case. */
export function marksIn(answer: string): Set<Mark> {
  return new Set([...answer.matchAll(/zq([TCRM]\d+)z/gi)].map((match) => match[1]?.toUpperCase() as Mark))
}

/** Builds a random world and, beside it, what each viewer may see of it. */
export async function buildModel(world: World, random: Random): Promise<Model> {
  const tenants: Tenant[] = []
  const viewers: Viewer[] = []
  const markOfId = new Map<string, Mark>()
  const tenantOf = new Map<Mark, number>()
  const own = (mark: Mark, tenant: number) => tenantOf.set(mark, tenant)
  let customers = 0
  let people = 0
  let members = 0

  viewers.push(stranger(), onlyPerson('nobody', await world.person(), []))
  for (const role of ['administrator', 'support_agent', 'auditor'] as const)
    viewers.push({
      name: `staff ${role}`,
      actor: await world.staff(role),
      kind: 'staff',
      partners: new Set(),
      registeredIn: new Set(),
      sees: () => true,
      mayWrite: role !== 'auditor',
    })

  const wanderer = await world.person({ lastName: 'Wanderer' })
  const wandererSees: Mark[] = []
  const wandererIn = new Set<number>()
  const count = 2 + random.int(2)
  for (let index = 0; index < count; index++) {
    const mark: Mark = `T${index}`
    const made = await world.partner({ name: `Partner ${text(mark)}` })
    own(mark, index)
    const tenant: Tenant = {
      index,
      partnerId: made.partnerId,
      ids: { partnerId: [made.partnerId], contractId: [made.contractId] },
    }
    tenants.push(tenant)
    note(
      tenant,
      'contractId',
      await world.contract(made.partnerId, { number: `K-${text(mark)}-${index}`, days: random.pick([-5, 40, 300]) }),
      mark,
    )
    markOfId.set(made.partnerId, mark)
    markOfId.set(made.contractId, mark)

    const memberMarks: Mark[] = []
    const member = async (name: string, sponsors: boolean, state: 'active' | 'removed') => {
      const m: Mark = `M${members++}`
      own(m, index)
      const actor = await world.member(made.partnerId, { sponsors })
      await world.ownerDb
        .updateTable('membership')
        .set({ last_name: text(m), state })
        .where('account_id', '=', actor.accountId)
        .execute()
      if (state === 'active') memberMarks.push(m)
      viewers.push({
        name: `${name} of ${index}`,
        actor,
        kind: state === 'removed' ? 'person' : 'partner',
        partners: state === 'removed' ? new Set() : new Set([index]),
        registeredIn: new Set(),
        sees: (seen) => state === 'active' && (sponsors ? tenantOf.get(seen) === index : seen === mark || seen === m),
        mayWrite: sponsors && state === 'active',
      })
    }
    await member('administrator', true, 'active')
    await member('second administrator', true, 'active')
    await member('member without rights', false, 'active')
    await member('removed administrator', true, 'removed')

    for (let c = 0; c < 1 + random.int(2); c++) {
      const customerMark: Mark = `C${customers++}`
      own(customerMark, index)
      const customerId = await world.customer(made.partnerId, {
        name: `Customer ${text(customerMark)}`,
        domains: [`${text(customerMark)}.example`.toLowerCase()],
      })
      note(tenant, 'customerId', customerId, customerMark)
      const sponsorship = await world.sponsorship(made.partnerId, customerId, {
        state: random.pick(['issued', 'issued', 'revoked']),
        days: random.pick([100, -1]),
      })
      note(tenant, 'sponsorshipId', sponsorship.sponsorshipId, customerMark)
      for (let r = 0; r < 1 + random.int(3); r++) {
        const personMark: Mark = `R${people++}`
        own(personMark, index)
        const registered = await world.registered(sponsorship, {
          state: random.pick(['active', 'to_be_verified', 'disabled', 'left']),
          lastName: text(personMark),
        })
        await requestFor(world, tenant, sponsorship, registered, personMark)
        note(tenant, 'registrationId', registered.registrationId, personMark)
        viewers.push(
          onlyPerson(
            `person ${personMark}`,
            registered,
            [mark, customerMark, personMark, ...memberMarks],
            new Set([index]),
          ),
        )
      }
      if (random.chance(0.5)) {
        const personMark: Mark = `R${people++}`
        own(personMark, index)
        const registrationId = await joinSponsorship(world, sponsorship, wanderer, personMark)
        note(tenant, 'registrationId', registrationId, personMark)
        wandererIn.add(index)
        wandererSees.push(mark, customerMark, personMark, ...memberMarks)
      }
    }
  }
  viewers.push(onlyPerson('wanderer of several', wanderer, wandererSees, wandererIn))
  return { tenants, viewers, markOfId }

  function note(tenant: Tenant, kind: string, id: string, mark: Mark) {
    tenant.ids[kind] = [...(tenant.ids[kind] ?? []), id]
    markOfId.set(id, mark)
  }
}

function stranger(): Viewer {
  return {
    name: 'stranger',
    actor: null,
    kind: 'stranger',
    partners: new Set(),
    registeredIn: new Set(),
    sees: () => false,
    mayWrite: false,
  }
}

function onlyPerson(name: string, actor: Actor, marks: Mark[], registeredIn: Set<number> = new Set()): Viewer {
  const seen = new Set(marks)
  return {
    name,
    actor,
    kind: 'person',
    partners: new Set(),
    registeredIn,
    sees: (mark) => seen.has(mark),
    mayWrite: false,
  }
}

async function requestFor(
  world: World,
  tenant: Tenant,
  of: SponsorshipFixture,
  person: Actor & { registrationId: string },
  mark: Mark,
): Promise<void> {
  const requestId = newId()
  await world.ownerDb
    .insertInto('access_request')
    .values({
      partner_id: of.partnerId,
      request_id: requestId,
      registration_id: person.registrationId,
      account_id: person.accountId,
      entitlement_id: 'commerce.orders',
      note: text(mark),
    })
    .execute()
  tenant.ids.requestId = [...(tenant.ids.requestId ?? []), requestId]
}

async function joinSponsorship(world: World, of: SponsorshipFixture, person: Actor, mark: Mark): Promise<string> {
  const registrationId = newId()
  await world.ownerDb
    .insertInto('registration')
    .values({
      partner_id: of.partnerId,
      registration_id: registrationId,
      sponsorship_id: of.sponsorshipId,
      customer_id: of.customerId,
      account_id: person.accountId,
      state: 'active',
      first_name: person.firstName,
      last_name: text(mark),
      name_norm: text(mark).toLowerCase(),
      email: person.email,
      language: 'en',
      job_title: 'Engineer',
      phone: '1',
      site: 'x',
      country: 'ES',
      employed_statement_at: new Date(),
      terms_accepted_at: new Date(),
      domain_fits: false,
      confirmed_at: new Date(),
      attested_at: inDays(-1),
    })
    .execute()
  return registrationId
}
