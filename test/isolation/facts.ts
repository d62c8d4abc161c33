import { graceDays, types } from './catalogue.ts'
import { licenceKeyId, type MachinePlan } from './collectors.ts'
import type { Plan, Row } from './plan.ts'

/** How a transaction begins, as the model sees it. */
export type Context = {
  /** For messages: who, as what. */
  name: string
  accountId: string | null
  keyId?: string
  machine?: MachinePlan
  realm: 'public' | 'person' | 'partner' | 'vendor' | 'system' | 'collector'
  partnerId?: string
  proof?: string
  /** The transaction may change something. */
  writes: boolean
}

/** What the rules say of somebody in a context: worked out from the rows of the world by reading them, nothing else. */
export type Facts = {
  /** Vendor staff on the vendor's pages, and the system working for all tenants. */
  everything: boolean
  /** Whose own rows: on a person's own pages. */
  self: string | null
  /** The account behind a member's request. */
  account: string | null
  proof: string | null
  /** The partner they are a member of, or look at as an agent, or work in as the system. */
  tenant: string | null
  /** Sponsorship administrator (R2), or the system in a tenant: all of it. */
  sponsors: boolean
  /** The same, of a partner that is not suspended, in a transaction that may change something. */
  sponsorsWriting: boolean
  /** SA or PA (R19, R20), or an agent who looks with the same eyes. */
  administers: boolean
  administersWriting: boolean
  reaches(customerId: unknown): boolean
  /** Contract lines and other data of this customer. */
  readsData(customerId: unknown): boolean
  /** May change them: reached, and the customer's service in force (R25). */
  changesData(customerId: unknown): boolean
  /** The machine whose request it is (R26): its own registration, and one customer. */
  machine: MachinePlan | null
  /** The customer for whom it may upload now (R25). */
  uploadsFor: unknown
}

const now = () => Date.now()
const time = (value: unknown) => new Date(value as string).getTime()
const past = (value: unknown) => value != null && time(value) <= now()

type Service = 'in_force' | 'grace' | 'closed' | 'none'

/** R22, R25: the support service of one customer, by its support-service contracts of a type still offered. */
export function serviceOf(plan: Plan, customer: Row): Service {
  if (customer.state !== 'active') return 'none'
  const begun = (plan.rows.contract ?? []).filter(
    (row) =>
      row.partner_id === customer.partner_id &&
      row.customer_id === customer.customer_id &&
      row.contract_type_id === types.service &&
      past(row.starts_at),
  )
  if (begun.length === 0) return 'none'
  if (begun.some((row) => row.state === 'active' && !past(row.ends_at))) return 'in_force'
  const ended = begun.map((row) =>
    row.state === 'active' ? time(row.ends_at) : Math.min(time(row.ends_at), time(row.state_changed_at)),
  )
  return Math.max(...ended) + graceDays * 86_400_000 > now() ? 'grace' : 'closed'
}

const nothing: Facts = {
  everything: false,
  self: null,
  account: null,
  proof: null,
  tenant: null,
  sponsors: false,
  sponsorsWriting: false,
  administers: false,
  administersWriting: false,
  reaches: () => false,
  readsData: () => false,
  changesData: () => false,
  machine: null,
  uploadsFor: null,
}

export function factsOf(plan: Plan, context: Context): Facts {
  if (context.realm === 'public') return { ...nothing, proof: context.proof ?? null }
  if (context.realm === 'system') return systemFacts(plan, context.partnerId)
  if (context.machine) return machineFacts(plan, context)
  if (context.keyId) return keyFacts(plan, context)
  const account = plan.accounts.find((candidate) => candidate.id === context.accountId)
  if (!account || account.disabled || account.sessionEnded || !account.verified) return nothing
  const known: Facts = { ...nothing, account: account.id }
  const isStaff = (plan.rows.vendor_staff ?? []).some((row) => row.account_id === account.id && row.state === 'active')
  if (context.realm === 'person') return { ...known, self: account.id }
  if (context.realm === 'vendor') return { ...known, everything: isStaff }
  const membership = (plan.rows.membership ?? []).find(
    (row) => row.partner_id === context.partnerId && row.account_id === account.id && row.state === 'active',
  )
  if (membership) return { ...known, ...memberFacts(plan, membership, context.writes) }
  const looking = (plan.rows.acting ?? []).some(
    (row) =>
      row.partner_id === context.partnerId &&
      row.account_id === account.id &&
      row.ended_at === null &&
      !past(row.ends_at),
  )
  if (!isStaff || !looking) return known
  const eyes = { partner_id: context.partnerId, account_id: account.id, role: 'super_admin', sponsors: true }
  return { ...known, ...memberFacts(plan, eyes, false) }
}

function memberFacts(plan: Plan, membership: Row, writes: boolean): Partial<Facts> {
  const partnerId = membership.partner_id as string
  const partner = (plan.rows.partner ?? []).find((row) => row.partner_id === partnerId)
  const administers = membership.role === 'super_admin' || membership.role === 'admin'
  const services = customersOf(plan, partnerId).map((row) => [row.customer_id, serviceOf(plan, row)] as const)
  const isOpen = (service: Service | undefined) => service === 'in_force' || service === 'grace'
  const shows = services.some(([, service]) => isOpen(service)) // R22: at least one customer's
  const ofAll = membership.all_customers === true && !past(membership.all_customers_until)
  const whole = administers || (membership.role === 'user' && ofAll)
  const associated = (customerId: unknown) =>
    membership.role === 'user' &&
    [...(plan.rows.association ?? []), ...(plan.rows.api_key_customer ?? [])].some(
      (row) =>
        row.partner_id === partnerId &&
        (row.account_id ?? row.key_id) === membership.account_id &&
        row.customer_id === customerId &&
        !past(row.ends_at),
    )
  const seen = (customerId: unknown) => customerId != null && shows && (whole || associated(customerId))
  return {
    tenant: partnerId,
    sponsors: membership.sponsors === true,
    sponsorsWriting: membership.sponsors === true && writes && partner?.state === 'active',
    administers,
    administersWriting: administers && writes && partner?.state === 'active',
    reaches: (customerId) => customerId != null && (administers || seen(customerId)),
    readsData: (customerId) =>
      seen(customerId) && isOpen(services.find(([candidate]) => candidate === customerId)?.[1]),
    changesData: (customerId) =>
      writes &&
      partner?.state === 'active' &&
      seen(customerId) &&
      services.find(([candidate]) => candidate === customerId)?.[1] === 'in_force',
  }
}

/** Decision 13: a key is worth at most what its owner may give at this moment, and is nobody's account. */
function keyFacts(plan: Plan, context: Context): Facts {
  const key = (plan.rows.api_key ?? []).find((row) => row.key_id === context.keyId) as Row
  const secret = (plan.rows.api_key_secret ?? []).find((row) => row.key_id === context.keyId) as Row
  const owner = plan.accounts.find((candidate) => candidate.id === key.owner_id)
  const over = key.revoked_at !== null || past(key.expires_at) || past(secret.valid_until)
  if (over || !owner?.verified || owner.disabled) return nothing
  const staff = (plan.rows.vendor_staff ?? []).find((row) => row.account_id === owner.id && row.state === 'active')
  if (!plan.partnerIds.includes(key.partner_id as string))
    return { ...nothing, everything: context.realm === 'vendor' && staff?.role === 'administrator' }
  const membership = (plan.rows.membership ?? []).find(
    (row) => row.partner_id === key.partner_id && row.account_id === owner.id && row.state === 'active',
  )
  const gives = membership?.role === 'super_admin' || membership?.role === 'admin'
  if (!gives || context.realm !== 'partner' || context.partnerId !== key.partner_id) return nothing
  const worth = {
    partner_id: key.partner_id,
    account_id: key.key_id,
    role: key.role === 'super_admin' ? membership.role : key.role,
    sponsors: key.sponsors === true && membership.sponsors === true,
    all_customers: key.all_customers,
  }
  return { ...nothing, ...memberFacts(plan, worth, context.writes) }
}

/** A licence opens its collector's own rows while nothing ended it, and nothing else of the partner. */
function machineFacts(plan: Plan, { machine, partnerId, writes }: Context): Facts {
  const licence = (plan.rows.collector_licence ?? []).find((row) => row.licence_id === machine?.licenceId)
  const collector = (plan.rows.collector ?? []).find((row) => row.collector_id === machine?.collectorId)
  const address = (plan.rows.agent_address ?? []).find((row) => row.token_hash === machine?.addressHash)
  const isLicensed =
    partnerId === machine?.partnerId &&
    licence?.kind === 'bound' &&
    licence.key_id === licenceKeyId &&
    licence.revoked_at === null &&
    licence.superseded_at === null &&
    !past(licence.expires_at)
  const holds = machine?.addressHash ? address?.revoked_at === null : isLicensed
  if (!machine || !holds || collector?.deleted_at !== null) return nothing
  const partner = (plan.rows.partner ?? []).find((row) => row.partner_id === partnerId)
  const customer = customersOf(plan, machine.partnerId).find((row) => row.customer_id === machine.customerId)
  const uploads = writes && partner?.state === 'active' && customer && serviceOf(plan, customer) === 'in_force'
  return { ...nothing, machine, uploadsFor: uploads ? machine.customerId : null }
}

function systemFacts(plan: Plan, partnerId: string | undefined): Facts {
  if (!partnerId) return { ...nothing, everything: true }
  const ours = (customerId: unknown) => customersOf(plan, partnerId).some((row) => row.customer_id === customerId)
  return {
    ...nothing,
    tenant: partnerId,
    sponsors: true,
    sponsorsWriting: true,
    administers: true,
    administersWriting: true,
    reaches: ours,
    readsData: ours,
  }
}

function customersOf(plan: Plan, partnerId: string): Row[] {
  return (plan.rows.customer ?? []).filter((row) => row.partner_id === partnerId)
}
