import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { agents, netinventory } from '../../support/agent-posts.ts'
import { newMachine } from '../../support/machine.ts'
import { type Actor, inDays } from '../../support/world.ts'
import { button, fill, heading } from '../support/acts.ts'
import { look, openServedScene, type ServedScene } from '../support/served-scene.ts'

let scene: ServedScene
let partnerId: string
let customerId: string
let admin: Actor
let collectors: string
beforeAll(async () => {
  scene = await openServedScene()
  const { world } = scene
  partnerId = (await world.partner({ name: 'Orbit Networks' })).partnerId
  customerId = await world.customer(partnerId, { name: 'Acme Foods' })
  await world.service(partnerId, customerId)
  admin = await world.member(partnerId, { role: 'admin' })
  collectors = `/partner/${partnerId}/collectors`
})
afterAll(() => scene?.close())

const timeout = 300_000

test('an administrator registers a collector, downloads its licence file, changes it, sees the machine, revokes and deletes', {
  timeout,
}, async () => {
  const { page, end } = await scene.openAs(admin)
  await page.goto(`/partner/${partnerId}`)
  await page.getByRole('navigation').getByRole('link', { name: 'Collectors' }).click()
  await page.getByText('No collectors yet').waitFor()
  await look(page, 'collectors-empty')
  await page.getByRole('link', { name: 'Register a collector' }).first().click()
  await heading(page, 'Register a collector').waitFor()
  await button(page, 'Register').click()
  await page.getByText('Choose the customer').first().waitFor()
  await look(page, 'collectors-form-wrong')
  await page.getByRole('combobox', { name: 'Customer' }).fill('acme')
  await page.getByRole('option', { name: 'Acme Foods' }).click()
  await fill(page, { Name: 'Madrid, main hall', Site: 'Madrid', Inventory: 'Main' })
  await look(page, 'collectors-form')
  await button(page, 'Register').click()
  await heading(page, 'Madrid, main hall').waitFor()
  await page.getByText('Download its licence file, and start').waitFor()
  await look(page, 'collectors-registered')

  await button(page, 'Download licence file').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('With this file one machine enrols').waitFor()
  await look(page, 'collectors-licence')
  const [file] = await Promise.all([
    page.waitForEvent('download', { timeout: 120_000 }),
    button(dialog, 'Download licence file').click(),
  ])
  expect(file.suggestedFilename()).toBe('Madrid-main-hall.licence')
  const licence = await readFile(await file.path(), 'utf8')
  await dialog.getByText('partnergate-collector init').waitFor()
  await look(page, 'collectors-licence-done')
  await page.keyboard.press('Escape')

  const machine = await newMachine(scene.world)
  const enrolled = await machine.enrol(licence, { version: '1.4.2', serial: 'PGX-17' })
  expect(enrolled.status, enrolled.text).toBe(200)
  await page.reload()
  await page.getByText('1.4.2').waitFor()
  await page.getByText('renews its licence by itself').waitFor()
  await look(page, 'collectors-active')

  await page.getByRole('link', { name: 'Change', exact: true }).click()
  await fill(page, { Site: 'Madrid, second floor' })
  await button(page, 'Save').click()
  await page.getByText('Madrid, second floor').waitFor()
  const renewed = await machine.renew(enrolled.body.licence)
  expect((await machine.self(renewed.body.licence)).status).toBe(200)
  expect((await machine.self(enrolled.body.licence)).body.code).toBe('licence_superseded')

  await button(page, 'Revoke licence').click()
  await page.getByRole('dialog').getByText('enrolled machine').waitFor()
  await look(page, 'collectors-revoke')
  await fill(page.getByRole('dialog'), { Reason: 'Stolen' })
  await button(page.getByRole('dialog'), 'Revoke').click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.getByText('Its licence was revoked').waitFor()
  expect((await machine.self(renewed.body.licence)).body.code).toBe('licence_revoked')

  await button(page, 'Delete').click()
  await fill(page.getByRole('dialog'), { Reason: 'Closed site' })
  await button(page.getByRole('dialog'), 'Delete').click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.getByText('This collector was deleted').first().waitFor()
  await look(page, 'collectors-deleted')
  await page.goto(`/partner/${partnerId}/audit`)
  for (const told of ['downloaded a licence file for the collector', 'renewed its licence', 'deleted the collector'])
    await page.getByText(told).first().waitFor()
  await end()
})

test('an administrator registers agents that are there already, makes their address, and revokes it', {
  timeout,
}, async () => {
  const { world } = scene
  const { page, end } = await scene.openAs(admin)
  await page.goto(`${collectors}/new`)
  await page.getByRole('radio', { name: 'FusionInventory or GLPI agents (address)' }).click()
  await page.getByRole('combobox', { name: 'Customer' }).fill('acme')
  await page.getByRole('option', { name: 'Acme Foods' }).click()
  await fill(page, { Name: 'Their agents', Inventory: 'Agents' })
  await look(page, 'agents-form')
  await button(page, 'Register').click()
  await heading(page, 'Their agents').waitFor()
  await button(page, 'Make address').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('to nothing else').waitFor()
  await button(dialog, 'Make address').click()
  await dialog.getByText('shown once').waitFor()
  await look(page, 'agents-address')
  // It is shown this once: Escape does not take it away.
  await page.keyboard.press('Escape')
  await dialog.getByText('shown once').waitFor()
  const address = /server = (\S+)/.exec((await dialog.locator('pre').textContent()) ?? '')?.[1] ?? ''
  await button(dialog, 'Close').last().click()
  await page.getByText('no agent has come with it yet').waitFor()
  // From the list, too, agents are given an address and no licence file.
  await page.goto(`/partner/${partnerId}/collectors?q=agents`)
  await page.getByRole('row', { name: 'Their agents' }).getByRole('button', { name: 'Acts' }).click()
  await page.getByRole('menuitem', { name: 'Revoke address' }).waitFor()
  await page.getByRole('menuitem', { name: 'Replace address' }).click()
  await page.getByRole('dialog').getByText('is refused from then on').waitFor()
  await page.keyboard.press('Escape')
  await page.goBack()
  const { post } = agents(world, admin, { partnerId, customerId })
  expect((await post(address, netinventory(1))).status).toBe(200)
  await page.reload()
  await page.getByText('FusionInventory-Agent_v2.6-3').waitFor()
  await look(page, 'agents-active')
  await button(page, 'Revoke address').click()
  await page.getByRole('dialog').getByText('address of agents').waitFor()
  await fill(page.getByRole('dialog'), { Reason: 'Site closed' })
  await button(page.getByRole('dialog'), 'Revoke').click()
  await page.getByText('Its address was revoked').waitFor()
  expect((await post(address, netinventory(2))).status).toBe(403)
  await end()
})

test('a partner user in grace reads, and is told why not more, in Spanish on a telephone', { timeout }, async () => {
  const { world } = scene
  const grace = await world.customer(partnerId, { name: 'Brown Bakery' })
  await world.service(partnerId, grace, { days: -3 })
  await world.collector(partnerId, grace, { name: 'Horno' })
  const user = await world.member(partnerId, { role: 'user', customers: [grace] })
  const { page, end } = await scene.openAs(user, { width: 390, scheme: 'dark', locale: 'es-ES' })
  await page.goto(collectors)
  await page.getByText('Horno').first().waitFor()
  await look(page, 'collectors-list-narrow')
  await page.getByRole('link', { name: 'Horno' }).first().click()
  await heading(page, 'Horno').waitFor()
  await page.getByRole('button', { name: /Descargar archivo de licencia/ }).click({ force: true })
  await page.getByText('Falta un servicio de soporte vigente para Brown Bakery').waitFor()
  await look(page, 'collectors-denied-narrow')
  await page.getByRole('status').getByRole('button').click()
  await page.getByText('Servicio de soporte del cliente').first().waitFor()
  await end()
})

test('staff look at a partner’s collectors', { timeout }, async () => {
  await scene.world.collector(partnerId, customerId, { name: 'Seville' })
  await scene.world.ownerDb
    .updateTable('collector')
    .set({ last_upload_at: inDays(-1) })
    .where('name', '=', 'Seville')
    .execute()
  const { page, end } = await scene.openAs(await scene.world.staff('support_agent'))
  await page.goto(`/vendor/partners/${partnerId}`)
  await page.getByRole('link', { name: 'Collectors' }).click()
  await page.getByText('Seville').first().waitFor()
  await look(page, 'collectors-vendor')
  await end()
})

test('the vendor’s administrator lets another key sign, first with an overlap, then at once', { timeout }, async () => {
  const { world } = scene
  const { machine, licence } = await enrolledMachine()
  const { page, end } = await scene.openAs(await world.staff('administrator'))
  await page.goto('/vendor/settings')
  await page.getByRole('link', { name: 'Signing keys' }).click()
  await page.getByText('Signs', { exact: true }).waitFor()
  await look(page, 'signing-keys')
  const dialog = page.getByRole('dialog')
  await button(page, 'Rotate').click()
  await fill(dialog, { Reason: 'Once a year' })
  await button(dialog, 'Rotate').click()
  await page.getByText('Licences accepted', { exact: true }).waitFor()
  expect((await machine.self(licence)).status).toBe(200)

  await button(page, 'Rotate').click()
  await dialog.getByRole('radio', { name: 'are refused at once' }).check()
  await dialog.getByText('shut out until it enrols').waitFor()
  await look(page, 'signing-keys-at-once')
  await fill(dialog, { Reason: 'The server was stolen' })
  await button(dialog, 'Rotate').click()
  await page.getByText('Replaced', { exact: true }).nth(1).waitFor()
  await look(page, 'signing-keys-replaced')
  expect((await machine.self(licence)).body.code).toBe('licence_key_retired')
  await page.goto('/vendor/audit')
  await page.getByText('let another key sign').first().waitFor()
  await end()
})

async function enrolledMachine() {
  const { world } = scene
  const collectorId = await world.collector(partnerId, customerId, { name: 'Granada' })
  const file = await world.call(admin, 'POST', `/api/v1/partners/${partnerId}/collectors/${collectorId}/licence`)
  const machine = await newMachine(world)
  const { body } = await machine.enrol(file.body.licence, {})
  return { machine, licence: body.licence as string }
}
