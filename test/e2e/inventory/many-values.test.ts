import { afterAll, beforeAll, expect, test } from 'vitest'
import { collecting, ndjson } from '../../support/collecting.ts'
import type { Actor } from '../../support/world.ts'
import { button } from '../support/acts.ts'
import { look, openServedScene, type ServedScene } from '../support/served-scene.ts'

let scene: ServedScene
let partnerId: string
let admin: Actor
let firstId: string
let collectionId: string
beforeAll(async () => {
  scene = await openServedScene()
  const { world } = scene
  partnerId = (await world.partner({ name: 'Orbit Networks' })).partnerId
  const customerId = await world.customer(partnerId, { name: 'Acme Foods' })
  const contractId = await world.service(partnerId, customerId)
  await world.line(partnerId, contractId, { serial: 'FOC1000001', productId: 'OTHER-1' })
  admin = await world.member(partnerId, { role: 'admin' })
  const device = (n: number, software: string) => ({
    hostname: `sw-${n}`,
    vendor: 'Cisco',
    serial: `FOC${1000000 + n}`,
    productId: `Gy-${n}`,
    components: [{ kind: 'module', name: 'Uplink', softwareVersion: software }],
  })
  const files = collecting(world, admin, { partnerId, customerId })
  const numbers = Array.from({ length: 12 }, (_, at) => at + 1)
  firstId = (await files.take(ndjson(device(1, '1.0')))).collectionId
  await files.take(ndjson(...numbers.map((n) => device(n, '1.0'))))
  collectionId = (await files.take(ndjson(...numbers.map((n) => device(n, '2.0'))))).collectionId
})
afterAll(() => scene?.close())

test('every value of a facet can be chosen, and read whole; a device says what its contract line names instead', async () => {
  const visit = await scene.openAs(admin)
  const { page } = visit
  await page.goto(`/partner/${partnerId}/inventory`)
  const facets = page.getByRole('complementary')
  // The most frequent first, then by name: Gy-6 to Gy-9 are the last.
  await button(facets, '4 more').click()
  const last = facets.getByRole('button', { name: 'Gy-9' })
  const [needs, has] = await last
    .getByText('Gy-9')
    .evaluate((word) => [word.scrollHeight, word.clientHeight] as [number, number])
  expect(needs).toBeLessThanOrEqual(has)
  await look(page, 'inventory-facets')
  await last.click()
  await page.getByRole('link', { name: 'sw-1', exact: true }).waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'sw-9' }).waitFor()
  await button(facets, 'Fewer').click()
  await facets.getByRole('button', { name: 'Gy-9', pressed: true }).waitFor()

  await page.goto(`/partner/${partnerId}/inventory?q=FOC1000001`)
  await page.getByRole('link', { name: 'sw-1' }).click()
  const panel = page.getByRole('dialog', { name: 'sw-1' })
  await panel.getByText('for OTHER-1').waitFor()
  await visit.end()
})

test('what changed in a part is told in the reader’s words', async () => {
  const visit = await scene.openAs(admin, { locale: 'es-ES' })
  const { page } = visit
  await page.goto(`/partner/${partnerId}/collections/${collectionId}`)
  await page.getByText('Módulo Uplink:').first().waitFor()
  // Which two are compared stands in the address.
  await page.goto(`/partner/${partnerId}/collections/${collectionId}?from=${firstId}`)
  await page.getByText('Añadido', { exact: true }).first().waitFor()
  await page.getByLabel('Comparada con').first().click()
  await page.getByRole('option').first().click()
  await page.waitForURL((url) => url.searchParams.get('from') !== firstId)
  await page.getByText('Añadido', { exact: true }).first().waitFor({ state: 'detached' })
  await visit.end()
})
