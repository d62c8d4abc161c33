import { sql } from 'kysely'
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
  const contractId = await world.service(partnerId, customerId)
  await world.line(partnerId, contractId, { serial: 'FOC1', productId: '' })
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
  await sql`insert into contract_line (partner_id, line_id, contract_id, customer_id, vendor, vendor_norm, serial, serial_norm, product_id, service_level, starts_at, ends_at)
    select ${partnerId}, gen_random_uuid(), ${contractId}, ${customerId}, 'Other', 'other', 'L' || n, 'L' || n, 'C9' || n % 5, '', now(), now() + n % 7 * interval '1 day' + interval '1 day'
    from generate_series(1, ${COUNT}::int - 1) n`.execute(world.ownerDb)
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

test.each(['-opened', 'due', 'customer'])('alerts by %s', { timeout: 60_000 }, async (sort) => {
  for (const actor of readers) {
    const file = await inFile(`alerts-export?kind=coverage_missing&sort=${sort}`, actor)
    expect(file).toHaveLength(COUNT - 1)
    expect(file.map((line) => /FOC\d+/.exec(line)?.[0])).toEqual(
      await listed(`alerts?kind=coverage_missing&sort=${sort}`, 'serial', actor),
    )
  }
})

test.each(['serial', '-ends', 'product'])('contract lines by %s', { timeout: 60_000 }, async (sort) => {
  for (const actor of readers) {
    const file = await inFile(`contract-lines-export?sort=${sort}`, actor)
    expect(file).toHaveLength(COUNT)
    expect(file.map((line) => line.slice(0, line.indexOf(',')))).toEqual(
      await listed(`contract-lines?sort=${sort}`, 'serial', actor),
    )
  }
})

test('how many there are is told up to a thousand', async () => {
  for (const actor of readers)
    for (const list of ['devices?', 'device-coverage?', 'contract-lines?', 'alerts?kind=coverage_missing&']) {
      expect((await get(`${list}limit=5`, actor)).body.total, list).toBeUndefined()
      const { items, total } = (await get(`${list}limit=5&q=${list.startsWith('contract') ? 'L10' : 'FOC10'}`, actor))
        .body
      expect(items, list).toHaveLength(5)
      expect(total, list).toBe(111)
    }
})

test('a device’s parts come together, though a page ends between them', { timeout: 60_000 }, async () => {
  for (const actor of readers) {
    const file = await inFile('hardware-export?columns=name', actor)
    expect(file).toHaveLength(COUNT + 2 * Math.floor(COUNT / 3))
    expect(file).toEqual(await listed('hardware?', 'name', actor))
  }
})
