import type { Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { type Action, chainOf, chainOfKey, type KeyLinkName, type LinkName, type Rule, rules } from './actions.ts'
import {
  type AccessRow,
  type Asked,
  askedFor,
  type ContractRow,
  type KeyPrincipal,
  longestContract,
  type MemberRow,
  memberOfKey,
  readAccess,
  readAccessOfKey,
  readMember,
  whomToAsk,
} from './queries.ts'

export type ExplainedLink = {
  link: LinkName | KeyLinkName
  holds: boolean
  /** What the link is about: a company, a person, a number. */
  fact: string
  state: string | null
  since: Date | null
  until: Date | null
  /** Who gave it, where somebody did. */
  givenBy: string | null
  /** Who can change it (R36), and their names as far as the reader may know them. */
  grantedBy: 'vendor' | 'administrators' | 'super_admins' | 'sponsors' | 'person'
  names: string[]
}

/** `of`: a member's account, or the key that asks. */
export type Question = { partnerId: string; of: string | KeyPrincipal; customerId: string | undefined; action: Action }

/**
 * Whether a member, or the key that asks, may do something, and every link of the chain. 404 when the reader does not see the membership or the
 * customer; 400 when an act about a customer is asked about without one.
 */
export async function explainReach(tx: Tx, { partnerId, of, customerId, action }: Question) {
  if (rules[action].customer && !customerId)
    throw problems.invalid_request({
      fields: [{ path: 'customerId', code: 'required', message: 'This is about one customer' }],
    })
  const key = typeof of === 'string' ? null : of
  const accountId = typeof of === 'string' ? of : of.accountId
  const member = key ? memberOfKey(key) : await readMember(tx, partnerId, accountId)
  const access = !customerId
    ? null
    : key
      ? await readAccessOfKey(tx, key, customerId)
      : await readAccess(tx, partnerId, accountId, customerId)
  if (!member || (customerId && !access)) throw problems.not_found()
  const about = rules[action].customer ? access : null
  const facts: Facts = {
    rule: rules[action],
    member,
    key,
    access: about,
    partners: await longestContract(tx, partnerId, null),
    customers: about && customerId ? await longestContract(tx, partnerId, customerId) : null,
    asked: await whomToAsk(tx, partnerId),
  }
  const chain = key ? chainOfKey(action, member, about) : chainOf(action, member, about)
  const links = chain.map(({ link, holds }) => ({ ...say[link](facts), link, holds }))
  return {
    accountId,
    name: `${member.first_name} ${member.last_name}`.trim(),
    action,
    customerId: about ? (customerId ?? null) : null,
    customerName: about?.customer_name ?? null,
    holds: links.every(({ holds }) => holds),
    links: links.map((link): ExplainedLink => ({ ...nothing, ...link, names: namesOf(link.grantedBy, facts.asked) })),
  }
}

type Facts = {
  rule: Rule
  member: MemberRow
  key: KeyPrincipal | null
  access: AccessRow | null
  partners: ContractRow | null
  customers: ContractRow | null
  asked: Asked[]
}
type Said = Pick<ExplainedLink, 'fact' | 'grantedBy'> &
  Partial<Pick<ExplainedLink, 'state' | 'since' | 'until' | 'givenBy'>>

/** What a link does not say. */
export const nothing = { state: null, since: null, until: null, givenBy: null }

/** Each link in the words of its own facts. */
const say: Record<LinkName | KeyLinkName, (facts: Facts) => Said> = {
  key_in_force: ({ key }) => ({
    fact: key?.key.name ?? '',
    state: 'active',
    until: key && new Date(key.key.expiresAt),
    givenBy: key?.key.ownerName ?? null,
    grantedBy: 'administrators',
  }),
  by_person: ({ member }) => ({ fact: member.partner_name, state: 'key', grantedBy: 'administrators' }),
  account_active: ({ member }) => ({
    fact: member.account_email,
    state: member.account_state,
    since: member.account_since,
    grantedBy: member.account_state === 'disabled' ? 'vendor' : 'person',
  }),
  partner_active: ({ member }) => ({ fact: member.partner_name, state: member.partner_state, grantedBy: 'vendor' }),
  membership_active: ({ member }) => ({
    fact: member.partner_name,
    state: member.membership_state,
    since: member.membership_state === 'suspended' ? member.suspended_at : member.member_since,
    grantedBy: 'administrators',
  }),
  role_right: ({ rule: { rightFrom }, member }) => ({
    fact: member.partner_name,
    // Of the two rights somebody may have, the one that the act asks for.
    state:
      (rightFrom === 'vendor' && member.sponsors) || !member.role
        ? member.sponsors
          ? 'sponsors'
          : 'none'
        : member.role,
    grantedBy: rightFrom,
  }),
  partner_service: ({ member, partners }) => ({
    fact: partners?.number ?? '',
    state: member.partner_service,
    since: partners?.starts_at ?? null,
    until: partners?.ends_at ?? null,
    grantedBy: 'vendor',
  }),
  customer_active: ({ access }) => ({
    fact: access?.customer_name ?? '',
    state: access?.customer_state ?? null,
    grantedBy: 'sponsors',
  }),
  association: ({ member, access }) => ({
    fact: access?.customer_name ?? '',
    grantedBy: 'administrators',
    ...given(member, access),
  }),
  customer_service: ({ access, customers }) => ({
    fact: customers?.number ?? '',
    state: access?.service_state ?? 'none',
    since: customers?.starts_at ?? null,
    until: access?.service_state === 'grace' ? access.service_closes_at : (access?.service_ends_at ?? null),
    grantedBy: 'vendor',
  }),
}

/** By whom and for how long the customer was given; by their role it was not given, it follows. */
function given(member: MemberRow, access: AccessRow | null): Partial<Said> {
  if (access?.reach === 'all')
    return {
      state: 'all',
      since: member.all_customers_since,
      until: member.all_customers_until,
      givenBy: member.all_customers_by_name,
    }
  if (access?.reach === 'role') return { state: 'role', since: member.member_since }
  if (access?.reach === 'some' || (access?.association_since && member.role === 'user'))
    return {
      state: access.reach === 'some' ? 'some' : 'ended',
      since: access.association_since,
      until: access.association_ends_at,
      givenBy: access.association_by_name,
    }
  return { state: member.sponsors ? 'sponsors' : 'none' }
}

function namesOf(grantedBy: ExplainedLink['grantedBy'], asked: Asked[]): string[] {
  // The vendor, and the person themselves, are not the partner’s.
  if (grantedBy === 'vendor' || grantedBy === 'person') return []
  return [...new Set(asked.filter(askedFor[grantedBy]).map(({ name }) => name))]
}
