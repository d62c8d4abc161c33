import { afterAll, beforeAll, expect, test } from 'vitest'
import { inDays } from '../../support/world.ts'
import { look, openServedScene, type ServedScene } from '../support/served-scene.ts'

let scene: ServedScene
let base: string
let partnerId: string
beforeAll(async () => {
  scene = await openServedScene()
  partnerId = (await scene.world.partner({ name: 'Orbit Networks' })).partnerId
  base = `/partner/${partnerId}`
})
afterAll(() => scene?.close())

test('what is wrong in a form is named in its order, leads to its input, and is over once it is changed', async () => {
  const { page, end } = await scene.openAs(await scene.world.administrator(partnerId))
  await page.goto(`${base}/customers/new`)
  await page.getByRole('textbox', { name: 'Bought on' }).fill(inDays(30).toISOString().slice(0, 10))
  const domains = page.getByRole('combobox', { name: 'E-mail domains' })
  await domains.fill('no domain')
  await domains.press('Enter')
  await page.getByRole('textbox', { name: 'Contact’s e-mail address' }).fill('ana@')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Acme Foods')
  await page.getByRole('button', { name: 'Add the customer' }).click()
  const summary = page.getByRole('alert')
  await summary.getByText('3 entries need your attention').waitFor()
  const named = await summary.getByRole('button').allTextContents()
  expect(named.map((text) => text.split(':')[0])).toEqual(['Contact’s e-mail address', 'E-mail domains', 'Bought on'])
  await look(page, 'customer-form-wrong')
  await summary.getByRole('button', { name: /E-mail domains/ }).click()
  await page.keyboard.press('Backspace')
  await page.getByText('This is not an e-mail domain', { exact: false }).waitFor({ state: 'detached' })
  await page.getByRole('textbox', { name: 'Bought on' }).fill('2026-01-31')
  // The browser has its own order of day and month; the reader's language says which day it is.
  await page.getByText('31 Jan 2026').waitFor()
  await page.getByRole('textbox', { name: 'Contact’s e-mail address' }).fill('ana@acme.example')
  await summary.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Add the customer' }).click()
  await page.getByRole('heading', { name: 'Acme Foods' }).waitFor()
  await end()
})

test('a last day beyond the contract is said where it is typed, before the review', async () => {
  const customerId = await scene.world.customer(partnerId, { name: 'Bramley Mills' })
  const { page, end } = await scene.openAs(await scene.world.administrator(partnerId))
  await page.goto(`${base}/sponsorships/new?customerId=${customerId}`)
  await page.getByRole('button', { name: 'Continue' }).click()
  const day = page.getByRole('textbox', { name: 'Last day' })
  const allowed = await day.inputValue()
  await day.fill(inDays(20_000).toISOString().slice(0, 10))
  await page.getByRole('button', { name: 'Continue' }).click()
  await page
    .getByRole('alert')
    .getByRole('button', { name: /^Last day: / })
    .click()
  await day.fill(allowed)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Save the draft and go on to issue' }).waitFor()
  await end()
})

test('on a phone a wide logo leaves the context its place', async () => {
  const wide =
    'iVBORw0KGgoAAAANSUhEUgAAAPAAAAAoAQMAAAD69uWTAAAAA1BMVEUvX9Avm69IAAAAEklEQVR42mNgGAWjYBSMguEFAATYAAGlN7h5AAAAAElFTkSuQmCC'
  await scene.world.ownerDb
    .updateTable('vendor_settings')
    .set({ logo: Buffer.from(wide, 'base64'), logo_type: 'image/png' })
    .execute()
  const { page, end } = await scene.openAs(await scene.world.administrator(partnerId), { width: 390 })
  await page.goto(`${base}/overview`)
  const logo = await page.locator('header img').boundingBox()
  const context = await page.getByRole('button', { name: /You are working in/ }).boundingBox()
  expect((logo?.x ?? 0) + (logo?.width ?? 0)).toBeLessThanOrEqual(context?.x ?? 0)
  await look(page, 'wide-logo')
  await end()
})
