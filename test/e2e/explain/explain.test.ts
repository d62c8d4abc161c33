import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { inDays } from '../../support/world.ts'
import { choose } from '../support/acts.ts'
import { checkAccessibility, checkWidth, shot } from '../support/browser.ts'
import { openScene, type Scene } from '../support/scene.ts'
import { wordsIn } from '../support/words.ts'

const words = wordsIn('en')
const spanish = wordsIn('es')
let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene?.close())
afterEach(({ task }) => scene.closeVisits(task.result?.state === 'fail'))

async function place(days: number) {
  const { world } = scene
  const { partnerId } = await world.partner()
  const customerId = await world.customer(partnerId, { name: 'Orbe' })
  await world.service(partnerId, customerId, { days })
  await world.service(partnerId, await world.customer(partnerId, { name: 'Azul' }))
  return {
    partnerId,
    customerId,
    admin: await world.member(partnerId, { role: 'super_admin' }),
    user: await world.member(partnerId, { role: 'user', customers: [customerId] }),
  }
}

test('a super administrator asks about a colleague, an act and a customer, and sees where the chain breaks', async () => {
  const of = await place(-3)
  const page = await scene.open(of.admin)
  await page.goto(`/partner/${of.partnerId}/explain`)
  await page.getByText(words('reach:ask.choose')).waitFor()
  await choose(page, words('reach:ask.person'), `${of.user.firstName} ${of.user.lastName}`)
  await choose(page, words('reach:ask.action'), words('reach:action.register_collector'))
  await choose(page, words('reach:ask.customer'), 'Orbe')
  const verdict = page.getByRole('status').filter({ hasText: words('reach:missing.customer_service') })
  await verdict.waitFor()
  const links = page.locator('ol > li')
  expect(await links.count()).toBe(8)
  expect(await page.locator('ol > li[data-holds=false]').count()).toBe(1)
  await checkAccessibility(page)
  await shot(page, 'explain')
  await page.setViewportSize({ width: 390, height: 844 })
  await checkWidth(page)
  await choose(page, words('reach:ask.action'), words('reach:action.see_data'))
  await page.locator('ol > li[data-holds=false]').waitFor({ state: 'detached' })
})

test('a partner user reads in the bar that the service has ended, and why that matters, in Spanish', async () => {
  const { world, portal } = scene
  const of = await place(-3)
  await world.ownerDb.updateTable('auth.user').set({ language: 'es' }).where('id', '=', of.user.accountId).execute()
  const visit = await portal.signedIn(of.user, { locale: 'es-ES' })
  const { page } = visit
  await page.goto(`/partner/${of.partnerId}/customers`)
  const bar = page.getByRole('region', { name: spanish('shell:service.label') })
  await bar.getByRole('link', { name: 'Orbe' }).waitFor()
  await checkAccessibility(page)
  await shot(page, 'service-bar')
  await bar.getByRole('button', { name: spanish('ui:why') }).click()
  const drawer = page.getByRole('dialog')
  await drawer.locator('li', { hasText: spanish('reach:link.customer_service') }).waitFor()
  expect(await drawer.locator('li[data-holds=false]').count()).toBe(1)
  await checkAccessibility(page)
  await shot(page, 'why-drawer')
  await visit.end()
})

test('the vendor explains about anybody, also that a member was suspended; a bar says what has closed', async () => {
  const { world } = scene
  const of = await place(-40)
  await world.ownerDb
    .updateTable('membership')
    .set({ state: 'suspended', suspended_at: inDays(-1) })
    .where('account_id', '=', of.user.accountId)
    .execute()
  const page = await scene.open(await world.staff('support_agent'))
  await page.goto(`/vendor/partners/${of.partnerId}/explain`)
  await choose(page, words('reach:ask.person'), `${of.user.firstName} ${of.user.lastName}`)
  await choose(page, words('reach:ask.customer'), 'Orbe')
  await page.locator('ol > li[data-holds=false]').first().waitFor()
  expect(await page.locator('ol > li[data-holds=false]').count()).toBe(2)
  await checkAccessibility(page)
  const partner = await scene.open(of.admin)
  await partner.goto(`/partner/${of.partnerId}/customers`)
  await partner.getByText(words('shell:service.closed', { count: 1 })).waitFor()
  await checkAccessibility(partner)
})

test('what was refused meanwhile says so in a toast, which leads to the chain', async () => {
  const { world } = scene
  const of = await place(300)
  const admin = await world.member(of.partnerId, { role: 'admin' })
  const invitation = { email: 'late@orbit.example', language: 'en', role: 'user' }
  await world.call(of.admin, 'POST', `/api/v1/partners/${of.partnerId}/team-invitations`, invitation)
  const page = await scene.open(admin)
  await page.goto(`/partner/${of.partnerId}/team/invitations`)
  await page.getByRole('row', { name: invitation.email }).getByRole('button').last().click()
  await world.ownerDb
    .updateTable('membership')
    .set({ role: 'user' })
    .where('account_id', '=', admin.accountId)
    .execute()
  await page.getByRole('menuitem', { name: words('team:invitations.resend') }).click()
  const toast = page.getByRole('alert').filter({ hasText: words('problems:title.refused') })
  await toast.getByRole('button', { name: words('ui:why') }).click()
  const drawer = page.getByRole('dialog', { name: words('reach:title') })
  const broken = drawer.locator('li[data-holds=false]')
  await broken.getByText(`${of.admin.firstName} ${of.admin.lastName}`).waitFor()
  expect(await broken.count()).toBe(1)
})
