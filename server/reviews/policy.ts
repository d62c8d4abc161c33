import { sponsorsOnly } from '../customers/index.ts'
import { activePartner, administersPartner, type Member } from '../partners/index.ts'
import { type Problem, problems } from '../platform/http/problem.ts'

export const audiences = ['team', 'customer_users'] as const
export type Audience = (typeof audiences)[number]

/** Reviews are read by SA and PA, and by sponsorship administrators; which of them, `readableAudiences` says. */
export function readsReviews(member: Member): Problem | null {
  return readableAudiences(member).length > 0 ? null : administersPartner(member)
}

/** SA and PA review the partner's own people, sponsorship administrators those of its customers (R24). */
export function readableAudiences(member: Member): Audience[] {
  return audiences.filter((audience) => answers(member, audience) === null)
}

/** Whose answers a review takes; nobody's about themselves, which each row says. */
export function answers(member: Member, audience: Audience): Problem | null {
  return audience === 'team' ? administersPartner(member) : sponsorsOnly(member)
}

/** Answering ends access, and a suspended partner reads only. */
export function answersNow(member: Member, audience: Audience): Problem | null {
  return answers(member, audience) ?? activePartner(member)
}

/**
 * Starting, closing early and withdrawing: an SA for the partner's own people. A PA answers and does not start, because a
 * review may end by its rule what only an SA may change: another SA's membership.
 */
export function runsReviews(member: Member, audience: Audience): Problem | null {
  if (audience === 'customer_users') return sponsorsOnly(member) ?? activePartner(member)
  if (member.partner?.role === 'super_admin') return activePartner(member)
  return problems.forbidden({
    missing: 'role super administrator',
    grantedBy: 'a super administrator of the partner, or the vendor',
  })
}

/** Who answers a row. */
export type Reviewer =
  | { kind: 'partner'; accountId: string; superAdmin: boolean }
  | { kind: 'vendor'; accountId: string; mayWrite: boolean }

export const rowRefusals = [
  'own',
  'needs_super_admin',
  'for_vendor',
  'for_partner',
  'decided_already',
  'gone',
  'not_found',
  'last_super_admin',
  'last_sponsorship_administrator',
  'not_suspendable',
  'reads_only',
] as const
export type RowRefusal = (typeof rowRefusals)[number]

export type JudgedRow = {
  kind: string
  shownState: string
  accountId: string
  roleNow: string | null
  sponsorsNow: boolean
  /** Nobody at the partner is left who could answer it. */
  forVendor: boolean
}

/**
 * Why this reviewer may not answer this row; null when they may. Nobody reviews their own access (R24), a PA neither an SA's
 * membership nor one with the right to sponsor, and the vendor only what nobody at the partner can: the membership of the only SA.
 */
export function judgeRow(row: JudgedRow, reviewer: Reviewer): RowRefusal | null {
  if (row.shownState === 'gone') return 'gone'
  if (row.shownState === 'decided') return 'decided_already'
  if (reviewer.kind === 'vendor') {
    if (!reviewer.mayWrite) return 'reads_only'
    if (row.accountId === reviewer.accountId) return 'own'
    return row.forVendor ? null : 'for_partner'
  }
  if (row.forVendor) return 'for_vendor'
  if (row.accountId === reviewer.accountId) return 'own'
  const above = row.kind === 'membership' && (row.roleNow === 'super_admin' || row.sponsorsNow)
  return above && !reviewer.superAdmin ? 'needs_super_admin' : null
}
