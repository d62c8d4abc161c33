import type { Principal } from '../platform/db/transaction.ts'
import { administratorsOnly, agentsAndAdministrators } from '../vendor/index.ts'

/** What an act of the staff rests on: who they are, what their role grants, and the state of what it is about. */
export const staffLinkNames = [
  'account_active',
  'staff_active',
  'staff_right',
  'other_person',
  'partner_active',
  'partner_service',
  'no_super_admin',
  'partner_qualified',
  'review_of_vendor',
  'support_access',
  'partner_member',
] as const
export type StaffLinkName = (typeof staffLinkNames)[number]

/** A fixed list: what somebody of the vendor's staff may want to do, on the vendor's pages and, looking, on a partner's. */
export const staffActions = [
  'manage_partners',
  'manage_contracts',
  'import_contracts',
  'decide_requests',
  'onboard_partners',
  'use_support_access',
  'resend_mail',
  'change_settings',
  'manage_staff',
  'manage_entitlements',
  'manage_contract_types',
  'run_vendor_reviews',
  'read_vendor_keys',
  'manage_vendor_keys',
  'act_in_partner',
] as const
export type StaffAction = (typeof staffActions)[number]

export type StaffRole = NonNullable<Principal['staffRole']>
export type StaffRule = {
  right: (role: StaffRole) => boolean
  /** What kind of thing the act is about, where it is about one; its state then belongs to the chain. */
  about: 'partner' | 'person' | 'review' | null
  /** Links about that thing, in order. */
  state: StaffLinkName[]
}

const agents: StaffRule = {
  right: (staffRole) => agentsAndAdministrators({ staffRole }) === null,
  about: null,
  state: [],
}
const administrators: StaffRule = { ...agents, right: (staffRole) => administratorsOnly({ staffRole }) === null }

export const staffRules: Record<StaffAction, StaffRule> = {
  manage_partners: agents,
  manage_contracts: agents,
  import_contracts: agents,
  decide_requests: { ...agents, about: 'partner', state: ['partner_qualified'] },
  onboard_partners: {
    ...agents,
    about: 'partner',
    state: ['no_super_admin', 'partner_active', 'partner_service'],
  },
  use_support_access: agents,
  resend_mail: agents,
  change_settings: administrators,
  manage_staff: { ...administrators, about: 'person', state: ['other_person'] },
  manage_entitlements: administrators,
  manage_contract_types: administrators,
  run_vendor_reviews: { ...administrators, about: 'review', state: ['review_of_vendor'] },
  // Beside the administrators the auditor reads them.
  read_vendor_keys: { ...administrators, right: (staffRole) => staffRole !== 'support_agent' },
  manage_vendor_keys: administrators,
  // Looking is for agents and administrators; changing there is for nobody of the staff (attack 22).
  act_in_partner: { ...agents, about: 'partner', state: ['support_access', 'partner_member'] },
}
