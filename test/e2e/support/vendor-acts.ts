import type { Page } from 'playwright-core'
import {
  button,
  choose,
  dayFromNow,
  fill,
  fillDay,
  follow,
  goTo,
  heading,
  idInAddress,
  passwordBox,
  signIn,
  textbox,
} from './acts.ts'
import { contractNumber, employee, entitlements, partnerName, vendorsAdministrator } from './cast.ts'
import { nameIn, type Words } from './words.ts'

/** What the vendor's administrator does in the story. */

export async function setUp(page: Page, words: Words, link: string): Promise<void> {
  await page.goto(link)
  await heading(page, words('vendor:setup.title')).waitFor()
  await fill(page, {
    [words('vendor:settings.name')]: 'Northwind Devices',
    [words('vendor:settings.helpEmail')]: 'help@vendor.example',
    [words('vendor:person.firstName')]: vendorsAdministrator.firstName,
    [words('vendor:person.lastName')]: vendorsAdministrator.lastName,
    [words('vendor:person.email')]: vendorsAdministrator.email,
  })
  await passwordBox(page, words('vendor:person.password')).fill(vendorsAdministrator.password)
  await button(page, words('vendor:setup.submit')).click()
  await page.getByText(words('vendor:setup.doneText', { email: vendorsAdministrator.email })).waitFor()
  await signIn(page, words, vendorsAdministrator)
  await heading(page, words('vendor:overview.title')).waitFor()
}

export async function makeCatalogue(page: Page, words: Words): Promise<void> {
  for (const one of entitlements) {
    await goTo(page, words, 'entitlements')
    await follow(page, words('entitlements:form.new'))
    await textbox(page, words('entitlements:form.id')).fill(one.id)
    for (const language of ['en', 'es'] as const) {
      const group = page.getByRole('group', { name: nameIn(words, language) })
      await textbox(group, words('entitlements:form.name')).fill(one[language])
      await textbox(group, words('entitlements:form.description')).fill(`${one[language]}.`)
    }
    await button(page, words('entitlements:form.create')).click()
    await page.getByRole('link', { name: one[words.language], exact: true }).waitFor()
  }
  await goTo(page, words, 'contractTypes')
  await follow(page, words('contracts:types.new'))
  await textbox(page, words('contracts:types.name')).fill('Gold')
  await page.getByRole('checkbox', { name: words('contracts:types.sponsoring') }).check()
  for (const one of entitlements) await page.getByRole('checkbox', { name: one[words.language] }).check()
  await button(page, words('contracts:types.create')).click()
  await page.getByRole('link', { name: 'Gold', exact: true }).waitFor()
}

/** A partner with a contract that lets it sponsor; answers its id. */
export async function makePartner(page: Page, words: Words): Promise<string> {
  await goTo(page, words, 'partners')
  await follow(page, words('partners:form.new'))
  await textbox(page, words('partners:form.name')).fill(partnerName)
  await button(page, words('partners:form.create')).click()
  const partnerId = await idInAddress(page, /\/vendor\/partners\/([0-9a-f-]{36})/)
  await goTo(page, words, 'contracts')
  await follow(page, words('contracts:form.new'))
  await choose(page, words('contracts:form.partner'), partnerName)
  await textbox(page, words('contracts:form.number')).fill(contractNumber)
  await choose(page, words('contracts:form.type'), 'Gold')
  await fillDay(page, words('contracts:form.lastDay'), dayFromNow(365))
  await button(page, words('contracts:form.create')).click()
  await heading(page, contractNumber).waitFor()
  return partnerId
}

/** The vendor's queue: the statement beside the records, and the decision. */
export async function approve(page: Page, words: Words): Promise<void> {
  await goTo(page, words, 'administratorRequests')
  await page.getByRole('link', { name: `${employee.firstName} ${employee.lastName}` }).click()
  const evidence = page.getByRole('row', { name: contractNumber })
  await evidence.getByText(words('administrators:verdict.good')).waitFor()
  await button(page, words('administrators:decide.approve')).click()
  const dialog = page.getByRole('dialog', { name: words('administrators:decide.approve') })
  await button(dialog, words('administrators:decide.approve')).click()
  await page.getByText(words('administrators:state.approved'), { exact: true }).first().waitFor()
}
