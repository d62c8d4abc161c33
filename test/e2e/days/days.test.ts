import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lettersTo } from '../../support/outbox.ts'
import { type Actor, goodPassword } from '../../support/world.ts'
import { button, choose, fill, goTo, heading, passwordBox, signIn } from '../support/acts.ts'
import { look, openServedScene, type ServedScene } from '../support/served-scene.ts'
import { type Words, wordsIn } from '../support/words.ts'

/** A day of each role at one partner, one after the other: what one of them does, the next one finds. */
const en = wordsIn('en')
const es = wordsIn('es')
const partnerName = 'Orbit Networks'
const sara = { email: 'sara@orbit.example', firstName: 'Sara', lastName: 'Soto' }

let scene: ServedScene
let partnerId: string
let agent: Actor
let admin: Actor
let user: Actor
let person: Actor
const own = { name: 'Acme Foods', id: '' }
const foreign = { name: 'Brown Bakery', id: '' }

beforeAll(async () => {
  scene = await openServedScene()
  const { world } = scene
  await world.ownerDb.updateTable('vendor_settings').set({ set_up_at: new Date() }).execute()
  partnerId = (await world.partner({ name: partnerName })).partnerId
  for (const of of [own, foreign]) {
    of.id = await world.customer(partnerId, { name: of.name })
    const serial = of === own ? 'FOC-ACME-1' : 'FOC-BROWN-1'
    await world.line(partnerId, await world.service(partnerId, of.id), { serial })
  }
  agent = await world.staff('support_agent')
})
afterAll(() => scene?.close())

const here = (path: string) => `/partner/${partnerId}/${path}`

/** Clicks an act that is greyed, and opens the chain behind it; answers the drawer. */
async function why(page: Page, words: Words, act: string) {
  await page
    .getByRole('button', { name: `${act} ${words('ui:why')}` })
    .first()
    .click({ force: true })
  await button(page, words('ui:whyMore')).click()
  return chainOf(page, words)
}

async function chainOf(page: Page, words: Words) {
  const drawer = page.getByRole('dialog', { name: words('reach:title') })
  await drawer.locator('li[data-holds=false]').first().waitFor()
  return drawer
}

describe('a day of', { timeout: 240_000 }, () => {
  test('the vendor’s support agent: onboards a super administrator, and looks at the partner’s pages', async () => {
    const { page, end } = await scene.openAs(agent)
    await page.goto('/vendor/onboarding')
    const row = page.getByRole('row', { name: partnerName })
    await row.getByRole('button').last().click()
    await page.getByRole('menuitem', { name: en('team:onboarding.invite') }).click()
    const invitation = page.getByRole('dialog')
    await fill(invitation, {
      [en('team:column.email')]: sara.email,
      [en('team:form.firstName')]: sara.firstName,
      [en('team:form.lastName')]: sara.lastName,
      [en('team:form.reason')]: 'The contract was signed',
    })
    await choose(page, en('team:form.language'), 'Spanish')
    await button(invitation, en('team:onboarding.send')).click()
    await row.getByText(en('team:step.invited'), { exact: true }).waitFor()

    await page.goto(`/vendor/partners/${partnerId}`)
    await button(page, en('acting:start.act')).click()
    await fill(page.getByRole('dialog'), { [en('acting:start.reason')]: 'To see that everything is there' })
    await button(page, en('acting:start.submit')).click()
    const bar = page.getByRole('region', { name: en('shell:acting.label') })
    await bar.waitFor()
    await goTo(page, en, 'customers')
    await page.getByRole('link', { name: own.name }).waitFor()
    await button(bar, en('shell:acting.end')).click()
    await page.waitForURL(`**/vendor/partners/${partnerId}`)
    await end()
  })

  test('a new super administrator, in Spanish: joins, is led, registers an administrator', async () => {
    const letter = (await lettersTo(scene.world, sara.email)).at(-1)
    expect(letter).toMatchObject({ language: 'es' })
    const { page, end } = await scene.visit({ locale: 'es-ES' })
    await page.goto(letter?.link ?? '')
    await passwordBox(page, es('team:form.password')).fill(goodPassword)
    await button(page, es('team:join.submit')).click()
    await page.getByText(es('team:join.done')).first().waitFor()
    await signIn(page, es, { email: sara.email, password: goodPassword })
    await heading(page, es('overview:title')).waitFor()
    const start = page.getByRole('region', { name: es('team:start.title') })
    await start.getByLabel(es('team:start.done')).first().waitFor()
    expect(await start.getByLabel(es('team:start.open')).count()).toBe(2)
    await look(page, 'day-super-start')
    await start.getByRole('link', { name: es('team:start.team') }).click()
    await fill(page, { [es('team:column.email')]: 'paula@orbit.example' })
    await choose(page, es('team:form.role'), es('team:role.admin'))
    await button(page, es('team:form.invite')).click()
    await page.getByText(es('team:invitations.sent')).waitFor()
    await end()
  })

  test('a partner administrator: a list of people, one association, and a super administrator they cannot change', async () => {
    const { world } = scene
    admin = await world.member(partnerId, { role: 'admin' })
    user = await world.member(partnerId, { role: 'user' })
    const { page, end } = await scene.openAs(admin)
    await page.goto(here('team/add'))
    await page.getByRole('tab', { name: en('team:add.list') }).click()
    await fill(page, { [en('team:form.list')]: 'Ana Ruiz <ana@orbit.example>\nnot an address' })
    await button(page, en('team:form.check')).click()
    await page.getByText(en('team:import.willInvite', { count: 1, formatted: '1' })).waitFor()

    await page.goto(here(`team/members/${user.accountId}`))
    await page.getByRole('checkbox', { name: own.name }).check()
    await button(page, en('associations:pending.preview')).click()
    const preview = page.getByRole('dialog')
    await fill(preview, { [en('ui:reason.label')]: 'New on the account' })
    await button(preview, en('associations:preview.apply')).click()
    await page.getByText(en('associations:preview.applied')).first().waitFor()
    await look(page, 'day-admin-member')

    await page.goto(here('team'))
    await page.getByRole('link', { name: `${sara.lastName}, ${sara.firstName}` }).click()
    const drawer = await why(page, en, en('team:act.suspend'))
    const broken = drawer.locator('li[data-holds=false]')
    expect(await broken.count()).toBe(1)
    await broken.getByText(`${sara.firstName} ${sara.lastName}`).waitFor()
    await look(page, 'day-admin-why')
    await end()
  })

  test('a partner user, in Spanish: their customers and lines, nothing else, and why', async () => {
    const { page, end } = await scene.openAs(user, { locale: 'es-ES' })
    await page.goto(here('customers'))
    await page.getByRole('link', { name: own.name }).waitFor()
    expect(await page.getByText(foreign.name).count()).toBe(0)
    const drawer = await why(page, es, es('customers:form.new'))
    await drawer.getByText(es('reach:link.role_right')).waitFor()
    await page.keyboard.press('Escape')
    await page.goto(here('contract-lines'))
    await page.getByText('FOC-ACME-1').waitFor()
    expect(await page.getByText('FOC-BROWN-1').count()).toBe(0)
    await page.goto(here(`customers/${foreign.id}`))
    await page.getByText(es('problems:not_found')).waitFor()
    // Refused, and the refusal leads to the chain as well.
    await page.goto(here('team'))
    await page.getByText(es('ui:refused.title')).waitFor()
    await button(page.getByRole('alert'), es('ui:why')).click()
    await chainOf(page, es)
    await look(page, 'day-user-refused')
    await end()
  })

  test('a customer’s user: who at the partner sees their data', async () => {
    const { world } = scene
    person = await world.registered(await world.sponsorship(partnerId, own.id))
    const { page, end } = await scene.openAs(person)
    await page.goto('/access')
    await goTo(page, en, 'whoSeesOurData')
    const seer = page.getByRole('row', { name: `${user.firstName} ${user.lastName}` })
    await seer.getByText(en('access:whoSees.by', { name: `${admin.firstName} ${admin.lastName}` })).waitFor()
    await page.getByRole('row', { name: sara.lastName }).waitFor()
    await look(page, 'day-customer')
    await end()
  })

  test('the super administrator again: the first steps are done, and a review is answered', async () => {
    const { page, end } = await scene.visit({ locale: 'es-ES', width: 390, scheme: 'dark' })
    await signIn(page, es, { email: sara.email, password: goodPassword })
    await heading(page, es('overview:today')).waitFor()
    expect(await page.getByRole('region', { name: es('team:start.title') }).count()).toBe(0)
    await page.goto(here('access-reviews/new'))
    await fill(page, { [es('reviews:new.name')]: 'Fin de año' })
    await button(page, es('reviews:new.preview')).click()
    await button(page, es('reviews:start.act')).click()
    await page.waitForURL(/access-reviews\/[0-9a-f-]{36}/)
    await page.goto(`${page.url()}?kind=association`)
    await button(page, es('ui:list.acts')).first().click()
    await page.getByRole('menuitem', { name: es('reviews:decision.keep') }).click()
    await button(page.getByRole('dialog'), es('reviews:decision.keep')).click()
    await page.getByText(es('reviews:answer.done.keep', { count: 1 })).waitFor()
    await look(page, 'day-super-review')
    await end()
  })

  test('the vendor’s auditor, in Spanish: reads everything, changes nothing', async () => {
    await scene.world.partner({ name: 'Calder Networks' })
    const { page, end } = await scene.openAs(await scene.world.staff('auditor'), { locale: 'es-ES' })
    await page.goto('/vendor/onboarding')
    await page.getByRole('row', { name: partnerName }).getByText(es('team:step.onboarded'), { exact: true }).waitFor()
    const unserved = page.getByRole('row', { name: 'Calder Networks' })
    await unserved.getByRole('button').last().click()
    // Not what the partner lacks: with it the auditor could not invite either.
    const invite = page.getByRole('menuitem', { name: es('team:onboarding.invite') })
    await invite.getByText(es('vendor:denied.agent')).waitFor()
    await page.keyboard.press('Escape')
    await page.goto(`/vendor/partners/${partnerId}`)
    await page.getByText('To see that everything is there', { exact: false }).first().waitFor()
    await page.getByRole('button', { name: `${es('acting:start.act')} ${es('ui:why')}` }).click({ force: true })
    await page.getByRole('status').getByText(es('vendor:denied.agent')).waitFor()
    await page.goto('/vendor/audit')
    await page.getByText(partnerName).first().waitFor()
    await end()
  })
})
