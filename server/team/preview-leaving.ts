import { sql } from 'kysely'
import { sponsoringStopsOf } from '../partners/index.ts'
import type { Db, Tx } from '../platform/db/transaction.ts'
import { type Decider, judgeTeam } from './acts.ts'
import { outcomesOf } from './members.ts'
import { ownedBy } from './owned.ts'
import { disabledMembers, readTeams } from './queries.ts'

/** Whose memberships end, by partner. */
type Leaving = Map<string, string[]>

/**
 * What suspending these members, or removing them, would do in each partner, as `previewAct` says it of one: whom it cannot be
 * done to, what ends with a right to sponsor, and what the removed own. However many partners, so many statements. Changes
 * nothing; `tx` reaches them all.
 */
export async function previewLeaving(tx: Tx, db: Db, kind: 'suspend' | 'remove', leaving: Leaving, decider: Decider) {
  const partnerIds = [...leaving.keys()]
  const members = [...leaving].flatMap(([partnerId, ids]) => ids.map((accountId) => ({ partnerId, accountId })))
  const teams = Map.groupBy(await readTeams(tx, partnerIds, members), ({ partnerId }) => partnerId)
  const disabled = await disabledMembers(tx, null)
  const inForce = await partnersInForce(tx, partnerIds)
  const done: Leaving = new Map()
  const items = new Map(
    [...leaving].map(([partnerId, ids]) => {
      const facts = { team: teams.get(partnerId) ?? [], disabled, serviceInForce: inForce.has(partnerId) }
      const { judged, missing } = judgeTeam({ kind }, ids, decider, facts)
      const gone = judged.filter(({ refusal }) => refusal === null).map(({ member }) => member.accountId)
      if (gone.length > 0) done.set(partnerId, gone)
      return [partnerId, outcomesOf(judged, missing)] as const
    }),
  )
  const going = members.filter(({ partnerId, accountId }) => done.get(partnerId)?.includes(accountId))
  const sponsoring = await sponsoringStopsOf(db, done)
  const owned = Map.groupBy(kind === 'remove' ? await ownedBy(tx, going) : [], ({ partnerId }) => partnerId)
  return new Map(
    partnerIds.map((partnerId) => [
      partnerId,
      {
        items: items.get(partnerId) ?? [],
        sponsoring: sponsoring.get(partnerId) ?? null,
        owned: (owned.get(partnerId) ?? []).map(({ kind: of, names }) => ({ kind: of.kind, names })),
      },
    ]),
  )
}

async function partnersInForce(tx: Tx, partnerIds: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select p.id from unnest(${partnerIds}::uuid[]) as p (id)
    where app.service_of(p.id) = 'in_force'`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}
