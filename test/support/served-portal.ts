import type { Hono } from 'hono'
import { listen } from '../../server/platform/http/listen.ts'
import { collecting } from './collecting.ts'
import { createWorld } from './world.ts'

/** A portal that other processes reach, in this one: a partner with an administrator and a customer in service. */
export async function servePortal() {
  // The origin has the port in it, so the port comes first.
  let app: Hono | undefined
  /** Answers in the portal's place, where it answers anything. */
  let instead: (request: Request) => Promise<Response | undefined> = async () => undefined
  const http = await listen(
    async (request, env) => (await instead(request)) ?? app?.fetch(request, env) ?? new Response(null, { status: 503 }),
    { port: 0, host: '127.0.0.1' },
  )
  const world = await createWorld({ ORIGIN: `http://localhost:${http.port}` })
  app = world.app
  const { partnerId } = await world.partner({ name: 'Orbit Networks' })
  const customerId = await world.customer(partnerId, { name: 'Acme Foods' })
  const contractId = await world.service(partnerId, customerId)
  const admin = await world.member(partnerId, { role: 'admin' })
  const at = `/api/v1/partners/${partnerId}/collectors`
  return {
    world,
    partnerId,
    customerId,
    admin,
    /** What the administrator sees of collections and devices. */
    inventory: collecting(world, admin, { partnerId, customerId }),
    /** The customer's contract covers a device. */
    cover: (serial: string) => world.line(partnerId, contractId, { serial, productId: '' }),
    /** Registers a collector. */
    async register(name: string): Promise<string> {
      const body = { customerId, name, inventoryName: name, intervalHours: 12 }
      return (await world.call(admin, 'POST', at, body)).body.collectorId
    },
    /** A licence file of it. */
    download: async (collectorId: string): Promise<string> =>
      (await world.call(admin, 'POST', `${at}/${collectorId}/licence`)).body.licence,
    shown: async (collectorId: string) => (await world.call(admin, 'GET', `${at}/${collectorId}`)).body,
    revoke: (collectorId: string) =>
      world.call(admin, 'POST', `${at}/${collectorId}/revoke`, { reason: 'Machine stolen' }),
    answerInstead(by: typeof instead | undefined): void {
      instead = by ?? (async () => undefined)
    },
    async close(): Promise<void> {
      await http.drain(1)
      await world.close()
    },
  }
}
