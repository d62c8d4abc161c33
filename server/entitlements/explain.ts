import type { AccessRow } from './access.ts'
import type { Account } from './account.ts'

/** The links of the chain: the person's account, then from contract to person, in the order in which they are explained. */
export const linkNames = [
  'account_active',
  'partner_active',
  'contract_in_force',
  'contract_qualifies',
  'under_ceiling',
  'customer_active',
  'support_valid',
  'sponsorship_issued',
  'sponsorship_unexpired',
  'entitlement_offered',
  'granted',
  'registration_active',
  'attested',
  'switched_on',
] as const
export type LinkName = (typeof linkNames)[number]
type RowLink = Exclude<LinkName, 'account_active'>

export type ChainLink = {
  link: LinkName
  holds: boolean
  /** What the link is about: a company, a number, an entitlement. */
  fact: string
  /** The state it is in, where it has one of its own. */
  state: string | null
  since: Date | null
  until: Date | null
  /** Who can change it (R36). */
  grantedBy: 'vendor' | 'partner' | 'person'
}

type Said = Omit<ChainLink, 'link' | 'holds' | 'state' | 'since' | 'until'> &
  Partial<Pick<ChainLink, 'state' | 'since' | 'until'>>

/**
 * Turns a row of effective access into the chain that people read. Each link's `holds` is the row's own column, so the
 * explanation cannot say anything else than the decision: the row holds if and only if all its links do. With the account
 * it begins there, as the decision that applications are told does; who is signed in has an active one.
 */
export function explain(row: AccessRow, account?: Account | null): ChainLink[] {
  const said: Record<RowLink, Said> = {
    partner_active: { fact: row.partner_name, grantedBy: 'vendor' },
    contract_in_force: {
      fact: row.contract_number,
      state: row.contract_state,
      since: row.contract_starts_at,
      until: row.contract_ends_at,
      grantedBy: 'vendor',
    },
    contract_qualifies: { fact: row.contract_type_name, grantedBy: 'vendor' },
    under_ceiling: {
      fact: row.ceiling_contract_number ?? row.entitlement_id,
      until: row.ceiling_ends_at,
      grantedBy: 'vendor',
    },
    customer_active: { fact: row.customer_name, grantedBy: 'partner' },
    support_valid: {
      fact: row.support_contract_number ?? '',
      since: row.support_starts_at,
      until: row.support_ends_at,
      grantedBy: 'partner',
    },
    sponsorship_issued: {
      fact: row.registration_number ?? '',
      state: row.sponsorship_state,
      since: row.sponsorship_issued_at,
      grantedBy: 'partner',
    },
    sponsorship_unexpired: {
      fact: row.registration_number ?? '',
      until: row.sponsorship_expires_at,
      grantedBy: 'partner',
    },
    entitlement_offered: { fact: row.entitlement_id, grantedBy: 'vendor' },
    granted: { fact: row.entitlement_id, grantedBy: 'partner' },
    registration_active: {
      fact: row.registration_number ?? '',
      state: row.registration_state,
      since: row.verified_at ?? row.confirmed_at,
      grantedBy: row.registration_state === 'unconfirmed' ? 'person' : 'partner',
    },
    attested: { fact: row.customer_name, since: row.attested_at, until: row.attested_until, grantedBy: 'partner' },
    switched_on: { fact: row.entitlement_id, since: row.switched_off_at, grantedBy: 'person' },
  }
  const links = rowLinks.map((link) => ({ ...nothing, link, holds: row[link], ...said[link] }))
  return account ? [accountLink(account), ...links] : links
}

const nothing = { state: null, since: null, until: null }
const rowLinks = linkNames.filter((link) => link !== 'account_active')

function accountLink({ email, state, active, since }: Account): ChainLink {
  const grantedBy = state === 'disabled' ? 'vendor' : 'person'
  return { link: 'account_active', holds: active, fact: email, state, since, until: null, grantedBy }
}
