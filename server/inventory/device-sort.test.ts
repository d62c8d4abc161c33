import { afterAll, beforeAll, expect, test } from 'vitest'
import { collecting, ndjson } from '../../test/support/collecting.ts'
import { createWorld, type World } from '../../test/support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

test('addresses are sorted as the numbers they are, over pages and in files', async () => {
  const { partnerId } = await world.partner()
  const admin = await world.member(partnerId, { role: 'admin' })
  const customerId = await world.customer(partnerId)
  const contractId = await world.service(partnerId, customerId)
  await world.line(partnerId, contractId, { serial: 'FOC1000001' })
  const addresses = ['10.0.0.100', '10.0.0.9', '2001:db8::1', '9.255.0.1', '', '10.0.0.10', '192.168.0.1']
  const devices = addresses.map((address, n) => ({
    hostname: `sw-${n}`,
    address,
    vendor: 'Cisco',
    serial: `FOC${1000001 + n}`,
  }))
  await collecting(world, admin, { partnerId, customerId }).take(ndjson(...devices))

  const order = ['', '9.255.0.1', '10.0.0.9', '10.0.0.10', '10.0.0.100', '192.168.0.1', '2001:db8::1']
  const paged = async (sort: string) => {
    const found: string[] = []
    for (let cursor = ''; ; ) {
      const at = `/api/v1/partners/${partnerId}/devices?sort=${sort}&limit=2${cursor && `&cursor=${cursor}`}`
      const { body } = await world.call(admin, 'GET', at)
      found.push(...body.items.map((row: { address: string }) => row.address))
      if (!body.nextCursor) return found
      cursor = body.nextCursor
    }
  }
  expect(await paged('address')).toEqual(order)
  expect(await paged('-address')).toEqual(order.toReversed())
  const file = `/api/v1/partners/${partnerId}/devices-export?sort=address&columns=address`
  expect((await world.call(admin, 'GET', file)).text.trim().split('\r\n').slice(1)).toEqual(order)
})
