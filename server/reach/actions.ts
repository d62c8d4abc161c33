import type { AccessRow, MemberRow } from './queries.ts'

/** The links of the chain in the order in which they are explained. */
export const linkNames = [
  'account_active',
  'partner_active',
  'membership_active',
  'role_right',
  'partner_service',
  'customer_active',
  'association',
  'customer_service',
] as const
export type LinkName = (typeof linkNames)[number]
/** What of a key's own chain there is instead of an account and a membership. */
export const keyLinkNames = ['key_in_force', 'by_person'] as const
export type KeyLinkName = (typeof keyLinkNames)[number]

/** A fixed list: what somebody of the support service may want to do (R19–R25). */
export const actions = [
  'see_customer',
  'see_data',
  'read_contracts',
  'search_lines',
  'see_what_stops',
  'add_customer',
  'change_customer',
  'sponsor',
  'see_collectors',
  'register_collector',
  'download_licence',
  'end_collector',
  'upload_inventory',
  'revalidate_collection',
  'acknowledge_alerts',
  'register_people',
  'manage_people',
  'manage_super_admins',
  'manage_associations',
  'manage_reviews',
  'start_reviews',
  'manage_keys',
  'read_audit',
  'read_support_access',
  'end_support_access',
] as const
export type Action = (typeof actions)[number]

export type Rule = {
  /** About one customer; without one there is nothing to say. */
  customer: boolean
  /** Changes something: a suspended partner reads only. */
  changes: boolean
  /** Whose right it is by their role, or by the right to sponsor. */
  right: (member: MemberRow) => boolean
  /** Who can give that right. */
  rightFrom: 'administrators' | 'super_admins' | 'vendor'
  /** What of the support service it needs (R22, R25); null: nothing. */
  service: 'open' | 'in_force' | null
  /** About data, not the record: needs the customer's own service, and a role; sponsoring does not reach it. */
  data: boolean
  /** Of data: whose it is like a record, whatever the service. */
  keeps?: (member: MemberRow) => boolean
  /** An act of a person, whatever an API key may (`keys: false` of its routes). */
  byPerson?: true
}

const anyRole = ({ role }: MemberRow) => role !== null
const sponsorsToo = (member: MemberRow) => anyRole(member) || member.sponsors
const administers = ({ administers: does }: MemberRow) => does
const keepsRecords = (member: MemberRow) => member.administers || member.sponsors
const rightFrom = 'administrators'
const manages: Rule = { customer: false, changes: true, right: administers, rightFrom, service: null, data: false }
/** What a PA may not do either: it may end what only an SA may change. */
const supers: Rule = { ...manages, right: ({ role }) => role === 'super_admin', rightFrom: 'super_admins' }
const record: Rule = { ...manages, customer: true, changes: false, right: sponsorsToo, service: 'open' }
/** Everybody who administers something there: also the sponsorship administrators. */
const oversees: Rule = { ...manages, right: keepsRecords }
const collectors: Rule = { ...manages, customer: true, right: anyRole, service: 'in_force', data: true }

export const rules: Record<Action, Rule> = {
  see_customer: record,
  see_data: { ...record, right: anyRole, data: true },
  read_contracts: record,
  search_lines: { ...manages, changes: false, right: anyRole, service: 'open', data: true },
  see_what_stops: { ...manages, changes: false },
  add_customer: { ...manages, right: keepsRecords },
  change_customer: { ...record, changes: true, right: keepsRecords },
  sponsor: { ...manages, right: ({ sponsors }) => sponsors, rightFrom: 'vendor' },
  see_collectors: { ...collectors, changes: false, service: 'open', keeps: administers },
  register_collector: collectors,
  download_licence: collectors,
  end_collector: { ...collectors, keeps: administers },
  upload_inventory: collectors,
  revalidate_collection: collectors,
  acknowledge_alerts: collectors,
  register_people: { ...manages, service: 'in_force' },
  manage_people: manages,
  manage_super_admins: supers,
  manage_associations: manages,
  manage_reviews: manages,
  start_reviews: supers,
  manage_keys: { ...manages, byPerson: true },
  read_audit: { ...oversees, changes: false },
  read_support_access: { ...oversees, changes: false },
  end_support_access: { ...oversees, byPerson: true },
}

const open = (state: string) => state === 'in_force' || state === 'grace'

/**
 * Which links an act rests on for this person, and whether each holds: the act is allowed if and only if all do. The record
 * of a customer stays with those who keep it (SA, PA, sponsorship administrators) whatever the service; a PU reaches it
 * through the service and an association.
 */
export function chainOf(
  action: Action,
  member: MemberRow,
  access: AccessRow | null,
): { link: LinkName; holds: boolean }[] {
  const rule = rules[action]
  const chain: { link: LinkName; holds: boolean }[] = [{ link: 'account_active', holds: member.account_active }]
  if (rule.changes) chain.push({ link: 'partner_active', holds: member.partner_active })
  chain.push({ link: 'membership_active', holds: member.membership_active })
  chain.push({ link: 'role_right', holds: rule.right(member) })
  const keeps = rule.data ? (rule.keeps?.(member) ?? false) : keepsRecords(member)
  if (rule.service && (!rule.customer || !keeps))
    chain.push({
      link: 'partner_service',
      // Of one customer in force the partner has it in force; its own link says so.
      holds:
        rule.customer || rule.service === 'open' ? open(member.partner_service) : member.partner_service === 'in_force',
    })
  if (!rule.customer || !access) return chain
  chain.push({
    link: 'customer_active',
    holds: access.customer_state === 'active' || (rule.data ? keeps : !rule.changes),
  })
  chain.push({ link: 'association', holds: access.reach !== null || (keeps && member.sponsors) })
  if (rule.data && !keeps)
    chain.push({
      link: 'customer_service',
      holds: rule.service === 'in_force' ? access.service_state === 'in_force' : open(access.service_state),
    })
  return chain
}

/** The same of an API key: it is in force where it asks, it has no account and no membership, and some acts are for people only. */
export function chainOfKey(
  action: Action,
  key: MemberRow,
  access: AccessRow | null,
): { link: LinkName | KeyLinkName; holds: boolean }[] {
  const chain = chainOf(action, key, access).filter(
    ({ link }) => link !== 'account_active' && link !== 'membership_active',
  )
  const byPerson = rules[action].byPerson ? [{ link: 'by_person' as const, holds: false }] : []
  return [{ link: 'key_in_force', holds: true }, ...byPerson, ...chain]
}
