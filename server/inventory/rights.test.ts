import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { collecting, ndjson } from '../../test/support/collecting.ts'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'

let world: World
let partnerId: string
let admin: Actor
beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner()).partnerId
  admin = await world.member(partnerId, { role: 'admin' })
})
afterAll(() => world.close())

async function customerWith(serial: string) {
  const customerId = await world.customer(partnerId)
  const contractId = await world.service(partnerId, customerId)
  await world.line(partnerId, contractId, { serial })
  return { customerId, files: collecting(world, admin, { partnerId, customerId }) }
}

const device = (n: number) => ({ hostname: `sw-${n}`, vendor: 'Cisco', serial: `FOC${1000000 + n}` })

describe('limits and rights', () => {
  test('five uploads a day for an inventory, exact when they come at once (R29)', async () => {
    const { files } = await customerWith('FOC1000001')
    const checked = await Promise.all(Array.from({ length: 8 }, () => files.checked(ndjson(device(1)))))
    const answers = await Promise.all(
      checked.map(({ collectionId }) => files.act(collectionId, 'accept', { mode: 'all' })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 202, 202, 202, 429, 429, 429])
    const other = await files.checked(ndjson(device(1)), { inventory: 'Branch' })
    expect((await files.act(other.collectionId, 'accept', { mode: 'all' })).status).toBe(202)
  })

  test('a partner user uploads for their customers and sees no other', async () => {
    const { files, customerId } = await customerWith('FOC1000001')
    const neighbour = await customerWith('FOC1000002')
    const taken = await files.take(ndjson(device(1)))
    const user = await world.member(partnerId, { role: 'user', customers: [neighbour.customerId] })
    expect((await files.upload(ndjson(device(1)), {}, user)).status).toBe(404)
    expect((await neighbour.files.upload(ndjson(device(2)), {}, user)).status).toBe(201)
    expect((await world.call(user, 'GET', `${files.base}/${taken.collectionId}`)).status).toBe(404)
    const list = await world.call(user, 'GET', `${files.base}?customerId=${customerId}`)
    expect(list.body).toMatchObject({ items: [], total: 0 })
    expect((await files.upload(ndjson(device(1)), {}, null)).status).toBe(401)
    const elsewhere = await world.member((await world.partner()).partnerId, { role: 'super_admin' })
    expect((await files.upload(ndjson(device(1)), {}, elsewhere)).status).toBe(404)
  })

  test('in grace nothing is uploaded', async () => {
    const customerId = await world.customer(partnerId)
    await world.service(partnerId, customerId, { days: -3 })
    const { upload } = collecting(world, admin, { partnerId, customerId })
    expect((await upload(ndjson(device(1)))).body.code).toBe('service_in_grace')
  })

  test('a worker that dies leaves nothing, and the work is done again', async () => {
    const { files, customerId } = await customerWith('FOC1000001')
    const { collectionId } = await files.checked(ndjson(device(1)))
    await files.act(collectionId, 'accept', { mode: 'all' })
    await sql`update collection set state = 'processing' where collection_id = ${collectionId}`.execute(world.ownerDb)
    expect(await files.work(collectionId)).toMatchObject({ state: 'done' })
    expect(await files.work(collectionId)).toMatchObject({ state: 'done' })
    expect(await files.devices(`&customerId=${customerId}`)).toHaveLength(1)
  })
})
