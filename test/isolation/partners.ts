import { newRegistrationNumber } from '../../server/sponsorship/codes.ts'
import { entitlements, types } from './catalogue.ts'
import { at, markOf, type PartnerPlan, type Row, type Sheet } from './plan.ts'

/** How the support service of a customer stands in a random world (R22, R25). */
const services = [
  'in_force',
  'in_force',
  'in_force',
  'grace',
  'closed',
  'future',
  'suspended',
  'terminated_long_ago',
  'retired_type',
  'other_type',
  'none',
  'replaced',
] as const

/** A partner with customers whose support service stands in every possible way, their contracts, lines and sponsorships. */
export function planPartner(of: Sheet): PartnerPlan {
  const { random, add, id } = of
  const partnerId = id()
  of.plan.partnerIds.push(partnerId)
  add('partner', {
    partner_id: partnerId,
    name: `Partner ${markOf(partnerId)}`,
    name_norm: `partner ${markOf(partnerId)}`,
    state: random.chance(0.15) ? 'suspended' : 'active',
  })
  const sponsoringContract = contract(of, partnerId, { type: types.sponsoring, from: -100, to: 200 })
  const made: PartnerPlan = { id: partnerId, customers: [], contracts: [sponsoringContract], sponsoringContract }
  // A partner with no service at all shows its members nothing (R22): one in five has none, or only ended ones.
  const pool = random.chance(0.2) ? (['none', 'closed', 'future', 'retired_type'] as const) : services
  for (let n = random.int(5); n >= 0; n--) planCustomer(of, made, random.pick<string>(pool))
  if (random.chance(0.5)) line(of, made, sponsoringContract, null)
  auditEntries(of, partnerId)
  return made
}

function planCustomer(of: Sheet, partner: PartnerPlan, service: string): void {
  const { random, add, id } = of
  const customerId = id()
  const customer = add('customer', {
    partner_id: partner.id,
    customer_id: customerId,
    name: `Customer ${markOf(customerId)}`,
    name_norm: `customer ${markOf(customerId)}`,
    domains: [`${markOf(customerId)}.example`],
    purchase: `Switches ${markOf(customerId)}`,
    support_contract_number: `S-${markOf(customerId)}`,
    support_starts_at: at(-60),
    support_ends_at: at(300),
    state: random.chance(0.12) ? 'archived' : 'active',
  })
  partner.customers.push(customer)
  if (random.chance(0.3))
    add('service_notice', { partner_id: partner.id, customer_id: customerId, ended_at: at(-5), kind: 'grace' })
  if (random.chance(0.3))
    add('ending_notice', {
      partner_id: partner.id,
      kind: 'support',
      object_id: customerId,
      ends_at: customer.support_ends_at,
      days: 90,
    })
  for (const given of contractsFor(service, random.chance(0.5))) {
    const made = contract(of, partner.id, { ...given, customerId })
    partner.contracts.push(made)
    for (let n = random.int(3); n > 0; n--) line(of, partner, made, customerId)
  }
  if (random.chance(0.4)) {
    // A contract of another kind for the same customer: its lines are the customer's data all the same.
    const other = contract(of, partner.id, { type: types.other, from: -50, to: 50, customerId })
    partner.contracts.push(other)
    line(of, partner, other, customerId)
  }
}

type ContractGiven = { type: string; from: number; to: number; state?: string; changed?: number; customerId?: string }

function contractsFor(service: string, either: boolean): ContractGiven[] {
  const type = types.service
  switch (service) {
    case 'in_force':
      return [{ type, from: -30, to: 200 }]
    case 'grace':
      return [{ type, from: -300, to: -10 }]
    case 'closed':
      return [{ type, from: -300, to: -60 }]
    case 'future':
      return [{ type, from: 10, to: 200 }]
    case 'suspended':
      return [{ type, from: -100, to: 200, state: 'suspended', changed: either ? -5 : -50 }]
    case 'terminated_long_ago':
      return [{ type, from: -100, to: 200, state: 'terminated', changed: -50 }]
    case 'retired_type':
      return [{ type: types.retiredService, from: -30, to: 200 }]
    case 'other_type':
      return [{ type: types.other, from: -30, to: 200 }]
    case 'replaced':
      return [
        { type, from: -400, to: -60 },
        { type, from: -59, to: either ? 100 : -10 },
      ]
    default:
      return []
  }
}

function contract(of: Sheet, partnerId: string, given: ContractGiven): Row {
  const contractId = of.id()
  const number = `K-${markOf(contractId)}`
  const norm = number.toUpperCase().replace(/[^A-Z0-9]/g, '')
  of.add('contract_directory', { number_norm: norm, partner_id: partnerId, contract_id: contractId })
  return of.add('contract', {
    partner_id: partnerId,
    contract_id: contractId,
    number,
    number_norm: norm,
    contract_type_id: given.type,
    customer_id: given.customerId ?? null,
    state: given.state ?? 'active',
    state_changed_at: given.changed === undefined ? null : at(given.changed),
    starts_at: at(given.from),
    ends_at: at(given.to),
    note: `Note ${markOf(contractId)}`,
  })
}

function line(of: Sheet, partner: PartnerPlan, on: Row, customerId: string | null): void {
  const lineId = of.id()
  const serial = markOf(lineId).toUpperCase()
  of.add('contract_line', {
    partner_id: partner.id,
    line_id: lineId,
    contract_id: on.contract_id,
    customer_id: customerId,
    vendor: 'Cisco',
    vendor_norm: 'cisco',
    serial,
    serial_norm: serial,
    product_id: 'C9300',
    service_level: 'SNT',
    starts_at: at(-30),
    ends_at: at(of.random.chance(0.7) ? 100 : -2),
  })
  of.add('contract_line_directory', {
    serial_norm: serial,
    vendor_norm: 'cisco',
    partner_id: partner.id,
    line_id: lineId,
  })
}

/** A sponsorship of one of the partner's customers, with an attempt that failed. */
export function planSponsorship(of: Sheet, partner: PartnerPlan): Row | undefined {
  const { random, add, id } = of
  if (partner.customers.length === 0) return undefined
  const customer = random.pick(partner.customers)
  const sponsorshipId = id()
  const draft = random.chance(0.15)
  const number = newRegistrationNumber().replace(/[^0-9A-Z]/g, '')
  const made = add('sponsorship', {
    partner_id: partner.id,
    sponsorship_id: sponsorshipId,
    customer_id: customer.customer_id,
    contract_id: partner.sponsoringContract.contract_id,
    state: draft ? 'draft' : random.chance(0.15) ? 'revoked' : 'issued',
    seats: 10,
    expires_at: at(200),
    domains: ['customer.example'],
    registration_number: draft ? null : number,
    key_hash: draft ? null : 'x',
    key_issued_at: draft ? null : at(-20),
    issued_at: draft ? null : at(-20),
    created_by: id(),
    created_by_name: `Maker ${markOf(sponsorshipId)}`,
  })
  if (!draft)
    add('sponsorship_directory', {
      registration_number: number,
      partner_id: partner.id,
      sponsorship_id: sponsorshipId,
    })
  for (const entitlement_id of entitlements.slice(0, 1 + random.int(2)))
    add('sponsorship_entitlement', { partner_id: partner.id, sponsorship_id: sponsorshipId, entitlement_id })
  if (random.chance(0.4))
    add('sponsorship_attempt', {
      partner_id: partner.id,
      attempt_id: id(),
      sponsorship_id: sponsorshipId,
      reason: 'wrong_key',
      address: '192.0.2.1',
      email: `${markOf(sponsorshipId)}@example.org`,
    })
  return made
}

function auditEntries(of: Sheet, partnerId: string): void {
  const entries = 1 + of.random.int(2)
  for (let seq = 1; seq <= entries; seq++) {
    const label = `Entry ${markOf(partnerId)}`
    of.add('audit_entry', {
      partner_id: partnerId,
      seq,
      body: JSON.stringify({
        chain: partnerId,
        seq,
        at: at(-1),
        accountId: null,
        actor: 'system',
        action: 'customer.created',
        objectType: 'customer',
        objectId: partnerId,
        objectLabel: label,
        why: 'system',
        address: null,
        requestId: null,
        detail: {},
      }),
      prev_hash: '',
      hash: 'x',
      at: at(-1),
      account_id: null,
      actor: 'system',
      action: 'customer.created',
      object_type: 'customer',
      object_id: partnerId,
      object_label: label,
      search_norm: label.toLowerCase(),
    })
  }
  of.add('audit_chain', { partner_id: partnerId, seq: entries, hash: 'x' })
}
