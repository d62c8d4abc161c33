import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkJob, processJob } from '../../../server/inventory/jobs.ts'
import { ndjson } from '../../support/collecting.ts'
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
})
afterAll(() => scene?.close())

const record = (n: number, more: object = {}) => ({
  hostname: `sw-${n}`,
  address: `10.0.0.${n}`,
  vendor: 'Cisco Systems, Inc.',
  serial: `FOC100000${n}`,
  productId: 'C9300-48P',
  softwareVersion: '17.9.4',
  components: [{ kind: 'power', name: 'PSU A', productId: 'PWR-1' }],
  ...more,
})

/** What the workers do, when the test says so. */
async function work(job: typeof checkJob | typeof processJob): Promise<void> {
  const { world } = scene
  const row = await world.ownerDb
    .selectFrom('collection')
    .select('collection_id')
    .orderBy('created_at', 'desc')
    .executeTakeFirstOrThrow()
  const context = { ...world.deps, signal: new AbortController().signal, attempt: 1 }
  await job.handle({ partnerId, collectionId: row.collection_id }, context)
}

test('a partner user uploads inventory by hand, sees what it changed, and the devices with their coverage', async () => {
  const visit = await scene.openAs(user)
  const { page } = visit
  const upload = async (name: string, text: string) => {
    await page.goto(`/partner/${partnerId}/collections/new`)
    await page.getByRole('button', { name: 'Check the file' }).click()
    await page.getByText('Choose the customer whose devices these are.').waitFor()
    await page.getByText('Choose the file.').waitFor()
    const customer = page
      .getByRole('combobox', { name: 'Customer' })
      .or(page.getByRole('textbox', { name: 'Customer' }))
    await customer.fill('Ac')
    await page.getByText('Type at least three characters').waitFor()
    await customer.fill('Acme')
    await page.getByRole('option', { name: 'Acme Foods' }).click()
    await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })
    await page.getByRole('button', { name: 'Check the file' }).click()
    await page.getByRole('heading', { level: 1, name: 'Acme Foods · Main' }).waitFor()
    await page.getByText('Checking: 0 records so far').first().waitFor()
    await work(checkJob)
    await page.getByText('Waiting for you', { exact: true }).waitFor()
  }
  const takeIn = async (act: string) => {
    await page.getByRole('button', { name: act }).click()
    await page.getByText('Waiting to be processed').first().waitFor()
    await work(processJob)
  }

  await page.goto(`/partner/${partnerId}/collections`)
  await page.getByText('No collections yet').waitFor()
  await page.getByRole('link', { name: 'Upload inventory' }).first().click()
  await look(page, 'inventory-upload')
  await upload('june.ndjson', ndjson(record(1), record(2)))
  await page.getByRole('heading', { name: 'What it would hold and change' }).waitFor()
  await look(page, 'inventory-checked')
  await takeIn('Take it in')
  await page.getByRole('heading', { name: 'What it holds' }).waitFor()

  await upload('july.ndjson', `${ndjson(record(1, { softwareVersion: '17.12.1' }), record(3))}\nnot a record`)
  await page.getByText('This line is no JSON').waitFor()
  await takeIn('Take in 2 good devices')
  await page.getByRole('heading', { name: 'Differences' }).waitFor()
  await page.getByText('17.9.4 → 17.12.1').waitFor()
  await look(page, 'inventory-collection')

  await page.goto(`/partner/${partnerId}/inventory`)
  await page.getByRole('link', { name: 'sw-1' }).waitFor()
  await look(page, 'inventory-devices')
  expect(await page.getByRole('link', { name: 'sw-2' }).count()).toBe(0)
  await page.getByRole('button', { name: /^17\.12\.1/ }).click()
  await page.getByRole('link', { name: 'sw-3' }).waitFor({ state: 'detached' })

  // The view is kept under a name; the other lists have the same filters.
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('menuitem', { name: 'Save this view…' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('On 17.12')
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('The view is saved.').waitFor()
  await page.getByRole('tab', { name: 'Software' }).click()
  await page.getByRole('link', { name: '17.12.1' }).waitFor()
  await page.getByRole('tab', { name: 'Hardware' }).click()
  await page.getByText('PSU A').waitFor()
  await look(page, 'inventory-hardware')
  await page.goto(`/partner/${partnerId}/inventory`)
  await page.getByRole('link', { name: 'sw-3' }).waitFor()
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('menuitem', { name: 'On 17.12' }).click()
  await page.getByRole('link', { name: 'sw-3' }).waitFor({ state: 'detached' })

  // By keyboard: the row opens beside the list, Escape goes back to it, and from the panel leads the way to the device's page.
  await page.getByRole('link', { name: 'sw-1' }).focus()
  await page.keyboard.press('Enter')
  const panel = page.getByRole('dialog', { name: 'sw-1' })
  await panel.getByText('A contract line covers this device.').waitFor()
  await look(page, 'inventory-panel')
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'sw-1' }).click()
  await panel.getByRole('link', { name: 'Open its page' }).click()
  await page.getByText('A contract line covers this device.').waitFor()
  await page.getByText('17.9.4 → 17.12.1').waitFor()
  // Ends are exclusive instants; a page names the last day.
  const line = await scene.world.ownerDb
    .selectFrom('contract_line')
    .select('ends_at')
    .where('serial', '=', 'FOC1000001')
    .executeTakeFirstOrThrow()
  const lastDay = new Date(line.ends_at.getTime() - 1).toISOString().slice(0, 10)
  await page.locator(`time[datetime="${lastDay}"]`).waitFor()
  await look(page, 'inventory-device')
  await visit.end()
})

test('a blocked collection says why, and what would release it; in Spanish, too', async () => {
  const { world } = scene
  const blockedId = await world.customer(partnerId, { name: 'Bright Mills' })
  await world.service(partnerId, blockedId)
  const admin = await world.member(partnerId, { role: 'admin' })
  const { collecting } = await import('../../support/collecting.ts')
  const { collectionId } = await collecting(world, admin, { partnerId, customerId: blockedId }).take(ndjson(record(7)))
  const visit = await scene.openAs(admin, { locale: 'es-ES' })
  const { page } = visit
  await page.goto(`/partner/${partnerId}/collections/${collectionId}`)
  await page.getByText('Esta recopilación está bloqueada').waitFor()
  await page.getByText('Números de serie de la recopilación: FOC1000007').waitFor()
  await look(page, 'inventory-blocked')
  await page.getByRole('button', { name: 'Revalidar' }).click()
  await page.getByText('A la espera de procesarse').first().waitFor()
  await visit.end()
})
