import { sql } from 'kysely'
import type { AuditFacts, Hand } from '../audit/index.ts'
import { type Colleague, registerOwned } from '../team/index.ts'
import { mayGive } from './policy.ts'
import { type KeyRow, keysOwnedBy } from './queries.ts'

/** Nobody answers for a key above what they could give themselves (R24). */
function mayOwn({ role, sponsors }: Colleague, key: KeyRow): boolean {
  const administers = role === 'super_admin' || role === 'admin'
  return administers && mayGive({ role, sponsors }, key) === null
}

/** Who is removed leaves their keys to a colleague, or the keys end with them: a key that nobody answers for must not wait for its owner to come back. */
registerOwned({
  kind: 'apiKeys',
  list: keysOwnedBy,
  takes: async (tx, partnerId, accountId, colleague) =>
    (await keysOwnedBy(tx, [{ partnerId, accountId }])).every((key) => mayOwn(colleague, key)),
  handOver: async (hand, from, to) => {
    const facts: AuditFacts[] = []
    for (const key of await keysOwnedBy(hand.tx, [{ ...hand.partner, accountId: from.accountId }]))
      facts.push(await (to && mayOwn(to, key) ? giveTo(hand, key, to) : end(hand, key, from)))
    return facts
  },
})

async function giveTo(hand: Hand, key: KeyRow, to: Colleague): Promise<AuditFacts> {
  await sql`update api_key set owner_id = ${to.accountId}, owner_name = ${to.name}, updated_at = now()
    where partner_id = ${hand.partner.partnerId} and key_id = ${key.keyId}`.execute(hand.tx)
  return factsOf(hand, key, 'api_key.handed_over', { before: { owner: key.ownerName }, after: { owner: to.name } })
}

async function end(hand: Hand, key: KeyRow, from: Colleague): Promise<AuditFacts> {
  const reason = `${from.name} left the team`
  await sql`update api_key set revoked_at = now(), revoked_by_name = ${hand.nameIn('en')}, revoked_reason = ${reason}, updated_at = now()
    where partner_id = ${hand.partner.partnerId} and key_id = ${key.keyId}`.execute(hand.tx)
  return factsOf(hand, key, 'api_key.revoked', { reason, role: key.role, lastUsedAt: key.lastUsedAt })
}

function factsOf({ partner, why }: Hand, { keyId, name }: KeyRow, action: string, detail: Record<string, unknown>) {
  return {
    partnerId: partner.partnerId,
    action,
    objectType: 'api_key',
    objectId: keyId,
    objectLabel: name,
    why,
    detail,
  }
}
