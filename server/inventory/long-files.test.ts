import { afterAll, beforeAll, expect, test } from 'vitest'
import { collecting, ndjson } from '../../test/support/collecting.ts'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'

// Files of more rows than are read at once, in their list's order.

const COUNT = 2300
let world: World
let partnerId: string
let customerId: string
let readers: Actor[]
beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner()).partnerId
  const admin = await world.member(partnerId, { role: 'admin' })
  customerId = await world.customer(partnerId)
  await world.line(partnerId, await world.service(partnerId, customerId), { serial: 'FOC1', productId: '' })
  readers = [admin, await world.member(partnerId, { role: 'user', customers: [customerId] })]
  const supplies = ['A', 'B'].map((name) => ({ kind: 'power', name }))
  const device = (n: number) => ({
    hostname: `sw-${(n * 7919) % COUNT}`,
    address: `10.1.${n >> 8}.${n & 255}`,
    vendor: 'Cisco',
    serial: `FOC${n}`,
    productId: `C9${n % 5}`,
    ...(n % 3 === 0 && { components: [{ kind: 'chassis', name: 'Chassis', serial: `FOC${n}` }, ...supplies] }),
  })
  await collecting(world, admin, { partnerId, customerId }).take(
    ndjson(...Array.from({ length: COUNT }, (_, n) => device(n + 1))),
  )
})
afterAll(() => world.close())

const get = (path: string, actor: Actor) => world.call(actor, 'GET', `/api/v1/partners/${partnerId}/${path}`)

/** A column of all of a list, page after page. */
async function listed(list: string, field: string, actor: Actor): Promise<string[]> {
  const found: string[] = []
  for (let cursor = ''; ; ) {
    const { items, nextCursor } = (
      await get(`${list}&limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, actor)
    ).body
    found.push(...items.map((item: Record<string, string>) => item[field]))
    if (!nextCursor) return found
    cursor = nextCursor
  }
}

async function inFile(path: string, actor: Actor): Promise<string[]> {
  return (await get(path, actor)).text.trim().split('\r\n').slice(1)
}

test.each(['name', '-name', 'product', '-coverage'])('devices by %s', { timeout: 60_000 }, async (sort) => {
  for (const actor of readers) {
    const file = await inFile(`devices-export?sort=${sort}&columns=serial`, actor)
    expect(file).toHaveLength(COUNT)
    expect(file).toEqual(await listed(`devices?sort=${sort}`, 'serial', actor))
  }
})

test.each(['serial', '-until'])('coverage of devices by %s', { timeout: 60_000 }, async (sort) => {
  for (const actor of readers) {
    const file = await inFile(`device-coverage-export?sort=${sort}`, actor)
    expect(file.map((line) => /FOC\d+/.exec(line)?.[0])).toEqual(
      await listed(`device-coverage?sort=${sort}`, 'serial', actor),
    )
    expect(file).toHaveLength(COUNT)
  }
})

test('a device’s parts come together, though a page ends between them', { timeout: 60_000 }, async () => {
  for (const actor of readers) {
    const file = await inFile('hardware-export?columns=name', actor)
    expect(file).toHaveLength(COUNT + 2 * Math.floor(COUNT / 3))
    expect(file).toEqual(await listed('hardware?', 'name', actor))
  }
})
