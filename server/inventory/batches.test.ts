import { afterAll, beforeAll, expect, test } from 'vitest'
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

const device = (n: number, more: object = {}) => ({
  hostname: `sw-${n}`,
  address: `10.0.${n >> 8}.${n & 255}`,
  vendor: 'Cisco Systems, Inc.',
  serial: `FOC${1000000 + n}`,
  ...more,
})
const stack = (...serials: string[]) => ({
  hostname: 'stack',
  vendor: 'Cisco Systems, Inc.',
  serial: serials[0],
  components: serials.map((serial) => ({ kind: 'chassis', name: serial, serial })),
})

// The first batch has 300 devices, the second 600: what is known of one is asked before the one before it is written.
test('of what is named again in a later batch the first counts, and a member finds its stack there', async () => {
  const customerId = await world.customer(partnerId, { name: 'Mill' })
  const contractId = await world.service(partnerId, customerId)
  await world.line(partnerId, contractId, { serial: 'FOC1000001', productId: '' })
  const files = collecting(world, admin, { partnerId, customerId })
  const many = Array.from({ length: 1200 }, (_, n) => device(n))
  const again = device(10, { hostname: 'again' })
  const said = [
    ...[stack('FOD1', 'FOD2'), ...many.slice(0, 310), again, stack('FOD1', 'FOD3')],
    ...[...many.slice(310, 1000), again, stack('FOD1', 'FOD4'), ...many.slice(1000)],
  ]
  const first = await files.take(ndjson(...said))
  expect(first.counts).toMatchObject({ devices: 1204, new: 1204, duplicates: 4, changed: 0 })
  const [main, ...members] = await files.devices(`&customerId=${customerId}&q=FOD&sort=serial`)
  expect(members.map(({ serial, parentId }) => [serial, parentId])).toEqual(
    ['FOD2', 'FOD3', 'FOD4'].map((serial) => [serial, main?.deviceId]),
  )
  expect(await files.devices(`&customerId=${customerId}&q=again`)).toEqual([])

  const changed = said.map((one) => ({ ...one, location: 'Hall 2' }))
  const second = await files.take(ndjson(...changed))
  expect(second.counts).toMatchObject({ devices: 1204, new: 0, duplicates: 4, changed: 1204, gone: 0 })
  const third = await files.take(ndjson(...changed))
  expect(third.counts).toMatchObject({ devices: 1204, duplicates: 4, unchanged: 1204, gone: 0 })
})
