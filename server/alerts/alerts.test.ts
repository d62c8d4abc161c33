import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { alerting } from '../../test/support/alerting.ts'
import { collecting, ndjson } from '../../test/support/collecting.ts'
import { type Actor, createWorld, inDays, tokenOf, type World } from '../../test/support/world.ts'
import { contractsChanged } from '../coverage/index.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import { alertCounts } from './index.ts'

let world: World
let partnerId: string
let admin: Actor
let alerts: ReturnType<typeof alerting>
beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner()).partnerId
  admin = await world.member(partnerId, { role: 'admin' })
  alerts = alerting(world, admin, partnerId)
})
afterAll(() => world.close())

let made = 0
async function customerWith(...serials: string[]) {
  const customerId = await world.customer(partnerId, { name: `Quarry ${++made}` })
  const contractId = await world.service(partnerId, customerId, { days: 400 })
  for (const serial of serials) await world.line(partnerId, contractId, { serial, productId: '' })
  const files = collecting(world, admin, { partnerId, customerId })
  /** What a contract's new end sets going. */
  const endsIn = async (days: number) => {
    await sql`update contract set ends_at = ${inDays(days)} where contract_id = ${contractId}`.execute(world.ownerDb)
    await sql`update contract_line set ends_at = ${inDays(days)} where contract_id = ${contractId}`.execute(
      world.ownerDb,
    )
    await inTransaction(world.db, { kind: 'system' }, (tx) =>
      contractsChanged(tx, sql`select ${partnerId}::uuid, ${contractId}::uuid`),
    )
    await files.contractsChanged()
  }
  return { customerId, contractId, files, endsIn, of: `&customerId=${customerId}` }
}

const device = (n: number, more: object = {}) => ({
  hostname: `sw-${n}`,
  vendor: 'Cisco Systems, Inc.',
  serial: `FOC${1000000 + n}`,
  ...more,
})

describe('coverage', () => {
  test('a device that no line covers, one whose coverage ends; it follows the contract', async () => {
    const { files, endsIn, of } = await customerWith('FOC1000001')
    await files.take(ndjson(device(1), device(2), { hostname: 'unknown', address: '10.0.0.9' }))
    expect(await alerts.said(of)).toEqual(['coverage_missing sw-2 open'])
    await endsIn(20)
    expect(await alerts.said(of)).toEqual(['coverage_ending sw-1 open', 'coverage_missing sw-2 open'])
    await endsIn(200)
    expect(await alerts.said(of)).toEqual(['coverage_missing sw-2 open'])
    expect(await alerts.said(`${of}&state=resolved`)).toEqual(['coverage_ending sw-1 resolved'])
  })

  test('what time alone changes is so at that moment, without a job', async () => {
    const { files, endsIn, of, customerId } = await customerWith('FOC1000001')
    await files.take(ndjson(device(1)))
    await endsIn(20)
    const [before] = (await alerts.list(of)).body.items
    expect(before).toMatchObject({ kind: 'coverage_ending', severity: 'medium', resolvedAt: null })
    // A file names the last day, as pages and contracts do; the end is an exclusive instant.
    const path = `/api/v1/partners/${partnerId}/alerts-export?customerId=${customerId}`
    const lastDay = new Date(Date.parse(before.dueAt) - 1).toISOString().slice(0, 10)
    expect((await world.call(admin, 'GET', path)).text).toContain(`,${lastDay},`)
    await alerts.daysPass(customerId, 21)
    const [after] = (await alerts.list(of)).body.items
    expect(after).toMatchObject({ kind: 'coverage_missing', severity: 'high' })
    const [over] = (await alerts.list(`${of}&state=resolved`)).body.items
    // Resolved when it was over, not when somebody looked.
    expect(over).toMatchObject({ kind: 'coverage_ending', alertId: before.alertId })
    expect(over.resolvedAt).toBe(over.dueAt)
    expect(after.openedAt).toBe(over.dueAt)
  })

  test('the same collection again changes nothing, what is acknowledged neither', async () => {
    const { files, of } = await customerWith('FOC1000001')
    await files.take(ndjson(device(1), device(2)))
    const [{ alertId }] = (await alerts.list(of)).body.items
    expect((await alerts.acknowledge([alertId], 'Ordered')).status).toBe(204)
    await files.take(ndjson(device(1), device(2, { softwareVersion: '17.9.5' })))
    await alerts.all()
    expect(await alerts.said(of)).toEqual([])
    const [known] = (await alerts.list(`${of}&state=acknowledged`)).body.items
    expect(known).toMatchObject({ alertId, note: 'Ordered', acknowledgedBy: expect.stringContaining('Member') })
  })
})

describe('devices and collections', () => {
  test('a vanished device, until it is there again', async () => {
    const { files, of } = await customerWith('FOC1000001')
    await files.take(ndjson(device(1), device(2)))
    await files.take(ndjson(device(1)))
    expect(await alerts.said(of)).toEqual(['device_vanished sw-2 open'])
    await files.take(ndjson(device(1), device(2)))
    expect(await alerts.said(of)).toEqual(['coverage_missing sw-2 open'])
    expect(await alerts.said(`${of}&state=resolved`)).toEqual([
      'coverage_missing sw-2 resolved',
      'device_vanished sw-2 resolved',
    ])
  })

  test('a blocked collection, until one is taken in', async () => {
    const { files, of } = await customerWith('FOC1000001')
    const blocked = await files.take(ndjson(device(7)))
    expect(blocked.state).toBe('blocked')
    const [alert] = (await alerts.list(of)).body.items
    expect(alert).toMatchObject({
      kind: 'collection_blocked',
      subject: 'inventory',
      blockedReason: 'covered_not_found',
      collectionId: blocked.collectionId,
    })
    await files.take(ndjson(device(1)))
    expect(await alerts.said(of)).toEqual([])
  })

  test('a collector that misses its interval (R32), until it uploads or is deleted', async () => {
    const { customerId, of } = await customerWith()
    const collectorId = await world.collector(partnerId, customerId, { name: 'Shed' })
    await alerts.sources(customerId)
    expect(await alerts.said(of)).toEqual([])
    const at = (hours: number) =>
      sql`update collector set last_upload_at = now() - make_interval(hours => ${hours}) where collector_id = ${collectorId}`.execute(
        world.ownerDb,
      )
    await at(25)
    await alerts.sources(customerId)
    expect(await alerts.said(of)).toEqual(['collector_overdue Shed open'])
    await at(0)
    await alerts.sources(customerId)
    expect(await alerts.said(of)).toEqual([])
    // A day later it is overdue again: nobody had to notice.
    await alerts.daysPass(customerId, 2)
    expect(await alerts.said(of)).toEqual(['collector_overdue Shed open'])
    const gone = await world.call(admin, 'POST', `/api/v1/partners/${partnerId}/collectors/${collectorId}/delete`, {
      reason: 'moved',
    })
    expect(gone.status).toBe(204)
    await alerts.sources(customerId)
    expect(await alerts.said(of)).toEqual([])
    expect(await alerts.said(`${of}&state=resolved`)).toEqual([
      'collector_overdue Shed resolved',
      'collector_overdue Shed resolved',
    ])
  })
})

describe('rights', () => {
  test('acknowledging is all or nothing, audited, and can be taken back', async () => {
    const { files, of, customerId } = await customerWith('FOC1000001')
    await files.take(ndjson(device(1), device(2), device(3)))
    const ids = (await alerts.list(of)).body.items.map(({ alertId }: { alertId: string }) => alertId)
    expect((await alerts.acknowledge([...ids, customerId])).status).toBe(404)
    expect((await alerts.acknowledge([])).status).toBe(400)
    expect((await alerts.acknowledge(ids, 'Both to be replaced')).status).toBe(204)
    expect((await alerts.acknowledge(ids, 'again')).status).toBe(204)
    const { rows } = await sql<{
      body: string
    }>`select body from audit_entry where partner_id = ${partnerId} and action = 'alert.acknowledged'
      order by seq desc limit 1`.execute(world.ownerDb)
    expect(JSON.parse(rows[0]?.body ?? '{}').detail).toMatchObject({ count: 2, note: 'Both to be replaced' })
    expect((await alerts.unacknowledge(ids)).status).toBe(204)
    expect((await alerts.list(of)).body.total).toBe(2)
    await files.take(ndjson(device(1)))
    expect((await alerts.acknowledge(ids)).body.code).toBe('alert_over')
  })

  test('whoever does not reach the customer sees none of it', async () => {
    const mine = await customerWith('FOC1000001')
    const other = await customerWith('FOC1000001')
    await mine.files.take(ndjson(device(1), device(2)))
    await other.files.take(ndjson(device(1), device(2)))
    const user = await world.member(partnerId, { role: 'user', customers: [mine.customerId] })
    const list = (await alerts.list('', user)).body
    expect(list.items.map(({ customerId }: { customerId: string }) => customerId)).toEqual([mine.customerId])
    expect(list.total).toBe(1)
    const [{ alertId }] = (await alerts.list(other.of)).body.items
    expect((await world.call(user, 'GET', `${alerts.base}/${alertId}`)).status).toBe(404)
    expect((await alerts.acknowledge([alertId], '', user)).status).toBe(404)
    expect((await alerts.acknowledge([list.items[0].alertId], '', user)).status).toBe(204)
    const counts = (await world.call(user, 'GET', `/api/v1/partners/${partnerId}/alert-counts`)).body
    expect(counts).toMatchObject({ open: 0, acknowledged: 1 })
    // What a dashboard shows of one customer.
    const entry = { kind: 'session', token: tokenOf(admin), realm: 'partner', partnerId } as const
    const shown = await inTransaction(world.db, entry, (tx) =>
      alertCounts(tx, { partnerId, customerId: other.customerId }),
    )
    expect(shown).toMatchObject({ open: 1, acknowledged: 0, byKind: { coverage_missing: 1 }, bySeverity: { high: 1 } })
    const customers = (
      await world.call(admin, 'GET', `/api/v1/partners/${partnerId}/alert-customers?q=${encodeURIComponent('quarry')}`)
    ).body
    expect(customers.items.map(({ customerId }: { customerId: string }) => customerId)).toContain(other.customerId)
    expect((await alerts.list('', null)).status).toBe(401)
    const stranger = await world.member((await world.partner()).partnerId, { role: 'super_admin' })
    expect((await alerts.list('', stranger)).status).toBe(404)
    const sponsor = await world.administrator(partnerId)
    expect((await alerts.list('', sponsor)).status).toBe(403)
  })

  test('in grace alerts are read, and nothing is acknowledged (R25)', async () => {
    const { files, endsIn, of } = await customerWith('FOC1000001')
    await files.take(ndjson(device(1)))
    await endsIn(-1)
    const { items } = (await alerts.list(of)).body
    expect(items).toMatchObject([{ kind: 'coverage_missing', mayAcknowledge: false }])
    expect((await alerts.acknowledge([items[0].alertId])).body.code).toBe('service_in_grace')
  })
})
