import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { type Language, nameInItself, type Words, wordsIn } from './words.ts'

/** What people do on any page, by the names that a screen reader would read. */

export const textbox = (on: Page | Locator, name: string): Locator => on.getByRole('textbox', { name, exact: true })
const combobox = (on: Page | Locator, name: string): Locator => on.getByRole('combobox', { name, exact: true })
export const button = (on: Page | Locator, name: string): Locator => on.getByRole('button', { name, exact: true })
export const heading = (on: Page | Locator, name: string): Locator => on.getByRole('heading', { name, exact: true })

/** A password is no textbox to a screen reader; its label also holds the asterisk of what is required. */
export function passwordBox(on: Page | Locator, label: string): Locator {
  return on.locator('input[type=password]').and(on.getByLabel(label))
}

/** Fills text boxes, by their labels; one that offers choices or takes several values is a combobox. */
export async function fill(on: Page | Locator, values: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(values)) await textbox(on, label).or(combobox(on, label)).fill(value)
}

/** A day in a date field, which is no textbox either. */
export async function fillDay(on: Page | Locator, label: string, day: string): Promise<void> {
  await on.locator('input[type=date]').and(on.getByLabel(label)).fill(day)
}

/** Chooses from a drop-down list that can be searched by typing. */
export async function choose(page: Page, label: string, option: string): Promise<void> {
  await combobox(page, label).or(textbox(page, label)).click()
  await page.getByRole('option', { name: option }).click()
}

/** By the navigation at the left, as people go. */
export async function goTo(page: Page, words: Words, entry: string): Promise<void> {
  const name = words(`shell:nav.${entry}`)
  const navigation = page.getByRole('navigation', { name: words('shell:navigation') })
  await navigation.getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { level: 1 }).waitFor()
}

/** Follows the first link or act of this name; an empty list offers the same twice. */
export async function follow(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name, exact: true }).first().click()
}

/** Picks the language in the menu at the top, whatever the page speaks now. */
export async function pickLanguage(page: Page, to: Language): Promise<void> {
  const label = (['en', 'es'] as const).map((language) => wordsIn(language)('shell:language')).join('|')
  await page.getByRole('button', { name: new RegExp(`^(${label}): `) }).click()
  await page.getByRole('menuitemradio', { name: nameInItself(to) }).click()
  await page.locator(`html[lang=${to}]`).waitFor()
}

export async function signIn(page: Page, words: Words, who: { email: string; password: string }): Promise<void> {
  await page.goto('/sign-in')
  await textbox(page, words('accounts:field.email')).fill(who.email)
  await passwordBox(page, words('accounts:field.password')).fill(who.password)
  await button(page, words('accounts:signIn.submit')).click()
}

/** The page's address once it fits, with the id that stands in it. */
export async function idInAddress(page: Page, pattern: RegExp): Promise<string> {
  await page.waitForURL(pattern)
  const id = pattern.exec(page.url())?.[1]
  expect(id, page.url()).toBeTruthy()
  return id ?? ''
}

/** `days` from today as a date field takes it. */
export function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
}
