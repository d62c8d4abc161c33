import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureSetupLink } from '../../../server/vendor/index.ts'
import { type Actor, goodPassword } from '../../support/world.ts'
import { choose } from '../support/acts.ts'
import { checkAccessibility, checkWidth, launchChromium, settled, shot, visit } from '../support/browser.ts'
import { serveWorld } from '../support/served-world.ts'

type World = Awaited<ReturnType<typeof serveWorld>>

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})

type As = { width?: number; scheme?: 'light' | 'dark'; locale?: string }

async function visitAs(world: World, actor: Actor | null, options: As = {}) {
  const visitor = await visit(browser, { origin: world.origin, ...options })
  if (actor) {
    const data = { email: actor.email, password: goodPassword }
    const headers = { origin: world.origin }
    const answer = await visitor.context.request.post('/api/v1/account/sign-in', { data, headers })
    expect(answer.status()).toBe(200)
  }
  return visitor
}

async function check(page: Page): Promise<void> {
  await checkAccessibility(page)
  await checkWidth(page)
}

describe('the vendor’s pages', () => {
  let world: World
  let staff: Record<'administrator' | 'auditor', Actor>
  let partner: Awaited<ReturnType<World['partner']>>

  beforeAll(async () => {
    world = await serveWorld()
    await world.ownerDb.updateTable('vendor_settings').set({ name: 'Northwind', set_up_at: new Date() }).execute()
    staff = {
      administrator: await world.staff('administrator'),
      auditor: await world.staff('auditor'),
    }
    partner = await world.partner({ name: 'Alpine Systems' })
    await world.partner({ name: 'Delta Redes' })
    const customerId = await world.customer(partner.partnerId, { name: 'Meridian Foods' })
    const sponsorship = await world.sponsorship(partner.partnerId, customerId)
    await world.registered(sponsorship, { lastName: 'Torres' })
    await world.registered(sponsorship, { lastName: 'Vega' })
    await world.administrator(partner.partnerId)
    await world.contract(partner.partnerId, { number: 'ENDS-SOON', days: 12, customerId })
  })
  afterAll(() => world.close())

  test('terminating a contract names first whom it stops, and asks why', async () => {
    const { page, end } = await visitAs(world, staff.administrator)
    await page.goto(`/vendor/contracts/${partner.partnerId}/${partner.contractId}`)
    await page.getByRole('button', { name: 'Terminate…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('people lose access').waitFor()
    expect(await dialog.getByText(/Torres.*Vega/).count()).toBe(1)
    expect(await dialog.getByText('Meridian Foods (Alpine Systems)').count()).toBe(1)
    await shot(page, 'vendor-contract-terminate')
    await check(page)
    await dialog.getByRole('button', { name: 'Terminate contract' }).click()
    await dialog.getByText('Say why, in a few words.').waitFor()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Not paid')
    await dialog.getByRole('button', { name: 'Terminate contract' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('No sponsoring').waitFor()
    await page.getByRole('button', { name: 'Reactivate…' }).click()
    await dialog.getByText('2 people gain access at once.').waitFor()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Paid after all')
    await dialog.getByRole('button', { name: 'Reactivate contract' }).click()
    await dialog.waitFor({ state: 'detached' })
    await end()
  })

  test('a contract with a taken number keeps what was typed and names the field', async () => {
    const { page, end } = await visitAs(world, staff.administrator)
    await page.goto(`/vendor/contracts/new?partnerId=${partner.partnerId}`)
    // Choosing what is chosen leaves it chosen.
    await choose(page, 'Partner', 'Alpine Systems')
    await page.getByRole('textbox', { name: 'Contract number' }).fill('ends soon')
    await page.getByRole('combobox', { name: 'Contract type' }).click()
    await page.getByRole('option', { name: 'Gold' }).click()
    await page.getByLabel('Last day').fill('2099-12-31')
    await page.getByRole('button', { name: 'Record contract' }).click()
    await page.getByRole('alert').getByText('Another contract has this number.').waitFor()
    await page.getByRole('textbox', { name: 'Contract number' }).fill('fresh-1')
    await page.getByRole('button', { name: 'Record contract' }).click()
    await page.getByRole('heading', { name: 'fresh-1' }).waitFor()
    const reply = await world.call(staff.administrator, 'GET', '/api/v1/vendor/contracts?q=fresh1')
    expect(reply.body.items[0].endsAt).toBe('2100-01-01T00:00:00.000Z')
    await end()
  })

  test('a new entitlement names everything that is missing in one go', async () => {
    const { page, end } = await visitAs(world, staff.administrator)
    await page.goto('/vendor/entitlements/new')
    await page.getByRole('textbox', { name: 'Id' }).fill('Two Words')
    await page.getByRole('button', { name: 'Add to the catalogue' }).click()
    await page.getByRole('alert').getByText('5 entries need your attention').waitFor()
    await end()
  })

  test('a setting beyond its limits stays as typed, and the limits are named', async () => {
    const { page, end } = await visitAs(world, staff.administrator)
    await page.goto('/vendor/settings')
    const hours = page.getByRole('textbox', { name: 'Confirmation link works for (hours)' })
    await hours.fill('9999')
    await page.getByRole('button', { name: 'Save settings' }).click()
    await page.getByRole('alert').getByText('Between 1 and 336.').waitFor()
    expect(await hours.inputValue()).toBe('9999')
    await end()
  })

  test('an auditor sees everything, and every act says why not', async () => {
    const { page, end } = await visitAs(world, staff.auditor)
    await page.goto(`/vendor/partners/${partner.partnerId}`)
    // Playwright takes aria-disabled for disabled; a person can press it and is told why.
    await page.getByRole('button', { name: /Suspend/ }).click({ force: true })
    await page.getByText('Only administrators and support agents of the vendor may change this.').waitFor()
    expect(await page.getByRole('dialog', { name: /Suspend/ }).count()).toBe(0)
    await end()
  })

  test('the palette finds partners and contracts', async () => {
    const { page, end } = await visitAs(world, staff.administrator)
    await page.goto('/vendor/overview')
    await settled(page)
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Pages, customers, people…').fill('ends soon')
    await page.getByText('ENDS-SOON').first().click()
    await page.getByRole('heading', { name: 'ENDS-SOON' }).waitFor()
    await end()
  })
})

describe('set-up', () => {
  test('an empty installation becomes a vendor’s portal, in Spanish, on a telephone', async () => {
    const world = await serveWorld()
    const link = await ensureSetupLink(world.db, world.config, () => {})
    const { page, end } = await visitAs(world, null, { width: 390, locale: 'es-ES' })
    await page.goto(link ?? '')
    await page.getByRole('textbox', { name: 'Nombre del proveedor' }).fill('Redes del Norte')
    await page.getByRole('textbox', { name: 'Contacto de ayuda: correo' }).fill('ayuda@norte.example')
    await page.getByRole('textbox', { name: 'Nombre', exact: true }).fill('Ada')
    await page.getByRole('textbox', { name: 'Apellidos' }).fill('Marín')
    await page.getByRole('textbox', { name: 'Correo electrónico', exact: true }).fill('ada@norte.example')
    await page.getByLabel('Contraseña').first().fill('corta')
    await page.getByRole('button', { name: 'Configurar el portal' }).click()
    await page.getByRole('alert').getByText('Al menos 15 caracteres.').waitFor()
    await shot(page, 'set-up-390')
    await check(page)
    await page.getByLabel('Contraseña').first().fill(goodPassword)
    await page.getByRole('button', { name: 'Configurar el portal' }).click()
    await page.getByRole('heading', { name: 'El portal está configurado' }).waitFor()
    await check(page)
    const staff = await world.ownerDb.selectFrom('vendor_staff').select(['email', 'role']).execute()
    expect(staff).toEqual([{ email: 'ada@norte.example', role: 'administrator' }])
    await page.reload()
    await page.getByText('Este portal ya está configurado.').waitFor()
    await end()
    await world.close()
  }, 120_000)
})
