import type { Page } from 'playwright-core'
import { goodPassword, type SponsorshipFixture } from '../../support/world.ts'

/** What the pages of registration say, in both languages. */
export type Words = {
  locale: string
  first: string
  last: string
  email: string
  password: string
  next: string
  customer: string
  number: string
  key: string
  job: string
  phone: string
  site: string
  country: string
  spain: string
  employed: RegExp
  terms: RegExp
  submit: string
  sent: RegExp
  confirm: string
  confirmed: string
  signIn: string
}
export const en: Words = {
  locale: 'en-GB',
  first: 'First name',
  last: 'Last name',
  email: 'E-mail address',
  password: 'Password',
  next: 'Next',
  customer: 'Customer of a partner',
  number: 'Registration number',
  key: 'Verification key',
  job: 'Job title',
  phone: 'Business telephone',
  site: 'Company site',
  country: 'Country',
  spain: 'Spain',
  employed: /I am employed by/,
  terms: /I have read and accept/,
  submit: 'Submit',
  sent: /An e-mail has been sent to you at/,
  confirm: 'Confirm my registration',
  confirmed: 'Your registration is confirmed',
  signIn: 'Sign in now',
}
export const es: Words = {
  locale: 'es-ES',
  first: 'Nombre',
  last: 'Apellidos',
  email: 'Dirección de correo electrónico',
  password: 'Contraseña',
  next: 'Siguiente',
  customer: 'Cliente de un partner',
  number: 'Número de registro',
  key: 'Clave de verificación',
  job: 'Puesto',
  phone: 'Teléfono del trabajo',
  site: 'Centro de trabajo',
  country: 'País',
  spain: 'España',
  employed: /Soy empleado de/,
  terms: /He leído y acepto/,
  submit: 'Enviar',
  sent: /Se le ha enviado un correo a/,
  confirm: 'Confirmar mi registro',
  confirmed: 'Su registro está confirmado',
  signIn: 'Iniciar sesión ahora',
}

export const field = (page: Page, name: string) => page.getByLabel(name, { exact: false }).first()

export async function information(page: Page, words: Words, email: string) {
  await field(page, words.first).fill('Ana')
  await field(page, words.last).fill('Ruiz Peña')
  await page.getByRole('textbox', { name: words.email }).fill(email)
  await page.locator('input[type=password]').fill(goodPassword)
  await page.getByRole('button', { name: words.next }).click()
}

export async function throughNumber(
  page: Page,
  words: Words,
  email: string,
  of: SponsorshipFixture,
  look?: (name: string) => Promise<void>,
) {
  await look?.('1-information')
  await information(page, words, email)
  await page.getByRole('radio', { name: words.customer }).check()
  await look?.('2-choice')
  await page.getByRole('button', { name: words.next }).click()
  // Both at once, as they stand in a message.
  await page.evaluate(
    (text) => navigator.clipboard.writeText(text),
    `${words.number}: ${of.number}\n${words.key}: ${of.key}`,
  )
  await page.getByRole('textbox', { name: words.number }).focus()
  await page.keyboard.press('ControlOrMeta+V')
  // The browser fetches the clipboard at its leisure.
  await page.waitForFunction(
    () => document.querySelector<HTMLInputElement>('[data-path=verificationKey]')?.value.length === 29,
  )
  await look?.('3-number')
  await page.getByRole('button', { name: words.next }).click()
}

export async function details(page: Page, words: Words, look?: (name: string) => Promise<void>) {
  await page.getByRole('textbox', { name: words.job }).fill('Network engineer')
  await page.getByRole('textbox', { name: words.phone }).fill('+34 600 000 000')
  await page.getByRole('textbox', { name: words.site }).fill('Madrid')
  const country = page.locator('[data-path=country]')
  await country.fill(words.spain)
  await page.getByRole('option', { name: words.spain }).click()
  await page.getByRole('checkbox', { name: words.employed }).check()
  await page.getByRole('checkbox', { name: words.terms }).check()
  await look?.('4-details')
  await page.getByRole('button', { name: words.submit }).click()
  await page.getByText(words.sent).waitFor()
}
