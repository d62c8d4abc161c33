import { planAlerts } from './alerts.ts'
import { type MachinePlan, planCollectors } from './collectors.ts'
import { planImport } from './imports.ts'
import { planInventory } from './inventory.ts'
import { planKeys } from './keys.ts'
import { planPartner, planSponsorship } from './partners.ts'
import { type Account, account, at, markOf, type PartnerPlan, type Plan, type Row, type Sheet, sheet } from './plan.ts'
import { registration } from './registrations.ts'
import { planReviews } from './reviews.ts'
import { planTeam } from './team.ts'

/** Kinds of people who may ask something; every route is asked by each of them over a run. */
export const actorKinds = [
  'stranger',
  'ended session',
  'unverified',
  'disabled',
  'nobody',
  'administrator',
  'support_agent',
  'auditor',
  'former staff',
  'super_admin',
  'admin',
  'user of some',
  'user of all',
  'user of none',
  'user of all, ended',
  'sponsor',
  'sponsor and user',
  'sponsor and admin',
  'member without right',
  'suspended member',
  'removed member',
  'member of two',
  'registered',
  'registered before',
  'member and registered',
  'acting',
  'acted before',
  'key',
  'vendor key',
  'collector',
  'agent',
] as const
export type ActorKind = (typeof actorKinds)[number]
export type ActorPlan = {
  kind: ActorKind
  account: Account | null
  key?: { keyId: string; text: string; partnerId: string }
  machine?: MachinePlan
}

type Right = {
  role: string | null
  sponsors: boolean
  all?: boolean
  allUntil?: number
  some?: boolean
  state?: string
}
const rights: Record<string, Right> = {
  super_admin: { role: 'super_admin', sponsors: false },
  admin: { role: 'admin', sponsors: false },
  'user of some': { role: 'user', sponsors: false, some: true },
  'user of all': { role: 'user', sponsors: false, all: true },
  'user of none': { role: 'user', sponsors: false },
  'user of all, ended': { role: 'user', sponsors: false, all: true, allUntil: -1, some: true },
  sponsor: { role: null, sponsors: true },
  'sponsor and user': { role: 'user', sponsors: true, some: true },
  'sponsor and admin': { role: 'admin', sponsors: true },
  'member without right': { role: null, sponsors: false },
  'suspended member': { role: 'super_admin', sponsors: true, state: 'suspended' },
  'removed member': { role: 'super_admin', sponsors: true, state: 'removed' },
}
const memberKinds = Object.keys(rights) as ActorKind[]
const machineKinds: ActorKind[] = ['collector', 'agent']
const specialKinds = actorKinds.filter(
  (kind) => !(kind in rights) && !kind.endsWith('key') && !machineKinds.includes(kind),
)

/** A random world of two or three partners. Of its people, who would be rare otherwise come round by the seed. */
export function planWorld(seed: number): Plan {
  const of = sheet(seed)
  const partners = Array.from({ length: 2 + of.random.int(2) }, () => planPartner(of))
  const sponsorships = partners.flatMap((partner) => [planSponsorship(of, partner), planSponsorship(of, partner)])
  const issued = sponsorships.filter((row) => row && row.state !== 'draft') as Row[]
  const first = partners[0] as PartnerPlan
  for (const partner of partners)
    for (let n = partner === first ? 5 : 2; n > 0; n--) {
      const kind = of.random.pick(memberKinds)
      member(of, partner, kind, actor(of, kind))
    }
  // One of each member kind comes round every twelve worlds, whatever chance does.
  const due = memberKinds[seed % memberKinds.length] as ActorKind
  member(of, first, due, actor(of, due))
  for (let n = 0; n < 5; n++)
    special(of, specialKinds[(seed * 5 + n) % specialKinds.length] as ActorKind, partners, issued)
  if (issued.length > 0) special(of, 'registered', partners, issued)
  pending(of, partners, issued)
  planKeys(of, partners)
  planCollectors(of, partners)
  for (const partner of partners) planReviews(of, partner)
  for (const partner of partners) planTeam(of, partner)
  for (const partner of partners) planInventory(of, partner)
  for (const partner of partners) planAlerts(of, partner)
  if (of.random.chance(0.4)) planImport(of, first)
  return of.plan
}

function actor(of: Sheet, kind: ActorKind, given: Partial<Account> = {}): Account {
  const made = account(of, given)
  of.plan.actors.push({ kind, account: made })
  return made
}

function member(of: Sheet, partner: PartnerPlan, kind: ActorKind, person: Account): void {
  const right = rights[kind] as Right
  const { random } = of
  of.add('membership', {
    partner_id: partner.id,
    account_id: person.id,
    role: right.role,
    sponsors: right.sponsors,
    state: right.state ?? 'active',
    first_name: person.firstName,
    last_name: person.lastName,
    name_norm: `${person.lastName} ${person.firstName}`.toLowerCase(),
    email: person.email,
    all_customers: right.all ?? false,
    all_customers_until: right.allUntil === undefined ? null : at(right.allUntil),
    suspended_at: right.state === 'suspended' ? at(-3) : null,
  })
  if (!right.some) return
  for (const customer of partner.customers)
    if (random.chance(0.6))
      of.add('association', {
        partner_id: partner.id,
        account_id: person.id,
        customer_id: customer.customer_id,
        given_by: of.id(),
        given_by_name: 'Fixture',
        since: at(-20),
        ends_at: random.pick([null, null, at(20), at(-2)]),
      })
}

function special(of: Sheet, kind: ActorKind, partners: PartnerPlan[], issued: Row[]): void {
  const [first, second] = partners as [PartnerPlan, PartnerPlan]
  switch (kind) {
    case 'stranger':
      of.plan.actors.push({ kind, account: null })
      break
    case 'ended session':
      member(of, first, 'super_admin', actor(of, kind, { sessionEnded: true }))
      break
    case 'unverified':
      member(of, first, 'super_admin', actor(of, kind, { verified: false }))
      break
    case 'disabled':
      member(of, first, 'sponsor and admin', actor(of, kind, { disabled: true }))
      break
    case 'nobody':
      request(of, actor(of, kind), first)
      break
    case 'administrator':
    case 'support_agent':
    case 'auditor':
      staff(of, actor(of, kind), kind)
      break
    case 'former staff':
      staff(of, actor(of, kind), 'administrator', 'removed')
      break
    case 'member of two': {
      const person = actor(of, kind)
      member(of, first, of.random.pick(memberKinds.slice(0, 10)), person)
      member(of, second, of.random.pick(memberKinds.slice(0, 10)), person)
      break
    }
    case 'registered':
    case 'registered before':
    case 'member and registered': {
      const person = actor(of, kind)
      if (kind === 'member and registered') member(of, first, of.random.pick(memberKinds.slice(0, 10)), person)
      const state = kind === 'registered before' ? of.random.pick(['left', 'disabled', 'lapsed']) : 'active'
      for (const sponsorship of issued.slice(0, 1 + of.random.int(2))) registration(of, person, sponsorship, state)
      break
    }
    default:
      acting(of, kind, partners)
      break
  }
}

function staff(of: Sheet, person: Account, role: string, state = 'active'): void {
  of.add('vendor_staff', {
    account_id: person.id,
    role,
    state,
    first_name: person.firstName,
    last_name: person.lastName,
    email: person.email,
  })
}

/** An agent who looks at one partner's pages now, or did and no longer does: by its end, by time, or as former staff. */
function acting(of: Sheet, kind: ActorKind, partners: PartnerPlan[]): void {
  const person = actor(of, kind)
  const over = kind === 'acting' ? 'not' : of.random.pick(['ended', 'expired', 'left the vendor'])
  staff(of, person, 'support_agent', over === 'left the vendor' ? 'removed' : 'active')
  const partnerId = (partners[0] as PartnerPlan).id
  const actingId = of.id()
  of.add('acting_look', { partner_id: partnerId, acting_id: actingId, area: 'overview', account_id: person.id })
  of.add('acting', {
    partner_id: partnerId,
    acting_id: actingId,
    account_id: person.id,
    actor_name: person.lastName,
    reason: 'Asked by the partner',
    started_at: at(-1),
    ends_at: at(over === 'expired' ? -0.5 : 0.2),
    ended_at: over === 'ended' ? at(-0.5) : null,
  })
}

/** Registrations nobody confirmed yet, with their links; invitations of the vendor; mail. */
function pending(of: Sheet, partners: PartnerPlan[], issued: Row[]): void {
  const { random, add, id } = of
  const sponsorship = issued[0]
  if (sponsorship && random.chance(0.6)) {
    const person = account(of, { verified: false })
    const made = registration(of, person, sponsorship, 'unconfirmed')
    const confirmationId = id()
    add('confirmation', {
      confirmation_id: confirmationId,
      proof_hash: `link ${confirmationId}`,
      account_id: person.id,
      partner_id: sponsorship.partner_id,
      registration_id: made.registration_id,
      email: person.email,
      first_name: person.firstName,
      last_name: person.lastName,
      language: 'en',
      code_hash: 'x',
      expires_at: at(2),
    })
    add('registration_handle', {
      proof_hash: `handle ${confirmationId}`,
      confirmation_id: confirmationId,
      email: person.email,
      language: 'en',
      expires_at: at(2),
    })
  }
  if (random.chance(0.4)) {
    const invitationId = id()
    add('staff_invitation', {
      invitation_id: invitationId,
      proof_hash: `staff ${invitationId}`,
      purpose: 'staff',
      email: `${markOf(invitationId)}@example.com`,
      role: 'auditor',
      language: 'en',
      expires_at: at(2),
    })
  }
  const partner = random.pick(partners)
  const mailId = id()
  add('mail_message', {
    mail_id: mailId,
    partner_id: random.chance(0.7) ? partner.id : null,
    to_address: `${markOf(mailId)}@example.com`,
    template: 'registration_confirm',
    language: 'en',
    subject: `Mail ${markOf(mailId)}`,
    message_id: `<${mailId}@example.com>`,
    state: 'kept',
  })
}

function request(of: Sheet, person: Account, partner: PartnerPlan): void {
  const approved = of.random.chance(0.3)
  const requestId = of.id()
  of.add('administrator_request', {
    request_id: requestId,
    account_id: person.id,
    first_name: person.firstName,
    last_name: person.lastName,
    email: person.email,
    language: 'en',
    job_title: 'Manager',
    phone: '1',
    company_name: `Company ${markOf(requestId)}`,
    company_country: 'ES',
    own_brand_statement: true,
    contract_numbers: [partner.sponsoringContract.number],
    state: approved ? 'approved' : 'pending',
    decided_partner_id: approved ? partner.id : null,
  })
}
