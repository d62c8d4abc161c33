import { sql } from 'kysely'
import { agents } from './agent-posts.ts'
import { collecting } from './collecting.ts'
import { type Actor, createWorld } from './world.ts'

export type AgentScene = Awaited<ReturnType<typeof openAgentScene>>

/** A partner with its administrator; `renew` gives it a customer in service with two covered devices, and an address for its agents. */
export async function openAgentScene() {
  const world = await createWorld()
  const { partnerId } = await world.partner()
  const admin: Actor = await world.member(partnerId, { role: 'admin' })

  /** What an earlier test counted or left open is no concern of the next one's. */
  async function renew() {
    await sql`delete from app.throttle_bucket`.execute(world.ownerDb)
    await sql`update agent_gathering set collection_id = null`.execute(world.ownerDb)
    const customerId = await world.customer(partnerId)
    const contract = await world.service(partnerId, customerId)
    for (const serial of ['FOC1000001', 'PCS1000001']) await world.line(partnerId, contract, { serial, productId: '' })
    const site = agents(world, admin, { partnerId, customerId })
    const files = collecting(world, admin, { partnerId, customerId })
    const collectorId = await site.register()
    const address = await site.makeAddress(collectorId)
    return {
      customerId,
      collectorId,
      address,
      site,
      files,
      devices: () => files.devices(`&customerId=${customerId}`),
      /** What is kept of what was posted. */
      counted: async () =>
        (
          await sql<{ collections: number; chunks: number; used: number }>`select
          (select count(*)::int from collection where collector_id = ${collectorId}) as collections,
          (select count(*)::int from collection_chunk where collector_id = ${collectorId}) as chunks,
          (select coalesce(max(uploads_used), 0)::int from inventory where customer_id = ${customerId}) as used`.execute(
            world.ownerDb,
          )
        ).rows[0],
      /** Why posts were refused, as far as recorded. */
      refusals: async () =>
        (
          await sql<{ body: string }>`select body from audit_entry where object_id = ${collectorId}
          and action = 'collector.request_refused' order by seq`.execute(world.ownerDb)
        ).rows.map(({ body }) => JSON.parse(body).detail.reason),
    }
  }

  return { world, partnerId, admin, renew }
}
