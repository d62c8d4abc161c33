import type { Page } from 'playwright-core'
import { button, choose, fill, heading, passwordBox, textbox } from './acts.ts'
import { countryName, type Words } from './words.ts'

/** The steps of the registration form (R10), each from its heading to the button that leads on. */

export type Registrant = { firstName: string; lastName: string; email: string; password: string }
export type Codes = { number: string; key: string }

export async function atStep(page: Page, words: Words, step: string): Promise<void> {
  await heading(page, words(`registration:steps.${step}`)).waitFor()
}

export async function giveInformation(page: Page, words: Words, who: Registrant): Promise<void> {
  await atStep(page, words, 'information')
  await fill(page, {
    [words('registration:information.firstName')]: who.firstName,
    [words('registration:information.lastName')]: who.lastName,
    [words('registration:information.email')]: who.email,
  })
  await passwordBox(page, words('registration:information.password')).fill(who.password)
  await button(page, words('registration:next')).click()
}

export async function chooseKind(page: Page, words: Words, kind: string): Promise<void> {
  await atStep(page, words, 'choice')
  await page.getByRole('radio', { name: words(`registration:choice.kind.${kind}.label`) }).check()
}

export async function next(page: Page, words: Words): Promise<void> {
  await button(page, words('registration:next')).click()
}

export async function giveCodes(page: Page, words: Words, { number, key }: Codes): Promise<void> {
  await atStep(page, words, 'number')
  await textbox(page, words('registration:number.number')).fill(number)
  await textbox(page, words('registration:number.key')).fill(key)
  await next(page, words)
}

export async function giveDetails(page: Page, words: Words, companyName: string): Promise<void> {
  await fill(page, {
    [words('registration:details.jobTitle')]: 'Network engineer',
    [words('registration:details.phone')]: '+34 600 000 000',
    [words('registration:details.site')]: 'Madrid',
  })
  await choose(page, words('registration:details.country'), countryName(words, 'ES'))
  await page.getByRole('checkbox', { name: words('registration:details.employed', { company: companyName }) }).check()
  await acceptTerms(page, words)
}

export async function acceptTerms(page: Page, words: Words): Promise<void> {
  await page.getByRole('checkbox', { name: words('registration:details.terms') }).check()
}

export async function submit(page: Page, words: Words, email: string): Promise<void> {
  await button(page, words('registration:submit')).click()
  await page.getByText(words('registration:sent.title', { email })).waitFor()
}
