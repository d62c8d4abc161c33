import { afterAll, beforeAll, expect, test } from 'vitest'
import { processOf } from '../../../server/inventory/network-tasks.ts'
import { agents, prolog, xml } from '../../support/agent-posts.ts'
import type { Actor } from '../../support/world.ts'
import { button, fill } from '../support/acts.ts'
import { look, openServedScene, type ServedScene } from '../support/served-scene.ts'

let scene: ServedScene
let partnerId: string
let admin: Actor
let collectorId: string
let address: string
let post: ReturnType<typeof agents>['post']
beforeAll(async () => {
  scene = await openServedScene()
  const { world } = scene
  partnerId = (await world.partner({ name: 'Orbit Networks' })).partnerId
  const customerId = await world.customer(partnerId, { name: 'Acme Foods' })
  await world.service(partnerId, customerId)
  admin = await world.member(partnerId, { role: 'admin' })
  const site = agents(world, admin, { partnerId, customerId })
  collectorId = await site.register()
  address = await site.makeAddress(collectorId)
  post = site.post
})
afterAll(() => scene?.close())

test('an administrator sets a network task, is told what is wrong, sees what was found, changes and removes it', {
  timeout: 300_000,
}, async () => {
  const { page, end } = await scene.openAs(admin)
  await page.goto(`/partner/${partnerId}/collectors/${collectorId}`)
  await page.getByText('None is set. With one, a FusionInventory agent').waitFor()
  await look(page, 'network-task-empty')
  await page.getByRole('link', { name: 'Set a network task' }).click()
  await page.getByText('given to whoever has the address').waitFor()
  await fill(page, { 'Address ranges': '10.0.0.0/24\n10.0.0.9\nthe office', Community: 'very-private' })
  await button(page, 'Add a credential').click()
  await page.getByRole('combobox', { name: 'Version' }).nth(1).click()
  await page.getByRole('option', { name: 'SNMP 3' }).click()
  await page.getByRole('combobox', { name: 'Authentication' }).click()
  await page.getByRole('option', { name: 'SHA-1' }).click()
  await fill(page, { 'Authentication password': 'short', 'UDP port': '' })
  await button(page, 'Save').click()
  await page.getByRole('alert').getByText('At least 8 characters').waitFor()
  await page.getByRole('alert').getByText('A port from 1 to 65535').waitFor()
  await fill(page, { 'Authentication password': 'quiet-harbour-8', 'UDP port': '161' })
  await button(page, 'Save').click()
  await page.getByRole('alert').getByText('Another range has some of these addresses').waitFor()
  // Each says which range is meant.
  await page.getByRole('alert').getByText('the office: Not a range of IPv4 addresses').waitFor()
  await page.getByRole('alert').getByText('10.0.0.9: Another range').waitFor()
  await look(page, 'network-task-wrong')
  await fill(page, { 'Address ranges': '10.0.0.0/24', User: 'reader' })
  await button(page, 'Save').click()
  await page.getByText('SNMP 3, user reader, SHA-1').waitFor()
  await page.getByText(`· ${admin.firstName} ${admin.lastName}`).nth(2).waitFor()

  expect((await post(address, prolog)).text).toContain('COMMUNITY="very-private"')
  const found = (n: number) => `<DEVICE><IP>10.0.0.${n}</IP><AUTHSNMP>${1 + (n % 2)}</AUTHSNMP></DEVICE>`
  const many = Array.from({ length: 230 }, (_, at) => found(at + 1)).join('')
  const part = `${many}<AGENT><END>1</END></AGENT><PROCESSNUMBER>${processOf(collectorId)}</PROCESSNUMBER>`
  expect((await post(address, xml('NETDISCOVERY', part))).status).toBe(200)
  await page.reload()
  await page.getByText('230 devices, of which 230 were never read').waitFor()
  await page.getByText('and 30 more').waitFor()
  await look(page, 'network-task-found')
  const wide = page.viewportSize() ?? { width: 1280, height: 800 }
  await page.setViewportSize({ width: 390, height: 844 })
  await look(page, 'network-task-found-narrow')

  await page.getByRole('link', { name: 'Change task' }).click()
  await page.getByText('stays as it is').first().waitFor()
  expect(await page.content()).not.toMatch(/very-private|quiet-harbour/)
  await button(page, 'Add a credential').click()
  await look(page, 'network-task-change-narrow')
  await button(page, 'Remove credential 3').click()
  await page.setViewportSize(wide)
  await button(page, 'Remove credential 1').click()
  await button(page, 'Save').click()
  await page.getByText('115 devices, of which 115').waitFor()

  await button(page, 'Remove task').click()
  await page.getByRole('dialog').getByText('are forgotten').waitFor()
  await button(page.getByRole('dialog'), 'Remove task').click()
  await page.getByText('None is set. With one').waitFor()
  await page.goto(`/partner/${partnerId}/audit`)
  for (const told of ['removed the network task of', 'was given its network task'])
    await page.getByText(told).first().waitFor()
  // What was set first is told fact by fact, on a telephone too, where the entry can be closed again.
  await page.setViewportSize({ width: 390, height: 844 })
  await page.getByText('set the network task of').last().click()
  const entry = page.getByRole('dialog')
  await entry.getByText('credentialId: 2, version: 3, user: reader, authProtocol: sha').waitFor()
  const place = await button(entry, 'Close').boundingBox()
  expect((place?.x ?? 390) + (place?.width ?? 0)).toBeLessThanOrEqual(390)
  await end()
})
