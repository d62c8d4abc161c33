import { afterAll, beforeAll, expect, test } from 'vitest'
import { collecting, ndjson } from '../../test/support/collecting.ts'
import { createWorld, type World } from '../../test/support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const device = (n: number, vendor = 'Cisco') => ({
  hostname: `sw-${n}`,
  vendor,
  serial: `FOC${1000000 + n}`,
  kind: 'switch',
})

test('devices, coverage, collectors and trend, as far as one reaches', async () => {
  const { partnerId } = await world.partner()
  const admin = await world.member(partnerId, { role: 'admin' })
  const mine = await world.customer(partnerId)
  const other = await world.customer(partnerId)
  const contractId = await world.service(partnerId, mine, { days: 400 })
  await world.line(partnerId, contractId, { serial: 'FOC1000001', days: 390 })
  await world.line(partnerId, contractId, { serial: 'FOC1000002', days: 20 })
  await world.line(partnerId, await world.service(partnerId, other), { serial: 'FOC1000009' })
  await collecting(world, admin, { partnerId, customerId: mine }).take(
    ndjson(device(1), device(2), device(3, 'Juniper')),
  )
  await collecting(world, admin, { partnerId, customerId: other }).take(ndjson(device(9)))
  for (const [name, hours] of [
    ['fresh', 1],
    ['late', 100],
    ['silent', null],
  ] as const) {
    const collectorId = await world.collector(partnerId, mine, { name })
    if (hours !== null)
      await world.ownerDb
        .updateTable('collector')
        .set({ interval_hours: 24, last_upload_at: new Date(Date.now() - hours * 3_600_000) })
        .where('collector_id', '=', collectorId)
        .execute()
  }
  const user = await world.member(partnerId, { role: 'user', customers: [mine] })
  const at = `/api/v1/partners/${partnerId}/overview/devices`
  const month = new Date().toISOString().slice(0, 7)
  const expected = {
    devices: 3,
    members: 0,
    coverage: { covered: 1, expiring: 1, expired: 0, notCovered: 1, otherPartner: 0, unrecognised: 0 },
    vendors: [
      { value: 'Cisco', count: 2 },
      { value: 'Juniper', count: 1 },
    ],
    kinds: [{ value: 'switch', count: 3 }],
    alerts: { open: 2, acknowledged: 0, high: 1 },
    collectors: { onTime: 1, overdue: 1, neverUploaded: 1, licenceEnding: 0, licenceEnded: 0, blocked: 0 },
    trend: [{ month, devices: 3, covered: 2 }],
  }
  expect((await world.call(user, 'GET', at)).body).toEqual(expected)
  // Each figure about collectors has the list behind it.
  const named = async (health: string) => {
    const list = await world.call(user, 'GET', `/api/v1/partners/${partnerId}/collectors?health=${health}`)
    return list.body.items.map(({ name }: { name: string }) => name)
  }
  expect(await named('on_time')).toEqual(['fresh'])
  expect(await named('overdue')).toEqual(['late'])
  expect(await named('never_uploaded&health=overdue')).toEqual(['late', 'silent'])
  expect(await named('licence_ended')).toEqual([])
  expect((await world.call(admin, 'GET', `${at}?customerId=${mine}`)).body).toEqual(expected)

  expect((await world.call(admin, 'GET', at)).body).toMatchObject({ devices: 4, trend: [{ month, devices: 4 }] })
  expect((await world.call(user, 'GET', `${at}?customerId=${other}`)).body).toMatchObject({
    devices: 0,
    collectors: { onTime: 0 },
    trend: [],
  })
  expect((await world.call(admin, 'GET', `${at}?customerId=x`)).status).toBe(400)
  expect((await world.call(null, 'GET', at)).status).toBe(401)
  expect((await world.call(await world.administrator(partnerId), 'GET', at)).status).toBe(403)
  const outsider = await world.member((await world.partner()).partnerId, { role: 'super_admin' })
  expect((await world.call(outsider, 'GET', at)).status).toBe(404)
})
