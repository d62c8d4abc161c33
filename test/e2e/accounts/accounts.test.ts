import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { goodPassword } from '../../support/world.ts'
import { button, heading, passwordBox, signIn, textbox } from '../support/acts.ts'
import { checkAccessibility, checkWidth, snapshot, type Visit } from '../support/browser.ts'
import { openPortal, type Portal } from '../support/portal.ts'
import { wordsIn } from '../support/words.ts'

// Sign in, find back in, change address and password, end sessions: in both languages, with the mail from a real server.

const newPassword = 'violet harbour seventeen kites'
let portal: Portal
let opened: Visit[] = []

beforeAll(async () => {
  portal = await openPortal()
  await portal.markSetUp()
})
afterAll(() => portal?.close())
afterEach(async ({ task }) => {
  const visits = opened
  opened = []
  if (task.result?.state === 'fail')
    for (const [index, { page }] of visits.entries()) await snapshot(page, `accounts-failed-${index + 1}`)
  for (const visit of visits) await visit.end()
})

async function stranger(locale = 'en-GB', width = 1440): Promise<Page> {
  const visit = await portal.stranger({ locale, width })
  opened.push(visit)
  return visit.page
}

async function link(email: string, path: string): Promise<string> {
  const holds = (candidate: string) => candidate.includes(`${path}#t=`)
  const { links } = await portal.mailbox.waitFor(email, (mail) => mail.links.some(holds))
  return links.find(holds) ?? ''
}

async function check(page: Page): Promise<void> {
  await checkAccessibility(page)
  await checkWidth(page)
}

describe.each([
  ['en', 'en-GB', 1440],
  ['es', 'es-ES', 390],
] as const)('a person who forgot the password, in %s', (language, locale, width) => {
  test('is led back to the page they wanted', async () => {
    const words = wordsIn(language)
    const person = await portal.world.person({ language })
    const page = await stranger(locale, width)
    await page.goto('/account')
    await heading(page, words('accounts:signIn.title')).waitFor()
    await check(page)
    await page.getByRole('link', { name: words('accounts:signIn.forgot') }).click()
    await heading(page, words('accounts:forgot.title')).waitFor()
    await textbox(page, words('accounts:field.email')).fill(person.email)
    await button(page, words('accounts:forgot.submit')).click()
    await page.getByRole('status').getByText(person.email).waitFor()
    await check(page)

    await page.goto(await link(person.email, '/reset-password'))
    await passwordBox(page, words('accounts:field.newPassword')).fill('short')
    await page.getByText(words('accounts:password.unmet')).waitFor({ state: 'attached' })
    await button(page, words('accounts:reset.submit')).click()
    await page.getByRole('alert').getByText(words('problems:field.password_too_short')).waitFor()
    await check(page)
    await passwordBox(page, words('accounts:field.newPassword')).fill(newPassword)
    await button(page, words('accounts:reset.submit')).click()
    await heading(page, words('accounts:reset.doneTitle')).waitFor()

    await page.goto('/sign-in?return=%2Faccount')
    await textbox(page, words('accounts:field.email')).fill(person.email)
    await passwordBox(page, words('accounts:field.password')).fill(goodPassword)
    await button(page, words('accounts:signIn.submit')).click()
    await page.getByRole('alert').getByText(words('problems:sign_in_failed')).waitFor()
    await check(page)
    await passwordBox(page, words('accounts:field.password')).fill(newPassword)
    await button(page, words('accounts:signIn.submit')).click()
    await heading(page, words('accounts:account.title')).waitFor()
    expect(new URL(page.url()).pathname).toBe('/account')
    await check(page)
  })
})

test('signing in never leads out of the portal', async () => {
  const words = wordsIn('en')
  const person = await portal.world.person()
  const page = await stranger()
  await page.goto('/sign-in?return=//evil.example/account')
  await textbox(page, words('accounts:field.email')).fill(person.email)
  await passwordBox(page, words('accounts:field.password')).fill(person.password)
  await page.keyboard.press('Enter')
  await heading(page, words('accounts:account.title')).waitFor()
  expect(new URL(page.url()).origin).toBe(portal.origin)
})

test('a used link says so and leads to another', async () => {
  const words = wordsIn('en')
  const page = await stranger()
  await page.goto(`/reset-password#t=${'A'.repeat(43)}`)
  await passwordBox(page, words('accounts:field.newPassword')).fill(newPassword)
  await button(page, words('accounts:reset.submit')).click()
  await heading(page, words('accounts:deadLink.title')).waitFor()
  await check(page)
  await page.getByRole('link', { name: words('accounts:reset.again') }).click()
  await heading(page, words('accounts:forgot.title')).waitFor()
})

test('a new address counts when a person presses the button, not when a scanner opens and clicks by script', async () => {
  const words = wordsIn('en')
  const person = await portal.world.person()
  const page = await stranger()
  await signIn(page, words, person)
  await heading(page, words('accounts:account.title')).waitFor()
  const section = page.getByRole('region', { name: words('accounts:email.title') })
  await textbox(section, words('accounts:email.new')).fill('moved@example.com')
  await passwordBox(section, words('accounts:field.presentPassword')).fill('not the right password')
  await button(section, words('accounts:email.submit')).click()
  await section.getByRole('alert').waitFor()
  await passwordBox(section, words('accounts:field.presentPassword')).fill(person.password)
  await button(section, words('accounts:email.submit')).click()
  await section.getByRole('status').getByText('moved@example.com').waitFor()
  await portal.mailbox.waitFor(person.email, (mail) => mail.text.includes('moved@example.com'))

  const scanner = await stranger()
  await scanner.goto(await link('moved@example.com', '/confirm-email'))
  await button(scanner, words('accounts:confirmEmail.submit')).waitFor()
  await check(scanner)
  await scanner.evaluate(() => {
    for (const one of document.querySelectorAll<HTMLElement>('main button, form')) one.click()
    for (const form of document.querySelectorAll('form')) form.requestSubmit()
  })
  await scanner.waitForLoadState('networkidle')
  const addressNow = async () => (await portal.world.call(person, 'GET', '/api/v1/me')).body.account.email
  expect(await addressNow()).toBe(person.email)
  await button(scanner, words('accounts:confirmEmail.submit')).click()
  await heading(scanner, words('accounts:confirmEmail.doneTitle')).waitFor()
  expect(await addressNow()).toBe('moved@example.com')
})

test('sessions elsewhere are ended from here, and the password changed', async () => {
  const words = wordsIn('en')
  const person = await portal.world.person()
  const other = { cookie: await portal.world.session(person.accountId) }
  const page = await stranger()
  await signIn(page, words, person)
  const section = page.getByRole('region', { name: words('accounts:sessions.title') })
  await section.getByText(words('accounts:sessions.present')).waitFor()
  expect(await section.getByRole('listitem').count()).toBe(3)
  await button(section, words('accounts:sessions.endOthers', { count: 2 })).click()
  await page.getByText(words('accounts:sessions.othersEnded')).waitFor()
  expect((await portal.world.call(other, 'GET', '/api/v1/me')).body.account).toBe(null)

  const change = page.getByRole('region', { name: words('accounts:password.title') })
  await passwordBox(change, words('accounts:field.presentPassword')).fill(person.password)
  await passwordBox(change, words('accounts:field.newPassword')).fill(newPassword)
  await button(change, words('accounts:password.submit')).click()
  await page.getByText(words('accounts:password.changed')).waitFor()
  const reply = await portal.world.call(null, 'POST', '/api/v1/account/sign-in', {
    email: person.email,
    password: newPassword,
  })
  expect(reply.status).toBe(200)
})
