import { afterAll, beforeAll, expect, test } from 'vitest'
import { alertsOfDevices } from '../../../server/alerts/index.ts'
import { recomputeCoverage } from '../../../server/coverage/index.ts'
import { collecting, ndjson } from '../../support/collecting.ts'
import type { Actor } from '../../support/world.ts'
import { look, openServedScene, type ServedScene } from '../support/served-scene.ts'

let scene: ServedScene
let base: string
let user: Actor
beforeAll(async () => {
  scene = await openServedScene()
  const { world } = scene
  const { partnerId } = await world.partner({ name: 'Orbit Networks' })
  base = `/partner/${partnerId}`
  const customerId = await world.customer(partnerId, { name: 'Acme Foods' })
  const contractId = await world.service(partnerId, customerId, { days: 400 })
  await world.line(partnerId, contractId, { serial: 'FOC1000001', days: 390 })
  await world.line(partnerId, contractId, { serial: 'FOC1000002', days: 40, productId: 'ASR-9000' })
  await world.line(partnerId, contractId, { serial: 'FOC1000099', days: 390 })
  const admin = await world.member(partnerId, { role: 'admin' })
  const device = (n: number) => ({
    hostname: `sw-${n}`,
    vendor: 'Cisco',
    serial: `FOC${1000000 + n}`,
    productId: 'C9300',
  })
  await collecting(world, admin, { partnerId, customerId }).take(ndjson(device(1), device(2), device(3)))
  await recomputeCoverage(world.deps.db, alertsOfDevices)
  user = await world.member(partnerId, { role: 'user', customers: [customerId] })
})
afterAll(() => scene?.close())

test('from the overview to what is covered, what ends when, and what a renewal would keep', async () => {
  const { page, end } = await scene.openAs(user)
  await page.goto(`${base}/overview`)
  await page.getByRole('heading', { name: 'Devices and their coverage' }).waitFor()
  await look(page, 'overview-devices')
  await page.getByRole('link', { name: /Not covered/ }).click()
  await page.getByRole('heading', { name: 'Covered and not covered' }).waitFor()
  await page.getByText('FOC1000003').first().waitFor()
  expect(await page.getByText('FOC1000001').count()).toBe(0)
  await look(page, 'devices-not-covered')

  await page.getByRole('tab', { name: 'Serial numbers' }).click()
  await page.getByText('Another product: C9300').first().waitFor()
  await page.getByText('Not found').first().waitFor()
  await look(page, 'lines-with-devices')

  await page.getByRole('tab', { name: 'Ending by month' }).click()
  const table = page.getByRole('table', { name: 'What ends, by month' })
  await table.waitFor()
  await look(page, 'ending-by-month')
  const ending = table.getByRole('row').filter({ has: page.getByRole('cell', { name: '1', exact: true }) })
  await ending.first().getByRole('link').click()
  await page.getByText('FOC1000002').first().waitFor()
  expect(await page.getByText('FOC1000099').count()).toBe(0)

  await page.getByRole('tab', { name: 'What if renewed' }).click()
  await page.getByText('Nothing is chosen yet', { exact: false }).waitFor()
  await page.getByLabel('Lines that end by').fill(new Date(Date.now() + 60 * 86_400_000).toISOString().slice(0, 10))
  await page.getByText('1 line would be renewed until', { exact: false }).waitFor()
  await page.getByRole('table', { name: 'Devices covered, by month' }).waitFor()
  await look(page, 'what-if-renewed')
  await page.getByRole('link', { name: /Stays uncovered/ }).click()
  await page.getByText('FOC1000002').first().waitFor({ state: 'detached' })
  await page.getByText('FOC1000003').first().waitFor()
  await end()
})

test('a contract’s page says the last day of its service, and the last one on which data can be read', async () => {
  const { ownerDb } = scene.world
  await ownerDb.updateTable('vendor_settings').set({ service_grace_days: 30 }).execute()
  const { contract_id } = await ownerDb
    .updateTable('contract')
    .set({ ends_at: new Date('2099-05-01T00:00:00Z') })
    .where('customer_id', 'is not', null)
    .returning('contract_id')
    .executeTakeFirstOrThrow()
  const { page, end } = await scene.openAs(user)
  await page.goto(`${base}/contracts/${contract_id}`)
  await page.getByText('Until 30 Apr 2099; then read-only until 30 May 2099.').waitFor()
  await look(page, 'contract-of-service')
  await end()
})
