import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { button, choose, heading, textbox } from '../support/acts.ts'
import { checkAccessibility, checkWidth, settled, shot } from '../support/browser.ts'
import { openScene, type Scene } from '../support/scene.ts'
import { wordsIn } from '../support/words.ts'

const words = wordsIn('en')
const spanish = wordsIn('es')
const reason = 'A call about customers that are missing'
let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene?.close())
afterEach(({ task }) => scene.closeVisits(task.result?.state === 'fail'))

async function place() {
  const { world } = scene
  const of = await scene.sponsored()
  await world.line(of.partnerId, await world.service(of.partnerId, of.customerId))
  return { ...of, admin: await world.member(of.partnerId, { role: 'super_admin' }) }
}

test('an agent looks at a partner’s pages: announced, greyed, seen by the partner, ended by it', async () => {
  const { world, portal } = scene
  const of = await place()
  const agent = await world.staff('support_agent')
  const page = await scene.open(agent)
  await page.goto(`/vendor/partners/${of.partnerId}`)
  await button(page, words('acting:start.act')).click()
  await button(page, words('acting:start.submit')).click()
  await page.getByText(words('acting:start.reasonMissing')).first().waitFor()
  await page
    .getByRole('dialog')
    .getByRole('textbox', { name: words('acting:start.reason') })
    .fill(reason)
  await choose(page, words('acting:start.duration'), words('acting:start.minutes', { count: 30 }))
  await checkAccessibility(page)
  await button(page, words('acting:start.submit')).click()
  const bar = page.getByRole('region', { name: words('shell:acting.label') })
  await bar.getByText(words('shell:acting.left', { count: 30 })).waitFor()
  const mail = await portal.mailbox.waitFor(of.admin.email)
  expect(mail.text).toContain(reason)
  // Every page is there, and no act can be done.
  await page.goto(`/partner/${of.partnerId}/customers/${of.customerId}`)
  await heading(page, of.companyName).waitFor()
  const greyed = page.getByRole('button', { name: words('ui:why') }).and(page.locator('[aria-disabled=true]'))
  await greyed.first().click({ force: true })
  await page
    .getByRole('status')
    .filter({ hasText: words('shell:acting.denied') })
    .waitFor()
  await page.goto(`/partner/${of.partnerId}/customers/new`)
  await page
    .getByRole('button', { name: words('ui:why') })
    .first()
    .waitFor()
  await checkAccessibility(page)
  await shot(page, 'acting-new-customer')

  // The partner sees who looks at what, and ends it.
  const partner = await scene.open(of.admin)
  await partner.goto(`/partner/${of.partnerId}/support-access`)
  await partner.getByText(words('acting:reason', { reason })).waitFor()
  await partner
    .getByRole('article')
    .filter({ hasText: words('acting:area.customers') })
    .waitFor()
  await checkAccessibility(partner)
  await shot(partner, 'support-access')
  await partner.setViewportSize({ width: 390, height: 844 })
  await checkWidth(partner)
  await button(partner, words('acting:end.act')).click()
  const dialog = partner.getByRole('dialog')
  await dialog.getByRole('textbox', { name: words('ui:reason.label') }).fill('Thank you, that is enough')
  await button(dialog, words('acting:end.act')).click()
  await partner.getByText(words('acting:over'), { exact: true }).waitFor()
  await page.goto(`/partner/${of.partnerId}/customers`)
  await heading(page, words('shell:noLook.heading')).waitFor()
})

test('the agent ends it in the bar, narrow and in Spanish', async () => {
  const { world, portal } = scene
  const of = await place()
  const agent = await world.staff('administrator')
  await world.ownerDb.updateTable('auth.user').set({ language: 'es' }).where('id', '=', agent.accountId).execute()
  const begun = await world.call(agent, 'POST', `/api/v1/vendor/partners/${of.partnerId}/acting`, {
    reason,
    minutes: 15,
  })
  expect(begun.status).toBe(201)
  const visit = await portal.signedIn(agent, { width: 390, locale: 'es-ES' })
  const { page } = visit
  await page.goto(`/partner/${of.partnerId}/customers`)
  const bar = page.getByRole('region', { name: spanish('shell:acting.label') })
  await bar.getByText(spanish('shell:acting.left', { count: 15 })).waitFor()
  await settled(page)
  await checkAccessibility(page)
  await checkWidth(page)
  await shot(page, 'acting-bar-narrow')
  await button(page, spanish('shell:acting.end')).click()
  await page.waitForURL(`**/vendor/partners/${of.partnerId}`)
  await page.getByText(spanish('acting:over'), { exact: true }).waitFor()
  await visit.end()
})

test('an auditor sees who looked, and that they may not', async () => {
  const of = await place()
  const page = await scene.open(await scene.world.staff('auditor'))
  await page.goto(`/vendor/partners/${of.partnerId}`)
  await page
    .getByRole('button', { name: `${words('acting:start.act')} ${words('ui:why')}` })
    .and(page.locator('[aria-disabled=true]'))
    .waitFor()
  expect(await textbox(page, words('acting:start.reason')).count()).toBe(0)
  // The partner's own pages say what stands before them.
  await page.goto(`/partner/${of.partnerId}/team`)
  await heading(page, words('shell:noLook.heading')).waitFor()
  await checkAccessibility(page)
  await shot(page, 'acting-no-look')
  await page.getByRole('link', { name: words('shell:noLook.partner'), exact: true }).click()
  await page.waitForURL(`**/vendor/partners/${of.partnerId}`)
})
