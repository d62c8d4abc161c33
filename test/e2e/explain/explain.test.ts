import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { inDays } from '../../support/world.ts'
import { choose } from '../support/acts.ts'
import { checkAccessibility, checkWidth, goOn, shot } from '../support/browser.ts'
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

test('what people of a suspended partner cannot do is greyed, a form too, and says why', async () => {
  const { world, portal } = scene
  const of = await place(20)
  const agent = await world.staff('support_agent')
  const suspended = { state: 'suspended', reason: 'Under investigation' }
  await world.call(agent, 'POST', `/api/v1/vendor/partners/${of.partnerId}/state`, suspended)
  const visit = await portal.signedIn(of.admin)
  const { page } = visit
  await page.goto(`/partner/${of.partnerId}/team`)
  const bar = page.getByRole('region', { name: words('shell:suspended.label') })
  await bar.waitFor()
  const greyed = page.getByRole('button', { name: words('ui:why') }).and(page.locator('[aria-disabled=true]'))
  await greyed.first().click({ force: true })
  await page
    .getByRole('status')
    .filter({ hasText: words('shell:suspended.grantedBy') })
    .waitFor()
  await page.keyboard.press('Escape')
  await page.goto(`/partner/${of.partnerId}/customers/new`)
  await greyed.first().waitFor()
  await checkAccessibility(page)
  await checkWidth(page)
  await shot(page, 'suspended-partner')
  await bar.getByRole('button', { name: words('ui:why') }).click()
  const broken = page.getByRole('dialog').locator('li[data-holds=false]')
  await broken.filter({ hasText: words('reach:link.partner_active') }).waitFor()
  expect(await broken.count()).toBe(1)
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

test('the vendor’s staff read on their own pages why they may not, link by link, and what a refused act rests on', async () => {
  const { world } = scene
  const of = await place(300)
  const administrator = await world.staff('administrator')
  const chief = `${administrator.firstName} ${administrator.lastName}`
  const drawerOf = async (page: Page, link: string) => {
    const drawer = page.getByRole('dialog', { name: words('reach:title') })
    const broken = drawer.locator('li[data-holds=false]')
    await broken.filter({ hasText: words(`reach:link.${link}`) }).waitFor()
    return { drawer, broken }
  }
  const close = async (page: Page) => {
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  }
  const asked = async (page: Page, path: string, act: string) => {
    await (page.url() === 'about:blank' ? page.goto(path) : goOn(page, path))
    await page
      .getByRole('button', { name: `${act} ${words('ui:why')}` })
      .first()
      .press('Enter')
    await page.getByRole('button', { name: words('ui:whyMore') }).click()
  }

  const auditor = await scene.open(await world.staff('auditor'))
  for (const [path, act] of [
    ['partners', words('partners:form.new')],
    [`partners/${of.partnerId}`, words('acting:start.act')],
    ['contracts/new', words('contracts:form.create')],
    ['contracts/import', words('imports:upload.choose')],
    ['contract-types', words('contracts:types.new')],
    ['entitlements', words('entitlements:form.new')],
    ['staff', words('vendor:invite.act')],
    ['keys', words('keys:make.title')],
    ['access-reviews', words('reviews:list.new')],
  ] as const) {
    await asked(auditor, `/vendor/${path}`, act)
    const { broken } = await drawerOf(auditor, 'staff_right')
    await broken.getByText(chief).waitFor()
    if (path === 'partners') await checkAccessibility(auditor)
    await close(auditor)
  }
  // A form that the reader sees says it in words.
  await auditor.goto('/vendor/settings')
  await auditor
    .locator('main')
    .getByRole('button', { name: words('ui:why'), exact: true })
    .first()
    .click()
  await drawerOf(auditor, 'staff_right')
  await shot(auditor, 'why-staff')

  // An administrator's own role, which is about the person and not about the right.
  const page = await scene.open(administrator)
  await page.goto('/vendor/staff')
  await page.getByRole('row', { name: administrator.email }).getByRole('button').last().click()
  await page.getByRole('menuitem', { name: words('vendor:staff.change') }).click({ force: true })
  expect(await (await drawerOf(page, 'other_person')).broken.count()).toBe(1)
  await close(page)

  // Who looks at a partner's pages for the vendor; and whose role was taken while they did.
  const agent = await world.staff('support_agent')
  await world.call(agent, 'POST', `/api/v1/vendor/partners/${of.partnerId}/acting`, {
    reason: 'They asked',
    minutes: 60,
  })
  const looking = await scene.open(agent)
  await asked(looking, `/partner/${of.partnerId}/support-access`, words('acting:end.act'))
  const { broken } = await drawerOf(looking, 'partner_member')
  await broken.getByText(`${of.admin.firstName} ${of.admin.lastName}`).waitFor()
  await close(looking)
  await looking.goto(`/vendor/partners/${of.partnerId}`)
  const end = looking.locator('#support-access').getByRole('button', { name: words('acting:end.act') })
  await end.waitFor()
  await world.call(administrator, 'PATCH', `/api/v1/vendor/staff/${agent.accountId}`, { role: 'auditor' })
  await end.click()
  const toast = looking.getByRole('alert').filter({ hasText: words('problems:title.refused') })
  await toast.getByRole('button', { name: words('ui:why') }).click()
  await (await drawerOf(looking, 'staff_right')).broken.getByText(chief).waitFor()
})
