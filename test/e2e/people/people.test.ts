import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, inDays } from '../../support/world.ts'
import { checkAccessibility, checkWidth, launchChromium, shot, visit } from '../support/browser.ts'
import { serveWorld } from '../support/served-world.ts'

let served: Awaited<ReturnType<typeof serveWorld>>
let browser: Browser
let partnerId: string
let administrator: Actor
let waiting: Awaited<ReturnType<typeof registered>>
let asking: Awaited<ReturnType<typeof registered>>

beforeAll(async () => {
  served = await serveWorld()
  browser = await launchChromium()
  partnerId = (await served.partner({ name: 'Orbit Networks' })).partnerId
  administrator = await served.administrator(partnerId)
  const under = await sponsor('Acme Foods')
  waiting = await registered(under, { state: 'to_be_verified', lastName: 'Waiting' })
  asking = await registered(under, { lastName: 'Asking' })
  await registered(under, { lastName: 'Overdue', attestedDaysAgo: 380 })
  await registered(under, { lastName: 'Suspended', attestedDaysAgo: 400 })
  await registered(under, { state: 'disabled', lastName: 'Disabled' })
  await registered(under, { state: 'unconfirmed', lastName: 'Unconfirmed' })
  const other = await sponsor('Brown Bakery')
  for (let month = 0; month < 8; month += 1) {
    const one = await registered(other, { lastName: `Baker ${month}` })
    const at = inDays(-30 * month)
    await served.ownerDb
      .updateTable('registration')
      .set({ created_at: at, confirmed_at: at })
      .where('registration_id', '=', one.registrationId)
      .execute()
  }
  await served.ownerDb
    .updateTable('registration')
    .set({ free_mail: true, domain_fits: false })
    .where('registration_id', '=', waiting.registrationId)
    .execute()
})
afterAll(async () => {
  await served?.close()
})

async function sponsor(name: string) {
  const customerId = await served.customer(partnerId, { name })
  return served.sponsorship(partnerId, customerId, { entitlements: ['software.download'], seats: 20 })
}
function registered(...given: Parameters<typeof served.registered>) {
  return served.registered(...given)
}

async function openAs(actor: Actor, options: { width?: number; scheme?: 'light' | 'dark'; locale?: string } = {}) {
  const opened = await visit(browser, { origin: served.origin, ...options })
  const data = { email: actor.email, password: actor.password }
  const headers = { origin: served.origin }
  const answer = await opened.context.request.post('/api/v1/account/sign-in', { data, headers })
  expect(answer.status()).toBe(200)
  return opened
}

async function look(page: Page, name: string): Promise<void> {
  await shot(page, name)
  await checkAccessibility(page)
  await checkWidth(page)
}

const at = (path: string) => `/partner/${partnerId}/${path}`

// Many pages in several widths and languages: more than the usual minute on a busy machine.
describe('a partner’s administrator', { timeout: 300_000 }, () => {
  test.each([
    // pages.test.ts looks at every page in English; here they are read in Spanish.
    { width: 390, scheme: 'light', locale: 'es-ES' },
  ] as const)('reads every page at $width, $scheme, $locale', async ({ width, scheme, locale }) => {
    const reader = await served.administrator(partnerId)
    await served.ownerDb
      .updateTable('auth.user')
      .set({ language: locale.slice(0, 2) })
      .where('id', '=', reader.accountId)
      .execute()
    const { page, end } = await openAs(reader, { width, scheme, locale })
    for (const path of ['people', `people/${waiting.registrationId}`, 'requests', 'attestation', 'status-report']) {
      await page.goto(at(path))
      await page.getByRole('heading', { level: 1 }).waitFor()
      await look(page, `partner-${path.split('/').length > 1 ? 'person' : path}-${width}-${scheme}-${locale}`)
    }
    await end()
  })

  test('verifies and disables several people at once, seeing first what stops', async () => {
    const { page, end } = await openAs(administrator)
    await page.goto(at('people?state=to_be_verified'))
    await page.getByRole('checkbox').nth(1).check()
    await page.getByRole('button', { name: 'Verify' }).click()
    const verify = page.getByRole('dialog', { name: 'Verify 1 person?' })
    await verify.getByRole('button', { name: 'Verify' }).click()
    await page.getByText('1 person verified.').waitFor()

    await page.goto(at('people?q=Baker'))
    for (const index of [1, 2]) await page.getByRole('checkbox').nth(index).check()
    await page.getByRole('button', { name: 'Disable' }).click()
    const disable = page.getByRole('dialog', { name: 'Disable 2 people?' })
    await disable.getByText('Name of software.download').waitFor()
    await look(page, 'partner-people-disable')
    await disable.getByRole('button', { name: 'Disable' }).click()
    await disable.getByText('Say why, in a few words.').waitFor()
    await disable.getByRole('textbox', { name: 'Reason' }).fill('No longer employed')
    await disable.getByRole('button', { name: 'Disable' }).click()
    await page.getByText('2 people disabled.').waitFor()
    await page.getByText('Disabled', { exact: true }).first().waitFor()
    await end()
  })

  test('sees why somebody lacks something, and decides a request', async () => {
    const asked = await served.call(asking, 'POST', `/api/v1/access/${asking.registrationId}/requests`, {
      entitlementId: 'support.cases',
      note: 'Opening cases for the new site',
    })
    expect(asked.status).toBe(201)
    const { page, end } = await openAs(administrator)
    await page.goto(at(`people/${asking.registrationId}`))
    await page.getByRole('button', { name: 'Why? Name of support.cases' }).click()
    await page.getByText('Name of support.cases is not part of the sponsorship.').waitFor()
    await look(page, 'partner-person-why')
    await page.goto(at('requests?state=open'))
    await page.getByText('Opening cases for the new site').first().waitFor()
    await look(page, 'partner-requests-open')
    await page.getByRole('button', { name: 'Asking, Pat' }).click()
    const drawer = page.getByRole('dialog', { name: 'Request for more access' })
    await drawer.getByText('What granting means').waitFor()
    await look(page, 'partner-requests-decide')
    await drawer.getByRole('button', { name: 'Grant' }).click()
    await page
      .getByRole('dialog', { name: 'Grant Name of support.cases?' })
      .getByRole('button', { name: 'Grant' })
      .click()
    await page.getByText('Decided; the person gets an e-mail.').waitFor()
    const explained = await served.call(asking, 'GET', '/api/v1/access/explain?entitlementId=support.cases')
    expect(explained.body.holds).toBe(true)
    await end()
  })

  test('confirms who still works there', async () => {
    const { page, end } = await openAs(administrator)
    await page.goto(at('attestation'))
    await page.getByText('Suspended, Pat').waitFor()
    for (const index of [1, 2]) await page.getByRole('checkbox').nth(index).check()
    await page.getByRole('button', { name: 'Still works there' }).click()
    const dialog = page.getByRole('dialog', { name: 'Do 2 people still work there?' })
    await dialog.getByRole('button', { name: 'Still works there' }).click()
    await page.getByText('2 people confirmed.').waitFor()
    await page.getByText('Nobody is due').waitFor()
    await end()
  })

  test('reads the status report, has it mailed, and takes it as a file', async () => {
    const { page, end } = await openAs(administrator)
    await page.goto(at('status-report'))
    await page.getByRole('link', { name: 'Brown Bakery' }).waitFor()
    await page.getByText('26 weeks').click()
    await page.waitForURL(/period=week/)
    await page.getByRole('combobox', { name: 'How often' }).click()
    await page.getByRole('option', { name: 'Weekly, on Mondays' }).click()
    await page.getByText('Saved.').waitFor()
    await page.getByRole('button', { name: 'Export' }).click()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'People, CSV' }).click(),
    ])
    expect(file.suggestedFilename()).toMatch(/\.csv$/)
    await end()
  })
})
