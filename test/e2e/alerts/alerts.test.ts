import { afterAll, beforeAll, expect, test } from 'vitest'
import { alerting } from '../../support/alerting.ts'
import { collecting, ndjson } from '../../support/collecting.ts'
import type { Actor } from '../../support/world.ts'
import { look, openServedScene, type ServedScene } from '../support/served-scene.ts'

let scene: ServedScene
let partnerId: string
let customerId: string
let user: Actor
beforeAll(async () => {
  scene = await openServedScene()
  const { world } = scene
  partnerId = (await world.partner({ name: 'Orbit Networks' })).partnerId
  customerId = await world.customer(partnerId, { name: 'Acme Foods' })
  const contractId = await world.service(partnerId, customerId)
  await world.line(partnerId, contractId, { serial: 'FOC1000001', productId: '' })
  user = await world.member(partnerId, { role: 'user', customers: [customerId] })
  const device = (n: number) => ({
    hostname: `sw-${n}`,
    vendor: 'Cisco',
    serial: `FOC100000${n}`,
    productId: 'MX-48',
    softwareType: 'mxos',
    softwareVersion: '7.4.2',
  })
  const files = collecting(world, user, { partnerId, customerId })
  await files.take(ndjson(device(1), device(2), device(3)))
  await files.take(ndjson(device(1), device(2)))
})
afterAll(() => scene?.close())

test('a partner user sees what needs attention, acknowledges it with a note, finds it again, and asks for mail', async () => {
  const visit = await scene.openAs(user)
  const { page } = visit
  await page.goto(`/partner/${partnerId}/alerts`)
  await page.getByRole('link', { name: 'Not covered' }).first().waitFor()
  await page.getByRole('link', { name: 'Device vanished' }).waitFor()
  // What two devices of one name are told apart by.
  await page.getByRole('row', { name: 'sw-3' }).getByText('FOC1000003').waitFor()
  await look(page, 'alerts')
  await page.getByRole('link', { name: 'Device vanished' }).click()
  await page.getByRole('heading', { level: 1, name: 'Device vanished: sw-3' }).waitFor()
  await page.getByText('Ask the customer whether it was removed', { exact: false }).waitFor()
  await look(page, 'alert')
  await page.getByRole('button', { name: 'Acknowledge' }).click()
  await page.getByRole('dialog').getByText('Acme Foods · sw-3 · FOC1000003 · Device vanished').waitFor()
  await page.getByLabel('Note').fill('Sent in for repair')
  await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click()
  await page.getByText('Sent in for repair').waitFor()

  await page.goto(`/partner/${partnerId}/alerts`)
  await page.getByRole('link', { name: 'Not covered' }).first().waitFor()
  expect(await page.getByRole('link', { name: 'Device vanished' }).count()).toBe(0)
  await page.goto(`/partner/${partnerId}/alerts?state=acknowledged`)
  await page.getByRole('link', { name: 'Device vanished' }).waitFor()
  await page.getByRole('checkbox').last().check()
  await page.getByRole('region').getByRole('button', { name: 'Take acknowledgement back' }).click()
  await page.getByRole('link', { name: 'Device vanished' }).waitFor({ state: 'detached' })

  await page.goto(`/partner/${partnerId}/alerts`)
  await page
    .getByRole('combobox', { name: 'E-mail' })
    .or(page.getByRole('textbox', { name: 'E-mail' }))
    .click()
  await page.getByRole('option', { name: 'New alerts weekly' }).click()
  await page.getByText('Saved').first().waitFor()
  await page.goto(`/partner/${partnerId}/customers/${customerId}`)
  await page.getByText('· FOC1000003').waitFor()
  await page.getByRole('link', { name: 'Device vanished · sw-3' }).click()
  await page.getByRole('link', { name: 'See the device' }).click()
  await page.getByRole('region', { name: 'Alerts' }).getByRole('link', { name: 'Device vanished' }).waitFor()
  await look(page, 'alerts-device')
  await visit.end()
})

test('the vendor imports lifecycle data after a look at what it changes; the alert of it shows, in Spanish, too', async () => {
  const { world } = scene
  const vendor = await scene.openAs(await world.staff('administrator'))
  const { page } = vendor
  const file = (releases: object[]) => Buffer.from(JSON.stringify({ title: 'MX-OS', releases }))
  await page.goto('/vendor/lifecycle')
  await page.getByText('No lifecycle data').waitFor()
  await page.getByRole('link', { name: 'Import lifecycle data' }).first().click()
  const name = 'mxos.json'
  const choose = (buffer: Buffer) =>
    page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/json', buffer })
  await choose(Buffer.from('{"nothing": 1}'))
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByText('mxos.json was not taken').waitFor()
  await choose(file([{ releaseCycle: '7.6', eol: 'soon' }]))
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByText('No record of it can be recorded.', { exact: false }).waitFor()
  await choose(
    file([
      { releaseCycle: '7.4', eol: '2024-01-31' },
      { releaseCycle: '7.6', eol: 'soon' },
    ]),
  )
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByText('Not a date of that format').waitFor()
  await look(page, 'lifecycle-import')
  await page.getByRole('button', { name: 'Record 1 entry' }).click()
  await page.getByText('Alerts follow in a moment.', { exact: false }).waitFor()
  await page.goto('/vendor/lifecycle')
  await page.getByRole('link', { name: 'MX-OS 7.4' }).click()
  await page.getByRole('heading', { level: 1, name: 'MX-OS 7.4' }).waitFor()
  await look(page, 'lifecycle-entry')
  await vendor.end()

  await alerting(world, user, partnerId).all()
  const visit = await scene.openAs(user, { locale: 'es-ES' })
  await visit.page.goto(`/partner/${partnerId}/alerts?kind=software_milestone`)
  await visit.page.getByText('Fin de correcciones de seguridad', { exact: false }).first().waitFor()
  await look(visit.page, 'alerts-es')
  await visit.end()
})
