import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { look, openServedScene, type ServedScene } from '../support/served-scene.ts'

let scene: ServedScene
let served: ServedScene['world']
let partnerId: string
beforeAll(async () => {
  scene = await openServedScene()
  served = scene.world
  partnerId = (await served.partner({ name: 'Orbit Networks' })).partnerId
  await served.administrator(partnerId)
})
afterAll(() => scene?.close())

async function registered() {
  const customerId = await served.customer(partnerId, { name: 'Acme Foods' })
  return served.registered(await served.sponsorship(partnerId, customerId, { entitlements: ['software.download'] }))
}

// Many pages in several widths and languages: more than the usual minute on a busy machine.
describe('my access', { timeout: 300_000 }, () => {
  test('switching off and on, why, asking for more, taking it back, leaving', async () => {
    const me = await registered()
    const { page, end } = await scene.openAs(me)
    await page.goto('/access')
    await page.getByRole('heading', { name: 'Acme Foods' }).waitFor()
    await look(page, 'access')

    const download = page.getByRole('switch', { name: 'Use Name of software.download' })
    await download.click({ force: true })
    await page.getByText('Switched off', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Why? Name of software.download' }).click()
    const why = page.getByRole('dialog', { name: /Why\?/ })
    await why.getByText('You do not have this now. What is missing: Switched off.').waitFor()
    expect(await why.getByRole('listitem').count()).toBe(14)
    await look(page, 'access-why')
    await page.keyboard.press('Escape')
    await why.waitFor({ state: 'hidden' })
    await download.click({ force: true })
    await page.getByText('Switched off', { exact: true }).waitFor({ state: 'hidden' })

    await page.getByRole('button', { name: 'Ask for Name of support.cases' }).click()
    await page.getByLabel('What do you need it for?').fill('Opening cases for the new site')
    await page.getByRole('dialog').getByRole('button', { name: 'Ask', exact: true }).click()
    await page.getByText('Asked', { exact: true }).waitFor()
    await page.goto('/access/requests')
    await page.getByText('Opening cases for the new site').waitFor()
    await look(page, 'access-requests')
    await page.getByRole('button', { name: /Withdraw the request/ }).click()
    await page.getByText('Withdrawn', { exact: true }).waitFor()

    await page.goto('/access/who-sees')
    await page.getByRole('heading', { name: 'Acme Foods' }).waitFor()
    await look(page, 'access-who-sees')

    // A contract that ended leaves the registration in order, and yet gives nothing: the head of the card says so.
    const contracts = served.ownerDb.updateTable('contract').where('partner_id', '=', partnerId)
    await contracts.set({ ends_at: new Date(Date.now() - 1000) }).execute()
    await page.goto('/access')
    await page.getByText('nothing of it can be used now. Ask Orbit Networks').waitFor()
    expect(await page.getByText('Active', { exact: true }).count()).toBe(0)
    await look(page, 'access-stopped')
    await contracts.set({ ends_at: new Date(Date.now() + 86_400_000) }).execute()

    await page.goto('/access')
    await page.getByRole('button', { name: 'Leave' }).click()
    const leave = page.getByRole('dialog', { name: 'Leave Acme Foods?' })
    await leave.getByText('Name of software.download').waitFor()
    await leave.getByRole('button', { name: 'Leave' }).click()
    await page.getByText('You have no access yet').waitFor()
    await look(page, 'access-empty')
    await end()
  })

  test.each([{ width: 390, scheme: 'light', locale: 'es-ES', heading: 'Mi acceso' }] as const)(
    'is readable at $width, $scheme, $locale',
    async ({ width, scheme, locale, heading }) => {
      const me = await registered()
      const { page, end } = await scene.openAs(me, { width, scheme, locale })
      for (const path of ['/access', '/access/requests', '/access/who-sees']) {
        await page.goto(path)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await look(page, `${path.slice(1).replaceAll('/', '-')}-${width}-${scheme}-${locale}`)
      }
      await page.goto('/access')
      await page.getByRole('heading', { level: 1, name: heading }).waitFor()
      await end()
    },
  )
})
