import type { Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { type ExplainedLink, nothing } from './explain.ts'
import { type Asked, askedFor, whomToAsk } from './queries.ts'
import { type StaffAction, type StaffLinkName, type StaffRole, staffRules } from './staff-actions.ts'
import {
  type PartnerFacts,
  readPartnerFacts,
  readReview,
  readStaff,
  type StaffRow,
  staffToAsk,
} from './staff-queries.ts'

/** As a link of a member's chain is said, of somebody of the staff. */
export type StaffLink = Omit<ExplainedLink, 'link' | 'grantedBy'> & {
  link: StaffLinkName
  grantedBy: keyof typeof grantors | 'person'
}

export type StaffQuestion = { accountId: string; action: StaffAction; about: string | undefined }

/**
 * Whether somebody of the staff may do something, and every link of the chain; with `about` also the state of the partner, person
 * or review that the act is about. 404 for who never was of the staff, and for what is not there.
 */
export async function explainStaff(tx: Tx, { accountId, action, about }: StaffQuestion) {
  const rule = staffRules[action]
  if (action === 'act_in_partner' && !about)
    throw problems.invalid_request({
      fields: [{ path: 'about', code: 'required', message: 'This is about one partner' }],
    })
  const staff = await readStaff(tx, accountId)
  if (!staff) throw problems.not_found()
  const own: Said[] = [
    {
      link: 'account_active',
      holds: staff.account_state === 'active',
      fact: staff.account_email,
      state: staff.account_state,
      since: staff.account_since,
      grantedBy: staff.account_state === 'disabled' ? 'vendor_administrators' : 'person',
    },
    {
      link: 'staff_active',
      holds: staff.active,
      fact: staff.vendor_name,
      state: staff.active ? 'active' : 'removed',
      since: staff.since,
      grantedBy: 'vendor_administrators',
    },
    {
      link: 'staff_right',
      holds: rule.right(staff.role),
      fact: '',
      state: staff.role,
      grantedBy: 'vendor_administrators',
    },
  ]
  const said = about && rule.about ? [...own, ...(await stateOf[rule.about](tx, staff, about, rule.state))] : own
  const asked = { staff: await staffToAsk(tx), partner: about ? await whomToAsk(tx, about) : [], self: staff.name }
  const links = said.map((link): StaffLink => ({ ...nothing, ...link, names: namesOf(link.grantedBy, asked) }))
  return { accountId, name: staff.name, action, holds: links.every(({ holds }) => holds), links }
}

type Said = Pick<StaffLink, 'link' | 'holds' | 'fact' | 'grantedBy'> &
  Partial<Pick<StaffLink, 'state' | 'since' | 'until' | 'givenBy'>>

/** The links about what an act is about. 404 where there is no such thing. */
const stateOf = {
  person: async (tx: Tx, staff: StaffRow, about: string): Promise<Said[]> => {
    const other = await readStaff(tx, about)
    if (!other) throw problems.not_found()
    const own = other.account_id === staff.account_id
    return [
      {
        link: 'other_person',
        holds: !own,
        fact: other.name,
        state: own ? 'own' : 'other',
        grantedBy: 'other_administrators',
      },
    ]
  },
  review: async (tx: Tx, _staff: StaffRow, about: string): Promise<Said[]> => {
    const review = await readReview(tx, about)
    if (!review) throw problems.not_found()
    return [
      {
        link: 'review_of_vendor',
        holds: review.run_by === 'vendor',
        fact: review.title,
        state: review.run_by,
        since: review.started_at,
        givenBy: review.started_by_name,
        grantedBy: 'partner',
      },
    ]
  },
  partner: async (tx: Tx, staff: StaffRow, about: string, names: StaffLinkName[]): Promise<Said[]> => {
    const partner = await readPartnerFacts(tx, about, staff.account_id)
    if (!partner) throw problems.not_found()
    return names.map((link) => ({ link, fact: partner.name, ...ofPartner[link as keyof typeof ofPartner](partner) }))
  },
}

const ofPartner = {
  partner_active: ({ state }: PartnerFacts): About => ({
    holds: state === 'active',
    state,
    grantedBy: 'vendor_agents',
  }),
  partner_service: ({ service }: PartnerFacts): About => ({
    holds: service === 'in_force',
    state: service,
    grantedBy: 'vendor_agents',
  }),
  no_super_admin: ({ name, superAdmins }: PartnerFacts): About => ({
    holds: superAdmins.length === 0,
    fact: superAdmins.length > 0 ? superAdmins.join(', ') : name,
    state: superAdmins.length > 0 ? 'present' : 'none',
    grantedBy: 'super_admins',
  }),
  partner_qualified: ({ qualification: { qualified, reason, number, endsAt }, name }: PartnerFacts): About => ({
    holds: qualified,
    fact: number ?? name,
    state: reason,
    until: endsAt,
    grantedBy: 'vendor_agents',
  }),
  support_access: ({ look, name }: PartnerFacts): About => ({
    holds: look !== null,
    fact: look?.reason ?? name,
    state: look ? 'open' : 'none',
    since: look?.startedAt ?? null,
    until: look?.endsAt ?? null,
    grantedBy: 'person',
  }),
  partner_member: ({ role }: PartnerFacts): About => ({
    holds: role !== null,
    state: role ?? 'none',
    grantedBy: 'administrators',
  }),
}
type About = Omit<Said, 'link' | 'fact'> & { fact?: string }

type Askable = { staff: { name: string; role: StaffRole }[]; partner: Asked[]; self: string }

/** Who can change a link, by name; the others are no names of anybody's. */
const grantors = {
  vendor_administrators: ({ staff }: Askable) => staff.filter(({ role }) => role === 'administrator'),
  other_administrators: ({ staff, self }: Askable) =>
    staff.filter(({ role, name }) => role === 'administrator' && name !== self),
  vendor_agents: ({ staff }: Askable) => staff,
  administrators: ({ partner }: Askable) => partner.filter(askedFor.administrators),
  super_admins: ({ partner }: Askable) => partner.filter(askedFor.super_admins),
  partner: () => [],
}

function namesOf(grantedBy: StaffLink['grantedBy'], askable: Askable): string[] {
  return grantedBy === 'person' ? [] : [...new Set(grantors[grantedBy](askable).map(({ name }) => name))]
}
