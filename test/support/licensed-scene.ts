import { sql } from 'kysely'
import { type Machine, newMachine } from './machine.ts'
import { type Actor, createWorld, type World } from './world.ts'

export type LicensedScene = Awaited<ReturnType<typeof openLicensedScene>>

/** A partner with a customer in service and its administrator; `renew` gives it a collector and a machine not seen before. */
export async function openLicensedScene() {
  const world: World = await createWorld()
  const { partnerId } = await world.partner()
  const customerId = await world.customer(partnerId, { name: 'Acme Foods' })
  await world.service(partnerId, customerId)
  const admin: Actor = await world.member(partnerId, { role: 'admin' })
  const at = (rest = '') => `/api/v1/partners/${partnerId}/collectors${rest}`
  let names = 0

  async function register(): Promise<string> {
    names += 1
    const body = { customerId, name: `Collector ${names}`, inventoryName: `Inventory ${names}` }
    return (await world.call(admin, 'POST', at(), body)).body.collectorId
  }

  let machine: Machine
  let collectorId = ''

  /** A licence file of the collector. */
  async function download(): Promise<string> {
    const reply = await world.call(admin, 'POST', at(`/${collectorId}/licence`))
    if (reply.status !== 200) throw new Error(reply.text)
    return reply.body.licence
  }

  return {
    world,
    partnerId,
    customerId,
    admin,
    at,
    download,
    get machine() {
      return machine
    },
    get collectorId() {
      return collectorId
    },
    /** Another collector and machine, and no limit reached. */
    async renew(): Promise<void> {
      machine = await newMachine(world)
      collectorId = await register()
      await sql`delete from app.throttle_bucket`.execute(world.ownerDb)
    },
    /** A licence bound to the machine's key. */
    async enrolled(): Promise<string> {
      const reply = await machine.enrol(await download(), { version: '1.2.0', serial: 'PGX-1' })
      if (reply.status !== 200) throw new Error(reply.text)
      return reply.body.licence
    },
    shown: async () => (await world.call(admin, 'GET', at(`/${collectorId}`))).body,
    revoke: () => world.call(admin, 'POST', at(`/${collectorId}/revoke`), { reason: 'Machine stolen' }),
    /** Why requests of the collector were refused, as far as recorded. */
    async refusedReasons(): Promise<string[]> {
      const { rows } = await sql<{ body: string }>`select body from audit_entry
        where object_id = ${collectorId} and action = 'collector.request_refused' order by seq`.execute(world.ownerDb)
      return rows.map(({ body }) => JSON.parse(body).detail.reason)
    },
  }
}

/** Status and code of an answer, in one. */
export async function codeOf(reply: Promise<{ status: number; body: { code?: string } }>): Promise<string> {
  const { status, body } = await reply
  return `${status} ${body.code ?? ''}`.trim()
}

/** Header (0) or claims (1) of a token. */
export function partOf(token: string, part: 0 | 1) {
  return JSON.parse(Buffer.from(token.split('.')[part] ?? '', 'base64url').toString('utf8'))
}
