import { sql } from 'kysely'
import { sponsoringStopsOf } from '../partners/index.ts'
import type { Db, Tx } from '../platform/db/transaction.ts'
import { type Decider, judgeTeam } from './acts.ts'
import { colleaguesOf, deciderOf, idsOf, nameOf, outcomesOf, type TeamHand } from './members.ts'
import { type OwnedKind, ownedBy } from './owned.ts'
import type { Act } from './policy.ts'
import { customersOf, disabledMembers, type MemberRow, readTeams } from './queries.ts'

/** Whose memberships are acted on, by partner. */
type Members = Map<string, string[]>

/** What the act would do and stop, person by person; changes nothing. Another role leaves the right to sponsor as it is. */
export async function previewAct(hand: TeamHand, db: Db, act: Act, accountIds: string[]) {
  const { tx, partner } = hand
  const { partnerId } = partner
  const preview = (await previewIn(tx, db, act, new Map([[partnerId, accountIds]]), deciderOf(hand))).get(partnerId)
  const { done = [], items = [], sponsoring = null, owned = [] } = preview ?? {}
  const customers = act.kind === 'reactivate' ? [] : await customersOf(tx, partnerId, idsOf(done))
  return {
    items,
    stops: {
      seeAll: done.filter((member) => member.allCustomers).map(nameOf),
      customers: [...new Map(customers.map((one) => [one.customerId, one.name])).values()],
      sponsoring,
    },
    owned: owned.length === 0 ? [] : await withTakers(hand, done, owned),
  }
}

/**
 * The same of several partners at once, for an act that ends memberships there: whom it cannot be done to, what ends with a right
 * to sponsor, and what the removed own. However many partners, so many statements; `tx` reaches them all.
 */
export async function previewLeaving(tx: Tx, db: Db, kind: 'suspend' | 'remove', leaving: Members, decider: Decider) {
  const previews = await previewIn(tx, db, { kind }, leaving, decider)
  return new Map(
    [...previews].map(([partnerId, { items, sponsoring, owned }]) => [
      partnerId,
      { items, sponsoring, owned: owned.map(({ kind: of, names }) => ({ kind: of.kind, names })) },
    ]),
  )
}

/** The act judged in each partner, and of those it would be done to: what ends with a right to sponsor, and what the removed own. */
async function previewIn(tx: Tx, db: Db, act: Act, wanted: Members, decider: Decider) {
  const partnerIds = [...wanted.keys()]
  const judged = await judgeIn(tx, act, wanted, decider)
  const done: Members = new Map()
  for (const [partnerId, one] of judged) if (one.done.length > 0) done.set(partnerId, idsOf(one.done))
  const ends = act.kind === 'remove' || act.kind === 'suspend'
  const sponsoring = ends ? await sponsoringStopsOf(db, done) : new Map<string, never>()
  const owned = Map.groupBy(act.kind === 'remove' ? await ownedBy(tx, keysOf(done)) : [], (one) => one.partnerId)
  return new Map(
    partnerIds.map((partnerId) => [
      partnerId,
      {
        done: judged.get(partnerId)?.done ?? [],
        items: judged.get(partnerId)?.items ?? [],
        sponsoring: sponsoring.get(partnerId) ?? null,
        owned: owned.get(partnerId) ?? [],
      },
    ]),
  )
}

async function judgeIn(tx: Tx, act: Act, wanted: Members, decider: Decider) {
  const partnerIds = [...wanted.keys()]
  const beside = decider.accountId ? [decider.accountId] : []
  const read = keysOf(new Map([...wanted].map(([partnerId, ids]) => [partnerId, [...new Set([...ids, ...beside])]])))
  const teams = Map.groupBy(await readTeams(tx, partnerIds, read), ({ partnerId }) => partnerId)
  const [only] = partnerIds
  const disabled = await disabledMembers(tx, partnerIds.length === 1 && only ? only : null)
  const inForce = await partnersInForce(tx, partnerIds)
  return new Map(
    [...wanted].map(([partnerId, ids]) => {
      const facts = { team: teams.get(partnerId) ?? [], disabled, serviceInForce: inForce.has(partnerId) }
      const { judged, missing } = judgeTeam(act, ids, decider, facts)
      const done = judged.filter(({ refusal }) => refusal === null).map(({ member }) => member)
      return [partnerId, { done, items: outcomesOf(judged, missing) }] as const
    }),
  )
}

async function partnersInForce(tx: Tx, partnerIds: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select p.id from unnest(${partnerIds}::uuid[]) as p (id)
    where app.service_of(p.id) = 'in_force'`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}

/** Which colleagues may take over what those who leave own together, each kind whole. */
async function withTakers(hand: TeamHand, leaving: MemberRow[], owned: { kind: OwnedKind; names: string[] }[]) {
  const { tx, partner } = hand
  const staying = await colleaguesOf(hand, leaving)
  const answer = []
  for (const { kind, names } of owned) {
    let takers = staying
    for (const { accountId } of leaving) {
      if ((await kind.list(tx, [{ ...partner, accountId }])).length === 0) continue
      const able = []
      for (const one of takers) if (await kind.takes(tx, partner.partnerId, accountId, one)) able.push(one)
      takers = able
    }
    answer.push({ kind: kind.kind, names, takers })
  }
  return answer
}

const keysOf = (members: Members) =>
  [...members].flatMap(([partnerId, ids]) => ids.map((accountId) => ({ partnerId, accountId })))
