import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { customerUser, mailedTo } from '../../support/registering.ts'
import { goodPassword } from '../../support/world.ts'
import { checkAccessibility, checkWidth, launchChromium, shot, visit } from '../support/browser.ts'
import { serveWorld } from '../support/served-world.ts'
import { wordsIn } from '../support/words.ts'
import { details, en, es, field, information, throughNumber } from './steps.ts'

let served: Awaited<ReturnType<typeof serveWorld>>
let browser: Browser
beforeAll(async () => {
  served = await serveWorld()
  browser = await launchChromium()
})
afterAll(async () => {
  await served?.close()
})

let partners = 0
async function sponsored(given: Parameters<typeof served.sponsorship>[2] = {}) {
  partners += 1
  const { partnerId } = await served.partner({ name: `Orbit Networks ${partners}` })
  return served.sponsorship(partnerId, await served.customer(partnerId, { name: 'Acme Foods' }), given)
}

// English and wide: the whole story, and the survey of all pages.
test('from the form to a confirmed user by the link, in Spanish and narrow', async () => {
  const [words, width] = [es, 390]
  const of = await sponsored()
  const email = `ana.${words.locale.toLowerCase()}@customer.example`
  const { page, end } = await visit(browser, { origin: served.origin, width, locale: words.locale })
  const look = async (name: string) => {
    await shot(page, `register-${name}-${words.locale}-${width}`)
    await checkAccessibility(page)
    await checkWidth(page)
  }
  await page.goto('/register')
  await throughNumber(page, words, email, of, look)
  await details(page, words, look)
  await look('5-sent')
  const { token } = await mailedTo(served, email)
  const other = await page.context().newPage()
  await other.goto(`/confirm#t=${token}`)
  await other.getByRole('button', { name: words.confirm }).waitFor()
  expect(new URL(other.url()).hash).toBe('')
  await shot(other, `confirm-${words.locale}-${width}`)
  await checkAccessibility(other)
  // A script's click is no person's (attack 11).
  await other.getByRole('button', { name: words.confirm }).evaluate((button: HTMLElement) => button.click())
  const state = () =>
    served.ownerDb.selectFrom('registration').select('state').where('email', '=', email).executeTakeFirst()
  expect(await state()).toMatchObject({ state: 'unconfirmed' })
  await other.getByRole('button', { name: words.confirm }).click()
  await other.getByText(words.confirmed).waitFor()
  await checkAccessibility(other)
  await shot(other, `confirmed-${words.locale}-${width}`)
  expect(await state()).toMatchObject({ state: 'active' })
  expect(await other.getByRole('link', { name: words.signIn }).getAttribute('href')).toBe('/sign-in')
  await end()
})

test('resumes in the same browser, asking again for what is never kept; Back keeps what was typed', async () => {
  const of = await sponsored()
  const { page, end } = await visit(browser, { origin: served.origin })
  await page.goto(`/register?number=${of.number.replaceAll('-', '')}`)
  await information(page, en, 'resume@customer.example')
  await page.getByRole('radio', { name: en.customer }).check()
  await page.getByRole('button', { name: 'Back' }).click()
  expect(await field(page, en.first).inputValue()).toBe('Ana')
  await page.getByRole('button', { name: en.next }).click()
  await page.getByRole('button', { name: en.next }).click()
  // As it is grouped on the letter whose code led here.
  expect(await page.getByRole('textbox', { name: en.number }).inputValue()).toMatch(/^\w{3}-\w{3}-\w{3}$/)
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
  expect(kept).toContain('Ruiz')
  expect(kept).not.toContain(goodPassword)
  await page.reload()
  await page.getByText('Welcome back').waitFor()
  expect(await field(page, en.last).inputValue()).toBe('Ruiz Peña')
  expect(await page.locator('input[type=password]').inputValue()).toBe('')
  await shot(page, 'register-resumed')
  await page.getByRole('button', { name: 'Start over' }).click()
  expect(await field(page, en.first).inputValue()).toBe('')
  await end()
})

test('a typing error is caught before the server is asked; a wrong key is the one refusal; every error is named', async () => {
  const of = await sponsored()
  const { page, end } = await visit(browser, { origin: served.origin, width: 390, scheme: 'dark' })
  await page.goto('/register')
  await page.getByRole('button', { name: en.next }).click()
  await page.getByText(/entries need your attention/).waitFor()
  expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('alert')
  expect(await page.getByRole('alert').getByRole('button').first().textContent()).toMatch(/^First name: /)
  await shot(page, 'register-errors')
  await checkAccessibility(page)
  await information(page, en, 'typo@customer.example')
  await page.getByRole('radio', { name: 'Neither of these' }).check()
  await page.getByText('You need a sponsor').waitFor()
  await shot(page, 'register-neither')
  await checkAccessibility(page)
  await page.getByRole('radio', { name: en.customer }).check()
  await page.getByRole('button', { name: en.next }).click()
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  const wrong = of.number.slice(0, -1) + (of.number.endsWith('7') ? '8' : '7')
  await page.getByRole('textbox', { name: en.number }).fill(wrong)
  await page.getByRole('textbox', { name: en.key }).fill(of.key)
  await page.getByRole('button', { name: en.next }).click()
  await page
    .getByText(/two are exchanged/)
    .first()
    .waitFor()
  expect(asked.filter((url) => url.includes('/check'))).toEqual([])
  const other = await sponsored()
  await page.getByRole('textbox', { name: en.number }).fill(other.number)
  await page.getByRole('button', { name: en.next }).click()
  await page.getByText(/cannot be used to register/).waitFor()
  await shot(page, 'register-refused')
  await checkAccessibility(page)
  await end()
})

test('the address is corrected, the mail sent again, the code typed; a domain that does not fit is said beforehand', async () => {
  const of = await sponsored()
  const { page, end } = await visit(browser, { origin: served.origin, scheme: 'dark' })
  await page.goto('/register')
  await throughNumber(page, en, 'typo@elsewhere.example', of)
  await page.getByText(/will verify you/).waitFor()
  await shot(page, 'register-to-be-verified')
  await details(page, en)
  await page.reload()
  await page.getByText(en.sent).waitFor()
  await page.getByRole('button', { name: 'The address is wrong' }).click()
  await page.getByRole('textbox', { name: 'Right address' }).fill('right@elsewhere.example')
  await shot(page, 'register-correct')
  await checkAccessibility(page)
  await page.getByRole('button', { name: 'Send it there' }).click()
  await page.getByText('sent to you at right@elsewhere.example').waitFor()
  const { code } = await mailedTo(served, 'right@elsewhere.example')
  await page.getByRole('textbox', { name: 'Code from the message' }).fill('0000 0001')
  await page.getByRole('button', { name: 'Confirm with the code' }).click()
  await page.getByText('This is not the code of the latest message.').first().waitFor()
  await page.getByRole('textbox', { name: 'Code from the message' }).fill(code)
  await page.getByRole('button', { name: 'Confirm with the code' }).click()
  await page.getByText('Confirmed; one more check').waitFor()
  await shot(page, 'register-done')
  await checkAccessibility(page)
  await end()
})

test('“this was not me” asks once more and cancels, in the language of who registered; a used link says so', async () => {
  const of = await sponsored()
  const registering = await visit(browser, { origin: served.origin, locale: es.locale })
  await registering.page.goto('/register')
  await throughNumber(registering.page, es, 'notme@customer.example', of)
  await details(registering.page, es)
  await registering.end()
  const { token } = await mailedTo(served, 'notme@customer.example')
  // Another browser, which would speak English by itself (R33).
  const { page, end } = await visit(browser, { origin: served.origin })
  const say = wordsIn('es')
  await page.goto(`/confirm#t=${token}`)
  await page.getByRole('button', { name: say('registration:confirm.notMe') }).click()
  await page.getByRole('button', { name: say('registration:confirm.notMeSure') }).click()
  await page.getByText(say('registration:confirm.cancelled')).waitFor()
  await page.goto('/help')
  await page.goto(`/confirm#t=${token}`)
  await page.getByText(say('registration:dead.title')).waitFor()
  await shot(page, 'confirm-dead')
  await checkAccessibility(page)
  await end()
})

test('who confirms after the sponsorship was revoked is told beforehand and afterwards that it gives no access', async () => {
  const of = await sponsored()
  const given = customerUser(of, { email: 'too.late@customer.example', language: 'es' })
  const { page, context, end } = await visit(browser, { origin: served.origin, width: 390 })
  await context.request.post('/api/v1/registration', { data: given, headers: { origin: served.origin } })
  await served.ownerDb
    .updateTable('sponsorship')
    .set({ state: 'revoked', revoked_at: new Date() })
    .where('sponsorship_id', '=', of.sponsorshipId)
    .execute()
  const say = wordsIn('es')
  const about = { partner: `Orbit Networks ${partners}`, company: 'Acme Foods' }
  await page.goto(`/confirm#t=${(await mailedTo(served, given.email)).token}`)
  await page.getByText(say('registration:confirm.ended', about)).waitFor()
  await shot(page, 'confirm-ended')
  await checkAccessibility(page)
  await page.getByRole('button', { name: say('registration:confirm.action') }).click()
  await page.getByText(say('registration:done.withoutAccessText', about)).waitFor()
  expect(await page.getByText(say('registration:done.active', about)).count()).toBe(0)
  await checkAccessibility(page)
  await end()
})

test('a signed-in person adds a sponsorship in two steps', async () => {
  const of = await sponsored()
  const person = await served.person({ email: 'has.account@customer.example' })
  const { page, context, end } = await visit(browser, { origin: served.origin })
  const data = { email: person.email, password: person.password }
  await context.request.post('/api/v1/account/sign-in', { data, headers: { origin: served.origin } })
  await page.goto('/access/add')
  await page.getByRole('textbox', { name: en.number }).fill(of.number)
  await page.getByRole('textbox', { name: en.key }).fill(of.key)
  await shot(page, 'add-number')
  await checkAccessibility(page)
  await page.getByRole('button', { name: en.next }).click()
  await page.getByRole('textbox', { name: en.job }).fill('Engineer')
  await page.getByRole('textbox', { name: en.phone }).fill('+34 600 000 000')
  await page.getByRole('textbox', { name: en.site }).fill('Madrid')
  await page.locator('[data-path=country]').fill('Spain')
  await page.getByRole('option', { name: 'Spain' }).click()
  await page.getByRole('checkbox', { name: en.employed }).check()
  await page.getByRole('checkbox', { name: en.terms }).check()
  await shot(page, 'add-details')
  await checkAccessibility(page)
  await page.getByRole('button', { name: 'Add to my account' }).click()
  await page.getByText('The sponsorship is added').waitFor()
  await shot(page, 'add-done')
  await end()
})
