import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Actor, createWorld, type World } from '../support/world.ts'

// Lists that are put together of a page of each customer: each row once, in order, whatever ties there are, and none of a customer
// that the reader does not reach.

const CUSTOMERS = 9
const EACH = 7
let world: World
let partnerId: string
let open: string[]
let readers: { name: string; actor: Actor; sees: string[] }[]

beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner()).partnerId
  const ids: string[] = []
  for (let n = 0; n < CUSTOMERS; n += 1) ids.push(await world.customer(partnerId))
  // Of the last no service: its data are nobody's.
  open = ids.slice(0, -1)
  const contracts: string[] = []
  for (const id of open) contracts.push(await world.service(partnerId, id))
  const some = [...open.slice(0, 5), ids.at(-1) as string]
  const user = (customers: string[] | 'all') => world.member(partnerId, { role: 'user', customers })
  const agent = await world.staff()
  await sql`insert into acting (partner_id, acting_id, account_id, actor_name, reason, ends_at)
    values (${partnerId}, gen_random_uuid(), ${agent.accountId}, 'Staff', 'a look', now() + interval '1 hour')`.execute(
    world.ownerDb,
  )
  readers = [
    { name: 'who acts for the partner', actor: agent, sees: open },
    { name: 'who reaches some', actor: await user(some), sees: open.slice(0, 5) },
    { name: 'who reaches all', actor: await user('all'), sees: open },
    { name: 'an administrator', actor: await world.member(partnerId, { role: 'admin' }), sees: open },
    { name: 'who reaches one', actor: await user(open.slice(2, 3)), sees: open.slice(2, 3) },
  ]
  await sql`insert into inventory (partner_id, customer_id, inventory_id, name, name_norm)
    select ${partnerId}, c, c, 'Main', 'main' from unnest(${ids}::uuid[]) c`.execute(world.ownerDb)
  // Many names and instants are the same, in one customer and in several.
  await sql`insert into device (partner_id, customer_id, device_id, identity, inventory_id, vendor, vendor_key, serial, serial_norm, product_id,
      product_family, kind, hostname, name_norm, address, mac, software_type, software_version, location, site, version_no, versions,
      content_hash, place_hash, first_seen_at, seen_at, gone_at)
    select ${partnerId}, c, gen_random_uuid(), 'cisco/' || no || '-' || n, c, 'Cisco', 'cisco', 'S' || no * n % 5, 'S' || no * n % 5, 'P' || n % 2, '',
      'router', 'sw', 'sw-' || (no + n) % 4, '', '', '', '17.' || n % 3, '', '', 1, 1, '\\x00', '\\x00', now(), now() - n % 3 * interval '1 day',
      case when n = 6 then now() end
    from unnest(${ids}::uuid[]) with ordinality u (c, no) cross join generate_series(1, ${EACH}::int) n`.execute(
    world.ownerDb,
  )
  await sql`insert into alert (partner_id, customer_id, alert_id, kind, subject_id, key, starts_at, ends_at)
    select partner_id, customer_id, gen_random_uuid(), 'coverage_missing', device_id, '', seen_at, 'infinity' from device`.execute(
    world.ownerDb,
  )
  await sql`insert into contract_line (partner_id, line_id, contract_id, customer_id, vendor, vendor_norm, serial, serial_norm, product_id, service_level, starts_at, ends_at)
    select ${partnerId}, gen_random_uuid(), contract, c, 'Cisco', 'cisco', 'L' || no * n % 5, 'L' || no * n % 5 || '-' || n, 'P' || n % 2, '', now(), now() + n % 3 * interval '1 day' + interval '1 day'
    from unnest(${open}::uuid[], ${contracts}::uuid[]) with ordinality u (c, contract, no) cross join generate_series(1, ${EACH}::int) n`.execute(
    world.ownerDb,
  )
})
afterAll(() => world.close())

async function paged(list: string, id: string, actor: Actor): Promise<string[]> {
  const found: string[] = []
  for (let cursor = ''; ; ) {
    const path = `/api/v1/partners/${partnerId}/${list}&limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`
    const { status, body, text } = await world.call(actor, 'GET', path)
    if (status !== 200) throw new Error(text)
    found.push(...body.items.map((item: Record<string, string>) => item[id]))
    if (!body.nextCursor) return found
    cursor = body.nextCursor
  }
}

async function ordered(id: string, rows: string, by: string, sees: string[]): Promise<string[]> {
  const { rows: found } = await sql<{ id: string }>`select ${sql.ref(id)} as id from ${sql.raw(rows)}
    where partner_id = ${partnerId} and customer_id = any(${sees}::uuid[]) order by ${sql.raw(by)}`.execute(
    world.ownerDb,
  )
  return found.map((row) => row.id)
}

const present = '(select * from device where gone_at is null) d'
const newOnes = "(select * from device where gone_at is null and software_version in ('17.1', '17.2')) d"
const cases: [string, string, string, string, string][] = [
  ['devices?sort=name', 'deviceId', 'device_id', present, 'name_norm, device_id::text'],
  ['devices?sort=-name', 'deviceId', 'device_id', present, 'name_norm desc, device_id::text desc'],
  ['devices?sort=-seen', 'deviceId', 'device_id', present, 'seen_at desc, device_id::text desc'],
  ['devices?sort=name&q=sw-', 'deviceId', 'device_id', present, 'name_norm, device_id::text'],
  [
    'devices?sort=name&softwareVersion=17.1&softwareVersion=17.2',
    'deviceId',
    'device_id',
    newOnes,
    'name_norm, device_id::text',
  ],
  ['devices?sort=name&presence=present&presence=gone', 'deviceId', 'device_id', 'device', 'name_norm, device_id::text'],
  ['device-coverage?sort=name', 'deviceId', 'device_id', present, 'name_norm, device_id::text'],
  ['device-coverage?coverage=not_covered', 'deviceId', 'device_id', present, 'name_norm, device_id::text'],
  ['device-coverage?sort=-serial', 'deviceId', 'device_id', present, 'serial_norm desc, device_id::text desc'],
  ['alerts?sort=-opened&state=open', 'alertId', 'alert_id', 'alert', 'starts_at desc, alert_id::text desc'],
  ['alerts?sort=opened', 'alertId', 'alert_id', 'alert', 'starts_at, alert_id::text'],
  ['contract-lines?sort=serial', 'lineId', 'line_id', 'contract_line', 'serial_norm, line_id::text'],
  ['contract-lines?sort=-ends', 'lineId', 'line_id', 'contract_line', 'ends_at desc, line_id::text desc'],
]
test.each(cases)('%s', { timeout: 60_000 }, async (list, field, id, rows, by) => {
  for (const { name, actor, sees } of readers) {
    const expected = await ordered(id, rows, by, sees)
    expect(expected.length, name).toBeGreaterThan(3)
    expect(await paged(list, field, actor), name).toEqual(expected)
  }
})

test('of one customer only its rows', async () => {
  const [one] = open as [string]
  for (const { name, actor, sees } of readers) {
    const expected = await ordered(
      'device_id',
      present,
      'name_norm, device_id::text',
      sees.filter((id) => id === one),
    )
    expect(await paged(`devices?sort=name&customerId=${one}`, 'deviceId', actor), name).toEqual(expected)
  }
})
