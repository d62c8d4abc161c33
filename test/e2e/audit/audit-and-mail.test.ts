import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { button, heading } from '../support/acts.ts'
import { checkAccessibility, checkWidth, snapshot, type Visit } from '../support/browser.ts'
import { openPortal, type Portal } from '../support/portal.ts'
import { wordsIn } from '../support/words.ts'

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
    for (const [index, { page }] of visits.entries()) await snapshot(page, `audit-failed-${index + 1}`)
  for (const visit of visits) await visit.end()
})

async function open(who: { cookie: string }, locale = 'en-GB', width = 1440): Promise<Page> {
  const visit = await portal.signedIn(who, { locale, width })
  opened.push(visit)
  return visit.page
}

async function check(page: Page): Promise<void> {
  await checkAccessibility(page)
  await checkWidth(page)
}

test('an auditor reads what happened in sentences, finds one, and sees that the log is whole', async () => {
  const words = wordsIn('en')
  const person = await portal.world.person({ firstName: 'Ana', lastName: 'Ruiz' })
  await portal.world.call(null, 'POST', '/api/v1/account/sign-in', { email: person.email, password: person.password })
  const page = await open(await portal.world.staff('auditor'))
  await page.goto('/vendor/audit')
  await page.getByText(words('audit:verification.intact')).waitFor()
  await check(page)
  await page
    .getByRole('searchbox')
    .or(page.getByPlaceholder(words('audit:search')))
    .first()
    .fill('ruiz signed_in')
  const sentence = words('audit:action.account.signed_in', { actor: 'Ana Ruiz', object: person.email })
  await page.getByText(sentence).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText(words('audit:detail.chain')).waitFor()
  await drawer.getByText(person.email).first().waitFor()
  await check(page)
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'hidden' })
  // The filter offers what happened in words, not by codes.
  await page.goto('/vendor/audit')
  await button(page, words('audit:filter.action')).click()
  const sort = words('audit:action.account.signed_in', { actor: '…', object: '…' })
  await page.getByRole('menuitemcheckbox', { name: sort, exact: true }).click()
  await page.keyboard.press('Escape')
  await page.waitForURL(/action=account\.signed_in/)
  await page.getByText(sentence).waitFor()
})

test('a partner’s administrator reads their own in Spanish on a telephone; a touched log says where', async () => {
  const words = wordsIn('es')
  const { partnerId } = await portal.world.partner()
  const administrator = await portal.world.administrator(partnerId)
  await portal.world.ownerDb
    .updateTable('auth.user')
    .set({ language: 'es' })
    .where('id', '=', administrator.accountId)
    .execute()
  const created = await portal.world.call(administrator, 'POST', `/api/v1/partners/${partnerId}/customers`, {
    name: 'Orbe',
  })
  expect(created.status).toBeLessThan(300)
  const page = await open(administrator, 'es-ES', 390)
  await page.goto(`/partner/${partnerId}/audit`)
  const actor = `${administrator.firstName} ${administrator.lastName}`
  await page.getByText(words('audit:action.customer.created', { actor, object: 'Orbe' })).waitFor()
  await page.getByText(words('audit:verification.intact')).waitFor()
  await check(page)
  await sql`update audit_entry set body = replace(body, 'Orbe', 'Otra') where partner_id = ${partnerId}`.execute(
    portal.world.ownerDb,
  )
  await button(page, words('audit:verification.again')).click()
  await page
    .getByRole('alert')
    .getByText(words('audit:verification.broken', { count: 1 }))
    .waitFor()
  await check(page)
})

test('an agent sends a given-up message again; an auditor is told why they may not', async () => {
  const words = wordsIn('en')
  const to = 'unreachable@example.com'
  const agent = await portal.world.staff('support_agent')
  portal.mailbox.setMood('refuse')
  await portal.world.person({ email: to })
  await portal.world.call(null, 'POST', '/api/v1/account/password/forgot', { email: to })
  const state = async () =>
    (
      await portal.world.ownerDb
        .selectFrom('mail_message')
        .select('state')
        .where('to_address', '=', to)
        .executeTakeFirst()
    )?.state
  await expect.poll(state, { timeout: 20_000 }).toBe('given_up')

  const auditor = await open(await portal.world.staff('auditor'))
  await auditor.goto('/vendor/mail?state=given_up')
  await auditor.getByText(to).click()
  await auditor
    .getByRole('dialog')
    .getByRole('button', { name: words('outbox:vendor.resend') })
    .click({ force: true })
  await auditor.getByRole('status').getByText(words('vendor:denied.agent')).waitFor()
  await check(auditor)

  portal.mailbox.setMood('accept')
  const page = await open(agent)
  await page.goto('/vendor/mail?state=given_up')
  await heading(page, words('outbox:vendor.title')).waitFor()
  const row = page.getByRole('row').filter({ hasText: to })
  await row.getByText(to).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText(words('outbox:withheld.addressee_only')).waitFor()
  await check(page)
  // Where one reads why it was given up one sends it again; the row's menu offers the same.
  await button(drawer, words('outbox:vendor.resend')).click()
  await page.getByText(words('outbox:vendor.resent')).waitFor()
  await portal.mailbox.waitFor(to)
  await expect.poll(state, { timeout: 20_000 }).toBe('sent')
})
