import type { Page } from 'playwright-core'
import { afterEach, describe, expect, test } from 'vitest'
import {
  button,
  choose,
  dayFromNow,
  fill,
  fillDay,
  follow,
  goTo,
  heading,
  pickLanguage,
  signIn,
  textbox,
} from './support/acts.ts'
import { snapshot, type Visit } from './support/browser.ts'
import { companyName, contractNumber, employee, entitlements, partnerName, person } from './support/cast.ts'
import { openPortal, type Portal } from './support/portal.ts'
import * as registering from './support/registering.ts'
import { approve, makeCatalogue, makePartner, setUp } from './support/vendor-acts.ts'
import { countryName, type Language, type Words, wordsIn } from './support/words.ts'

let portal: Portal
let visits: Visit[] = []

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail')
    for (const [index, { page }] of visits.entries()) await snapshot(page, `story-failed-${index + 1}`)
  // Whatever failed, what the pages complained about on the way is part of the answer.
  const complaints = visits.flatMap((visit) => visit.complaints)
  for (const visit of visits) await visit.context.close()
  visits = []
  await portal?.close()
  expect(complaints).toEqual([])
})

describe('the whole story, from the set-up link to a person’s access', () => {
  test.each(['en', 'es'] as const)('in %s', { timeout: 600_000 }, async (language) => {
    portal = await openPortal()
    const words = wordsIn(language)

    const vendor = await newcomer(language)
    await setUp(vendor, words, await setupLink())
    await makeCatalogue(vendor, words)
    const partnerId = await makePartner(vendor, words)

    const administrator = await newcomer(language)
    await registerEmployee(administrator, words)
    await askToBecomeAdministrator(administrator, words)
    await approve(vendor, words)
    await portal.mailbox.waitFor(employee.email, ({ subject }) => subject.includes(partnerName))

    await administrator.goto('/')
    await administrator.waitForURL(`**/partner/${partnerId}**`)
    await makeCustomer(administrator, words)
    const codes = await sponsor(administrator, words)

    const customer = await newcomer(language)
    await registerPerson(customer, words, codes)
    await confirmByMail(customer, words, person.email)
    await signIn(customer, words, person)
    await switchOffAndOn(customer, words)
    await disableAndEnable(administrator, customer, words)
  })
})

/** Somebody new at a browser that speaks the other language, who then picks theirs. */
async function newcomer(language: Language): Promise<Page> {
  const visit = await portal.stranger({ locale: language === 'en' ? 'es-ES' : 'en-GB' })
  visits.push(visit)
  await visit.page.goto('/help')
  await pickLanguage(visit.page, language)
  return visit.page
}

/** The link that an empty installation printed. */
async function setupLink(): Promise<string> {
  for (let waited = 0; waited < 100; waited += 1) {
    const link = /https?:\/\/\S+\/set-up#t=\S+/.exec(portal.server.log)?.[0]
    if (link) return link
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`no set-up link was printed:\n${portal.server.log}`)
}

async function registerEmployee(page: Page, words: Words): Promise<void> {
  await page.goto('/register')
  await registering.giveInformation(page, words, employee)
  await registering.chooseKind(page, words, 'partner_employee')
  await registering.next(page, words)
  await registering.atStep(page, words, 'details')
  await textbox(page, words('registration:details.company')).fill(partnerName)
  await registering.acceptTerms(page, words)
  await registering.submit(page, words, employee.email)
  await page.getByText(words('registration:sent.afterEmployee')).waitFor()
  await confirmByMail(page, words, employee.email)
  await signIn(page, words, employee)
  await heading(page, words('accounts:account.title')).waitFor()
}

/** Opens the mailed link and confirms with a click. */
async function confirmByMail(page: Page, words: Words, email: string): Promise<void> {
  const mail = await portal.mailbox.waitFor(email, ({ links }) => links.some((link) => link.includes('/confirm#')))
  expect(mail.language).toBe(words.language)
  const link = mail.links.find((one) => one.includes('/confirm#')) ?? ''
  expect(link.startsWith(`${portal.origin}/confirm#t=`)).toBe(true)
  await page.goto(link)
  await page.getByText(email).first().waitFor()
  await button(page, words('registration:confirm.action')).click()
  await page.getByText(words('registration:done.title')).waitFor()
}

async function askToBecomeAdministrator(page: Page, words: Words): Promise<void> {
  await goTo(page, words, 'becomeAdministrator')
  await fill(page, {
    [words('administrators:form.jobTitle')]: 'Head of support',
    [words('administrators:form.phone')]: '+34 600 000 001',
    [words('administrators:form.companyName')]: partnerName,
    [words('administrators:form.numbers')]: contractNumber,
  })
  await choose(page, words('administrators:form.country'), countryName(words, 'ES'))
  await page.getByRole('checkbox', { name: words('administrators:form.statement') }).check()
  await button(page, words('administrators:form.submit')).click()
  await page.getByText(words('administrators:state.pending'), { exact: true }).waitFor()
}

async function makeCustomer(page: Page, words: Words): Promise<void> {
  await goTo(page, words, 'customers')
  await follow(page, words('customers:form.new'))
  await fill(page, {
    [words('customers:form.name')]: companyName,
    [words('customers:form.domains')]: 'acme.example',
    [words('customers:form.purchase')]: 'Twelve switches',
    [words('customers:form.supportNumber')]: 'S-77',
  })
  await fillDay(page, words('customers:form.supportStarts'), dayFromNow(-10))
  await fillDay(page, words('customers:form.supportEnds'), dayFromNow(300))
  await button(page, words('customers:form.create')).click()
  await heading(page, companyName).waitFor()
}

/** Drafts and issues a sponsorship; number and key are shown this once. */
async function sponsor(page: Page, words: Words): Promise<registering.Codes> {
  await follow(page, words('customers:detail.sponsor'))
  for (const one of entitlements) await page.getByRole('checkbox', { name: one[words.language] }).check()
  for (const step of ['terms', 'review']) {
    await button(page, words('sponsorship:new.next')).click()
    await page
      .getByRole('listitem')
      .and(page.locator('[aria-current=step]'))
      .getByText(words(`sponsorship:new.${step}`))
      .waitFor()
  }
  await button(page, words('sponsorship:new.save')).click()
  await button(page, words('sponsorship:issue.now')).click()
  await heading(page, words('sponsorship:issue.done')).waitFor()
  const shown = (name: string) => page.locator(`dt:text-is(${JSON.stringify(name)}) + dd`).textContent()
  const number = (await shown(words('sponsorship:number')))?.trim() ?? ''
  const key = (await shown(words('sponsorship:key')))?.trim() ?? ''
  expect(number).toMatch(/^[0-9A-Z]{3}(-[0-9A-Z]{3}){2}$/)
  expect(key).toMatch(/^[0-9A-Z]{5}(-[0-9A-Z]{5}){4}$/)
  await page.getByRole('checkbox', { name: words('ui:secret.kept') }).check()
  const issuing = page.url()
  await follow(page, words('sponsorship:issue.toSponsorship'))
  await heading(page, companyName).or(heading(page, number)).first().waitFor()
  await page.goto(issuing)
  await page.getByText(words('sponsorship:issue.already')).waitFor()
  expect(await page.content()).not.toContain(key)
  return { number, key }
}

/** The six steps, with Back and another language on the way. */
async function registerPerson(page: Page, words: Words, codes: registering.Codes): Promise<void> {
  const other = wordsIn(words.language === 'en' ? 'es' : 'en')
  await page.goto('/register')
  await registering.giveInformation(page, words, person)
  await registering.chooseKind(page, words, 'customer_user')
  await button(page, words('registration:back')).click()
  await registering.atStep(page, words, 'information')
  expect(await textbox(page, words('registration:information.lastName')).inputValue()).toBe(person.lastName)
  await registering.next(page, words)
  await registering.atStep(page, words, 'choice')
  await registering.next(page, words)
  await pickLanguage(page, other.language)
  await registering.giveCodes(page, other, codes)
  await registering.atStep(page, other, 'details')
  await textbox(page, other('registration:details.jobTitle')).fill('Buyer')
  await pickLanguage(page, words.language)
  await registering.atStep(page, words, 'details')
  expect(await textbox(page, words('registration:details.jobTitle')).inputValue()).toBe('Buyer')
  await page.getByText(partnerName).first().waitFor()
  await registering.giveDetails(page, words, companyName)
  await registering.submit(page, words, person.email)
}

async function switchOffAndOn(page: Page, words: Words): Promise<void> {
  await heading(page, words('access:mine.title')).waitFor()
  await heading(page, companyName).waitFor()
  for (const { [words.language]: name } of entitlements)
    await page.getByRole('switch', { name: words('access:mine.switch', { name }), checked: true }).waitFor()
  const name = words('access:mine.switch', { name: entitlements[0]?.[words.language] })
  const off = page.getByText(words('access:mine.missing.switched_on'), { exact: true })
  // The track that a person presses is drawn beside the input that a screen reader reads.
  await page.getByRole('switch', { name }).click({ force: true })
  await off.waitFor()
  await page.reload()
  await page.getByRole('switch', { name, checked: false }).waitFor()
  await page.getByRole('switch', { name }).click({ force: true })
  await off.waitFor({ state: 'hidden' })
  await page.getByRole('switch', { name, checked: true }).waitFor()
}

async function disableAndEnable(administrator: Page, customer: Page, words: Words): Promise<void> {
  await goTo(administrator, words, 'people')
  await administrator.getByRole('link', { name: `${person.lastName}, ${person.firstName}` }).click()
  await heading(administrator, `${person.firstName} ${person.lastName}`).waitFor()
  await actOnPerson(administrator, words, 'disable', 'No longer there')
  // The very next thing the person does meets the end of the session.
  await customer.goto('/access')
  await customer.waitForURL(/\/sign-in/)
  await actOnPerson(administrator, words, 'enable')
  await signIn(customer, words, person)
  await customer.getByRole('switch', { checked: true }).first().waitFor()
}

async function actOnPerson(page: Page, words: Words, act: string, reason?: string): Promise<void> {
  await button(page, words(`people:act.${act}`)).click()
  const dialog = page.getByRole('dialog', { name: words(`people:dialog.title.${act}`, { count: 1 }) })
  if (reason) await textbox(dialog, words('ui:reason.label')).fill(reason)
  await button(dialog, words(`people:act.${act}`)).click()
  await page.getByText(words(`people:dialog.done.${act}`, { count: 1 })).waitFor()
}
