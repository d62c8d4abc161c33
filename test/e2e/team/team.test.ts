import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../support/world.ts'
import { button, choose, fill, goTo, heading, passwordBox, signIn, textbox } from '../support/acts.ts'
import { checkAccessibility, checkWidth } from '../support/browser.ts'
import { openPortal, type Portal } from '../support/portal.ts'
import { wordsIn } from '../support/words.ts'

const words = wordsIn('en')
const palabras = wordsIn('es')
const password = 'correct-lantern-orbit-42'

let portal: Portal
let agent: Actor

beforeAll(async () => {
  portal = await openPortal()
  await portal.markSetUp()
  agent = await portal.world.staff('support_agent')
}, 240_000)
afterAll(() => portal?.close())

async function served(name: string) {
  const { partnerId } = await portal.world.partner({ name })
  const customerId = await portal.world.customer(partnerId, { name: `Acme of ${name}` })
  await portal.world.service(partnerId, customerId)
  return { partnerId, customerId }
}

/** The link of the latest invitation mailed to an address. */
async function linkTo(email: string): Promise<string> {
  const { links } = await portal.mailbox.waitFor(email, (mail) => mail.links.some((link) => link.includes('/join#t=')))
  return links.find((link) => link.includes('/join#t=')) ?? ''
}

describe('people of a partner', { timeout: 180_000 }, () => {
  test('the vendor onboards a super administrator, who joins by the mail and finds the first steps', async () => {
    await served('Orbit Networks')
    const vendor = await portal.signedIn(agent)
    await vendor.page.goto('/vendor')
    // What waits for the staff is counted where their day begins (R5).
    await vendor.page.getByRole('link', { name: new RegExp(`^${words('vendor:overview.toOnboard')}\\s*1$`) }).click()
    await vendor.page.getByRole('row', { name: 'Orbit Networks' }).waitFor()
    await goTo(vendor.page, words, 'onboarding')
    const row = vendor.page.getByRole('row', { name: 'Orbit Networks' })
    await row.getByText(words('team:step.ready')).waitFor()
    await checkAccessibility(vendor.page)
    await row.getByRole('button').last().click()
    await vendor.page.getByRole('menuitem', { name: words('team:onboarding.invite') }).click()
    const dialog = vendor.page.getByRole('dialog')
    await fill(dialog, {
      [words('team:column.email')]: 'sara@orbit.example',
      [words('team:form.firstName')]: 'Sara',
      [words('team:form.lastName')]: 'Soto',
      [words('team:form.reason')]: 'The contract was signed',
    })
    await button(dialog, words('team:onboarding.send')).click()
    await row.getByText(words('team:step.invited'), { exact: true }).waitFor()
    await vendor.end()

    const sara = await portal.stranger()
    await sara.page.goto(await linkTo('sara@orbit.example'))
    await heading(sara.page, words('team:join.to', { partner: 'Orbit Networks' })).waitFor()
    await checkAccessibility(sara.page)
    await passwordBox(sara.page, words('team:form.password')).fill(password)
    await button(sara.page, words('team:join.submit')).click()
    await sara.page.getByText(words('team:join.done')).first().waitFor()
    await signIn(sara.page, words, { email: 'sara@orbit.example', password })
    await goTo(sara.page, words, 'overview')
    await heading(sara.page, words('team:start.title')).waitFor()
    await checkAccessibility(sara.page)
    await sara.page.getByRole('link', { name: words('team:start.team') }).click()
    await heading(sara.page, words('team:add.title')).waitFor()
    await sara.end()
  })

  test('a partner administrator registers three people by a file with one bad row', async () => {
    const { partnerId } = await served('Meridian')
    const admin = await portal.world.member(partnerId, { role: 'admin' })
    const { page, end } = await portal.signedIn(admin)
    await page.goto(`/partner/${partnerId}/team/add`)
    await page.getByRole('tab', { name: words('team:add.file') }).click()
    const file = join(tmpdir(), `people-${process.pid}.csv`)
    writeFileSync(
      file,
      'email,first name,last name,customers\nana@meridian.example,Ana,Ruiz,Acme of Meridian\nluis,Luis,Gil,\neva@meridian.example,Eva,Mora,all\npau@meridian.example,Pau,Roca,\n',
    )
    await page.locator('input[type=file]').setInputFiles(file)
    await button(page, words('team:form.check')).click()
    await page.getByText(words('team:import.willInvite', { count: 3, formatted: '3' })).waitFor()
    const bad = page.getByRole('row', { name: 'luis' })
    await bad.getByText(words('team:rowError.no_address', { value: 'luis' })).waitFor()
    await checkAccessibility(page)
    await button(page, words('team:import.applyGood', { count: 3, formatted: '3' })).click()
    await page.getByText(words('team:import.finished', { sent: '3', skipped: '0', refused: '0' })).waitFor()
    await page.getByRole('link', { name: words('team:import.toInvitations') }).click()
    for (const email of ['ana', 'eva', 'pau'])
      await page.getByRole('row', { name: `${email}@meridian.example` }).waitFor()
    expect(await linkTo('eva@meridian.example')).toContain('/join#t=')
    await checkAccessibility(page)
    await end()
  })

  test('the last super administrator stays, and is told why; a colleague is suspended with a reason', async () => {
    const { partnerId } = await served('Lumen')
    const superAdmin = await portal.world.member(partnerId, { role: 'super_admin' })
    const user = await portal.world.member(partnerId, { role: 'user', customers: 'all' })
    const { page, end } = await portal.signedIn(superAdmin)
    await page.goto(`/partner/${partnerId}/team/members/${superAdmin.accountId}`)
    await page.getByRole('button', { name: words('team:act.leave') }).click({ force: true })
    await page.getByText(words('team:refused.last_super_admin')).waitFor()
    await page.goto(`/partner/${partnerId}/team/members/${user.accountId}`)
    await button(page, words('team:act.suspend')).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(words('team:impact.seeAll', { count: 1 })).waitFor()
    await dialog.locator('textarea').fill('Away for longer')
    await checkAccessibility(page)
    await button(dialog, words('team:act.suspend')).click()
    await page.getByText(words('team:state.suspended'), { exact: true }).first().waitFor()
    await checkAccessibility(page)
    await end()
  })

  test('in Spanish on a telephone: one colleague is invited with a role and a customer', async () => {
    const { partnerId } = await served('Delta Redes')
    const superAdmin = await portal.world.member(partnerId, { role: 'super_admin' })
    await portal.world.ownerDb
      .updateTable('auth.user')
      .set({ language: 'es' })
      .where('id', '=', superAdmin.accountId)
      .execute()
    const { page, end } = await portal.signedIn(superAdmin, { width: 390, locale: 'es-ES' })
    await page.goto(`/partner/${partnerId}/team/add`)
    await heading(page, palabras('team:add.title')).waitFor()
    const email = 'nuria.wolfeschlegelsteinhausenbergerdorff.de.la.fuente@gmail.com'
    await textbox(page, palabras('team:column.email')).fill(email)
    await page.getByRole('radio', { name: palabras('team:reach.some') }).check()
    await choose(page, palabras('team:form.whichCustomers'), 'Acme of Delta Redes')
    await checkAccessibility(page)
    await checkWidth(page)
    await page.keyboard.press('Escape')
    await button(page, palabras('team:form.invite')).click()
    await page.getByText(palabras('team:invitations.sent')).waitFor()
    await page.goto(`/partner/${partnerId}/team/invitations`)
    const { x, width } = (await page.getByText(email).boundingBox()) ?? { x: 0, width: Number.NaN }
    // It breaks within its card, and is flagged as one that anybody can have.
    expect(x + width).toBeLessThan(390)
    await page.getByText(palabras('team:freeMail')).waitFor()
    await checkAccessibility(page)
    await checkWidth(page)
    await end()
  })

  test('one person, two partners and a customer: each context shows its own, and a lost one vanishes', async () => {
    const { world } = portal
    const [one, two] = [await served('First Partner'), await served('Second Partner')]
    const third = await world.partner({ name: 'Third Partner' })
    const sponsorship = await world.sponsorship(
      third.partnerId,
      await world.customer(third.partnerId, { name: 'Their Customer' }),
    )
    const person = await world.registered(sponsorship)
    for (const { partnerId, customerId } of [one, two]) {
      const superAdmin = await world.member(partnerId, { role: 'super_admin' })
      const body = { email: person.email, language: 'en', role: 'user', customers: [customerId] }
      await world.call(superAdmin, 'POST', `/api/v1/partners/${partnerId}/team-invitations`, body)
    }
    const { page, end } = await portal.signedIn(person)
    await page.goto('/account')
    for (let left = 2; left > 0; left -= 1) {
      await button(page, words('team:join.submit')).first().click()
      await page.waitForURL(/\/partner\//)
      await page.goto('/account')
    }
    const pick = async (from: string, to: string) => {
      await page.getByRole('button', { name: words('shell:context.label', { present: from }) }).click()
      await page.getByRole('menuitem', { name: to }).click()
    }
    await page.goto(`/partner/${one.partnerId}/customers`)
    await page.getByText('Acme of First Partner').first().waitFor()
    await pick('First Partner', 'Second Partner')
    await page.waitForURL(new RegExp(two.partnerId))
    await heading(page, words('overview:title')).waitFor()
    await goTo(page, words, 'customers')
    await page.getByText('Acme of Second Partner').first().waitFor()
    expect(await page.getByText('Acme of First Partner').count()).toBe(0)
    // A list with rows says nothing of having none, not even to a screen reader.
    expect(await page.getByText('No records').count()).toBe(0)
    await page.getByRole('button', { name: words('shell:context.label', { present: 'Second Partner' }) }).click()
    await page.getByRole('menuitem', { name: 'Their Customer' }).waitFor()
    expect(await page.getByText(words('shell:context.role.user')).count()).toBe(2)
    await page.keyboard.press('Escape')
    await world.ownerDb
      .updateTable('membership')
      .set({ state: 'suspended', suspended_reason: 'Away' })
      .where('partner_id', '=', one.partnerId)
      .where('account_id', '=', person.accountId)
      .execute()
    await page.goto('/account')
    await page.getByText(words('team:mine.suspended', { reason: 'Away' })).waitFor()
    await page.getByRole('button', { name: /Change$/ }).click()
    await page.getByRole('menuitem', { name: 'Second Partner' }).waitFor()
    expect(await page.getByRole('menuitem', { name: 'First Partner' }).count()).toBe(0)
    await end()
  })
})
