import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exportJobs } from '../../../server/exports/index.ts'
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
  await world.line(partnerId, await world.service(partnerId, customerId), { serial: 'FOC1000001', productId: '' })
  user = await world.member(partnerId, { role: 'user', customers: [customerId] })
  const device = (n: number) => ({ hostname: `sw-${n}`, vendor: 'Cisco', serial: `FOC100000${n}` })
  await collecting(world, user, { partnerId, customerId }).take(ndjson(device(1), device(2)))
})
afterAll(() => scene?.close())

async function work(): Promise<void> {
  const { ownerDb, deps } = scene.world
  const rows = await ownerDb.selectFrom('export').select('export_id').where('state', '=', 'waiting').execute()
  const make = exportJobs.find(({ name }) => name === 'exports.make')
  const context = { ...deps, signal: new AbortController().signal, attempt: 1 }
  for (const { export_id: exportId } of rows) await make?.handle({ exportId }, context)
}

test('a file is asked for in a list’s menu, made in the background, downloaded, and out of reach without the customer', async () => {
  const visit = await scene.openAs(user)
  const { page } = visit
  await page.goto(`/partner/${partnerId}/exports`)
  await page.getByText('No files').waitFor()
  await look(page, 'exports-empty')
  await page.goto(`/partner/${partnerId}/inventory?q=sw-1`)
  await page.getByRole('link', { name: 'sw-1' }).waitFor()
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: 'CSV, in the background, All columns' }).waitFor()
  await look(page, 'exports-menu')
  await page.getByRole('menuitem', { name: 'CSV, in the background, These columns' }).click()
  await page.getByText('The file is being made.', { exact: false }).waitFor()
  await page.goto(`/partner/${partnerId}/exports`)
  await page.getByText('Waiting').waitFor()
  await page.getByText('Narrowed by 1 filter').waitFor()
  await look(page, 'exports-waiting')
  await work()
  const link = page.getByRole('link', { name: 'Download' })
  await link.waitFor() // the page asks again by itself
  await look(page, 'exports-ready')
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()])
  const text = readFileSync(await file.path(), 'utf8')
  expect(text).toContain('Host name,Coverage,Customer,')
  expect(text).toContain('sw-1')
  expect(text).not.toContain('sw-2')
  await visit.end()

  const other = await scene.world.customer(partnerId)
  await scene.world.service(partnerId, other)
  const { ownerDb } = scene.world
  await ownerDb.updateTable('association').set({ customer_id: other }).where('customer_id', '=', customerId).execute()
  const narrow = await scene.openAs(user, { width: 390, scheme: 'dark', locale: 'es-ES' })
  await narrow.page.goto(`/partner/${partnerId}/exports`)
  await narrow.page.getByText('Fuera de alcance').waitFor()
  await look(narrow.page, 'exports-outdated-es')
  await narrow.page.getByRole('button', { name: /^Acciones/ }).click()
  await narrow.page.getByRole('menuitem', { name: 'Eliminar' }).click()
  await narrow.page.getByText('Ningún archivo').waitFor()
  await narrow.end()
})
