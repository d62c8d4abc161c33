import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { freePort, ServerProcess } from '../support/server-process.ts'
import { button, follow, goTo, passwordBox, signIn, textbox } from './support/acts.ts'
import { checkAccessibility, checkWidth, launchChromium, visit } from './support/browser.ts'
import { ensureBuilt } from './support/built.ts'
import { wordsIn } from './support/words.ts'

// `npm run demo` as somebody finds it: the terminal says how to go on, and that is true.

const words = wordsIn('en')
let database: TestDatabase
let folder: string
let server: ServerProcess
let browser: Browser

beforeAll(async () => {
  await ensureBuilt()
  folder = mkdtempSync(join(tmpdir(), 'pgdemo-'))
  database = await createTestDatabase()
  const { DATABASE_URL, DATABASE_ROLE_PREFIX, SECRET } = database.env as Record<string, string>
  const env = { DATABASE_URL, DATABASE_ROLE_PREFIX, SECRET, DEMO: '1', DATA_DIR: folder } as Record<string, string>
  server = new ServerProcess(await freePort(), env)
  await server.start(150_000)
  await vi.waitFor(() => expect(server.log).toContain('Ctrl-C'), 10_000)
  browser = await launchChromium()
}, 180_000)
afterAll(async () => {
  await server?.end('SIGTERM')
  await database?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What the terminal says behind a word. */
function said(pattern: RegExp): string {
  const found = pattern.exec(server.log)?.[1]
  expect(found, server.log).toBeTruthy()
  return found ?? ''
}

test('somebody signs in with what the terminal says', async () => {
  const { page, end } = await visit(browser, { origin: server.origin })
  await page.goto('/sign-in')
  await textbox(page, words('accounts:field.email')).fill(said(/Vendor: administrator +(\S+)/))
  await passwordBox(page, words('accounts:field.password')).fill(said(/Password of everybody: (\S+)/))
  await button(page, words('accounts:signIn.submit')).click()
  await page.waitForURL(/\/vendor/)
  await page.getByText(words('shell:demo')).waitFor()
  await end()
})

test('a team: its super administrator, an administrator with rows to decide, and a user with two customers', async () => {
  const as = async (who: string) => {
    const visited = await visit(browser, { origin: server.origin })
    const person = { email: said(new RegExp(`${who} +(\\S+)`)), password: said(/Password of everybody: (\S+)/) }
    await signIn(visited.page, words, person)
    return visited
  }
  const lead = await as('Super administrator')
  await goTo(lead.page, words, 'team')
  await lead.page.getByText('Grant, Felix').first().waitFor()
  await checkAccessibility(lead.page)
  await lead.end()

  const administrator = await as('Partner administrator')
  await goTo(administrator.page, words, 'accessReviews')
  await administrator.page.getByText('Who sees which customers').first().waitFor()
  await follow(administrator.page, 'Yearly access review')
  await administrator.page.getByText('Clara Voss').first().waitFor()
  await checkAccessibility(administrator.page)
  await administrator.end()

  const user = await as('Partner user of some')
  await goTo(user.page, words, 'customers')
  await user.page.getByText('Bramley Foods').first().waitFor()
  expect(await user.page.getByText('Corvus Energy').count()).toBe(0)
  await user.end()
})

test('a stranger reads the mail of somebody not yet confirmed in the outbox and confirms in their place', async () => {
  const { page, context, end } = await visit(browser, { origin: server.origin, width: 390 })
  await page.goto(new URL(said(/open invitation too: (\S+)/)).pathname)
  await page.getByRole('searchbox').fill('leo.hart')
  await page.getByText('leo.hart@alder-logistics.example').first().waitFor()
  await expect.poll(() => page.getByRole('listitem').count()).toBe(1)
  await page.getByRole('listitem').getByRole('button').click()
  // A frame that may run no script keeps axe and the wait for a quiet network from ending: look at the text.
  await page.getByText(words('outbox:view.text')).click()
  await page.getByRole('link', { name: /\/confirm#t=/ }).waitFor()
  await checkAccessibility(page)
  await checkWidth(page)
  await page.getByText(words('outbox:view.html')).click()
  const popup = context.waitForEvent('page')
  await page.frameLocator('iframe').getByRole('link').first().click()
  const confirmation = await popup
  await confirmation.getByText('Leo Hart').waitFor()
  expect(new URL(confirmation.url()).origin).toBe(server.origin)
  await button(confirmation, words('registration:confirm.action')).click()
  const state = () =>
    database.ownerDb
      .selectFrom('registration')
      .select('state')
      .where('email', '=', 'leo.hart@alder-logistics.example')
      .executeTakeFirstOrThrow()
  await expect.poll(state).toEqual({ state: 'active' })
  await end()
})
