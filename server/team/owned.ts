import type { AuditFacts, Hand } from '../audit/index.ts'
import type { MemberKey } from '../partners/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { openInvitationsBy, setInviter, setWithdrawn } from './invitation-queries.ts'
import { invitationFacts } from './invitations.ts'
import { mayGrant, type Role } from './policy.ts'

export type Colleague = {
  accountId: string
  name: string
  firstName: string
  email: string
  language: string
  role: Role | null
  sponsors: boolean
}

type OwnedThing = { partnerId: string; name: string }

/**
 * One kind of thing that a member owns for the partner and that must not fall with them: open invitations, API keys, answers
 * to access reviews; a slice adds its kind by `registerOwned`. Collectors are the customer's, and nobody's to hand over; saved
 * views and files are private (nobody else ever saw them), so they stay unseen and are no kind of this.
 */
export type OwnedKind = {
  kind: string
  /** What these members, of whichever partners, own of it now, by name. */
  list: (tx: Tx, members: MemberKey[]) => Promise<OwnedThing[]>
  /** Whether a colleague may take all of it over. */
  takes: (tx: Tx, partnerId: string, accountId: string, colleague: Colleague) => Promise<boolean>
  /** Gives it to the colleague, or with null ends it; answers what the audit says about each. */
  handOver: (hand: Hand, from: Colleague, to: Colleague | null) => Promise<AuditFacts[]>
}

const kinds: OwnedKind[] = []

export function registerOwned(kind: OwnedKind): void {
  kinds.push(kind)
}

export function isOwnedKind(name: string): boolean {
  return kinds.some(({ kind }) => kind === name)
}

/** The kinds of which these members own something, partner by partner, with names. */
export async function ownedBy(tx: Tx, members: MemberKey[]) {
  const found: { kind: OwnedKind; partnerId: string; names: string[] }[] = []
  for (const kind of kinds)
    for (const [partnerId, things] of Map.groupBy(await kind.list(tx, members), (one) => one.partnerId))
      found.push({ kind, partnerId, names: things.map(({ name }) => name) })
  return found
}

registerOwned({
  kind: 'invitations',
  list: async (tx, members) =>
    (await openInvitationsBy(tx, members)).map(({ partnerId, email }) => ({ partnerId, name: email })),
  takes: async (tx, partnerId, accountId, { role }) =>
    (await openInvitationsBy(tx, [{ partnerId, accountId }])).every((one) => mayGrant(role, one.role)),
  // What the colleague could not have sent themselves gives nothing in their name.
  handOver: async ({ tx, partner, why }, from, to) => {
    const facts: AuditFacts[] = []
    for (const one of await openInvitationsBy(tx, [{ ...partner, accountId: from.accountId }])) {
      const taker = to && mayGrant(to.role, one.role) ? to : null
      if (taker) await setInviter(tx, one, taker)
      else await setWithdrawn(tx, one, from.name)
      const action = taker ? 'team_invitation.handed_over' : 'team_invitation.withdrawn'
      const said = invitationFacts(one)
      facts.push({
        ...said,
        action,
        why,
        detail: { ...said.detail, from: from.name, ...(taker && { to: taker.name }) },
      })
    }
    return facts
  },
})
