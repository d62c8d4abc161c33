import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, inDays } from '../../support/world.ts'
import { button, dayFromNow } from '../support/acts.ts'
import { checkAccessibility, checkWidth, settled, shot } from '../support/browser.ts'
import { openPortal, type Portal } from '../support/portal.ts'

let portal: Portal
let partnerId: string
let admin: Actor
let user: Actor
let customer: Actor
let first: string

const names = ['Acme Foods', 'Bright Bakery', 'Cedar Mills', 'Delta Freight', 'Elm Street Clinic', 'Fjord Shipping']

beforeAll(async () => {
  portal = await openPortal()
  await portal.markSetUp()
  const { world } = portal
  partnerId = (await world.partner({ name: 'Orbit Networks' })).partnerId
  admin = await world.member(partnerId, { role: 'admin' })
  user = await world.member(partnerId, { role: 'user' })
  const ids: string[] = []
  for (const name of names) {
    const id = await world.customer(partnerId, { name })
    await world.service(partnerId, id, { days: name.startsWith('Fjord') ? -5 : 300 })
    ids.push(id)
  }
  first = ids[0] ?? ''
  for (let n = 0; n < 40; n += 1)
    await world.customer(partnerId, { name: `Regional Office ${String(n).padStart(2, '0')} of the Water Board` })
  for (let n = 0; n < 30; n += 1) await world.member(partnerId, { role: 'user', customers: ids.slice(n % 4, 5) })
  const ending = await world.member(partnerId, { role: 'user' })
  await world.associate(partnerId, ending.accountId, first, inDays(12))
  await world.associate(partnerId, ending.accountId, ids[1] ?? '', inDays(-3))
  await world.member(partnerId, { role: 'user', customers: 'all' })
  customer = await world.registered(await world.sponsorship(partnerId, first))
})
afterAll(() => portal?.close())

const matrix = () => `/partner/${partnerId}/associations`
const cellOf = (page: Page, actor: Actor, name: string) =>
  page.getByRole('gridcell', { name: new RegExp(`^${actor.firstName} ${actor.lastName}, ${name}:`) })

async function applyPreviewed(page: Page, shown: string[], reason: string): Promise<void> {
  await button(page, 'Preview').click()
  const drawer = page.getByRole('dialog', { name: 'What this does' })
  for (const text of shown) await drawer.getByText(text).first().waitFor()
  await drawer.getByRole('textbox', { name: 'Reason' }).fill(reason)
  await button(drawer, 'Apply').click()
  await page.getByText('Applied; in force from now on').waitFor()
}

describe('who sees which customers', { timeout: 240_000 }, () => {
  test('an administrator gives by keyboard and mouse, sees first what it does, and the person sees it at once', async () => {
    const { page, end } = await portal.signedIn(admin)
    const theirs = await portal.signedIn(user)
    await theirs.page.goto(`/partner/${partnerId}/customers`)
    await theirs.page.getByText('No customers yet').waitFor()
    await theirs.page.getByText(`Ask ${admin.firstName} ${admin.lastName}`).waitFor()

    await page.goto(`${matrix()}?q=${encodeURIComponent(user.email)}`)
    await page.getByRole('grid', { name: 'Associations' }).waitFor()
    await cellOf(page, user, names[0] ?? '').click()
    // The second and third by the keyboard: as a selection, then with Space.
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Shift+ArrowRight')
    await page.keyboard.press('Space')
    await page.getByText('3 changes').waitFor()
    await shot(page, 'associations-pending')
    await checkAccessibility(page)
    await applyPreviewed(page, ['Gains 3 customers:', 'Acme Foods, Bright Bakery, Cedar Mills'], 'new on the team')
    await theirs.page.reload()
    for (const name of names.slice(0, 3)) await theirs.page.getByRole('link', { name }).waitFor()
    await theirs.page.getByRole('link', { name: names[0] ?? '' }).click()
    await theirs.page.getByText('You were given this customer.').waitFor()

    // Taken with the mouse, by dragging over two.
    const from = await cellOf(page, user, names[1] ?? '').boundingBox()
    const to = await cellOf(page, user, names[2] ?? '').boundingBox()
    if (!from || !to) throw new Error('the cells are not shown')
    await page.mouse.move(from.x + 10, from.y + 10)
    await page.mouse.down()
    await page.mouse.move(to.x + 10, to.y + 10, { steps: 4 })
    await page.mouse.up()
    await page.getByText('1 × 2 selected').waitFor()
    await button(page, 'Take away').click()
    await applyPreviewed(page, ['Loses 2 customers:'], 'handed over')
    await theirs.page.goto(`/partner/${partnerId}/customers`)
    await theirs.page.getByRole('link', { name: names[0] ?? '' }).waitFor()
    expect(await theirs.page.getByRole('link', { name: names[1] ?? '' }).count()).toBe(0)
    await end()
    await theirs.end()
  })

  test('an end date for a selection; a service in grace is refused and says why', async () => {
    const { page, end } = await portal.signedIn(admin)
    await page.goto(`${matrix()}?q=${encodeURIComponent(user.email)}`)
    await cellOf(page, user, 'Fjord Shipping').click()
    await page.getByText('the support service is in grace').waitFor()
    await cellOf(page, user, 'Delta Freight').click()
    await button(page, 'Discard').click()
    const past = page.getByLabel('Last day')
    await button(page, 'Give until this day').click()
    await page.getByText('Choose the last day.').waitFor()
    await past.fill(dayFromNow(20))
    await button(page, 'Give until this day').click()
    await applyPreviewed(page, ['Gains 1 customer:', 'Delta Freight'], 'for the move')
    await cellOf(page, user, 'Delta Freight')
      .and(page.getByRole('gridcell', { name: /given until/ }))
      .waitFor()
    // The column of every customer takes a last day as well.
    await cellOf(page, user, 'every customer, future ones too').click()
    await page.getByText('1 × every customer selected').waitFor()
    await page.getByLabel('Last day').fill(dayFromNow(40))
    await button(page, 'Give until this day').click()
    await button(page, 'Preview').click()
    await page.getByRole('dialog', { name: 'What this does' }).getByText('Every customer until').waitFor()
    await page.keyboard.press('Escape')
    await button(page, 'Discard').click()
    await end()
  })

  test('the whole matrix: frozen, filtered, by its rows and columns, accessible', async () => {
    const { page, end } = await portal.signedIn(admin)
    await page.goto(matrix())
    await page.getByRole('grid').waitFor()
    await settled(page)
    await shot(page, 'associations-matrix')
    await checkAccessibility(page)
    await checkWidth(page)
    await page.getByRole('button', { name: 'Acme Foods', exact: true }).click()
    await page.getByText(/^\d+ × 1 selected$/).waitFor()
    await page.getByText('Without customers').click()
    await page.waitForURL(/unassociated=true/)
    await page.getByText('No people here').waitFor()
    await button(page, 'Clear filters').click()
    await page.getByRole('grid').waitFor()
    await page.getByPlaceholder('Search customers').fill('water board')
    await page.waitForURL(/customerQ=water/)
    await page.getByText(/Customers: 40/).waitFor()
    await page.goto(`/partner/${partnerId}/customers/${first}`)
    await page.getByRole('heading', { name: 'Who sees this customer' }).waitFor()
    await end()
  })

  test('more than may change at once: says how many may, and how to go on', async () => {
    const { world } = portal
    const large = (await world.partner({ name: 'Halyard Systems' })).partnerId
    const leader = await world.member(large, { role: 'admin' })
    const made = (text: string) => sql.raw(text.replaceAll('$partner', `'${large}'`)).execute(world.ownerDb)
    await made(`insert into auth."user" (id, name, email, "firstName", "lastName", language)
      select gen_random_uuid(), 'P ' || n, 'p' || n || '@halyard.example', 'P', n::text, 'en' from generate_series(1, 252) n`)
    await made(`insert into membership (partner_id, account_id, role, first_name, last_name, name_norm, email)
      select $partner, id, 'user', "firstName", "lastName", lower(name), email from auth."user" where email like '%@halyard.example'`)
    await made(`insert into customer (partner_id, customer_id, name, name_norm)
      select $partner, gen_random_uuid(), 'C ' || n, 'c ' || n from generate_series(1, 200) n`)
    await made(`insert into association (partner_id, account_id, customer_id, given_by, given_by_name)
      select m.partner_id, m.account_id, c.customer_id, gen_random_uuid(), 'Fixture'
      from membership m join customer c on c.partner_id = m.partner_id where m.partner_id = $partner and m.role = 'user'`)
    const { page, end } = await portal.signedIn(leader)
    await page.goto(`/partner/${large}/associations`)
    // Takes one away; the others with it.
    await page
      .getByRole('gridcell', { name: /: given$/ })
      .first()
      .click()
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('Control+Shift+End')
    await button(page, 'Take away').click()
    await button(page, 'Preview').click()
    const drawer = page.getByRole('dialog', { name: 'What this does' })
    await drawer.getByText('more than 50,000 associations').waitFor()
    await drawer.getByText('Discard some of the changes').waitFor()
    expect(await button(drawer, 'Try again').count()).toBe(0)
    await shot(page, 'associations-too-many')
    await end()
  })

  test('a person’s page: all with a last day', async () => {
    const { page, end } = await portal.signedIn(admin)
    await page.goto(`${matrix()}/${user.accountId}`)
    await page.getByRole('radio', { name: 'Every customer' }).check()
    await page
      .getByRole('textbox', { name: 'Last day' })
      .or(page.getByLabel('Last day', { exact: true }))
      .first()
      .fill(dayFromNow(30))
    await shot(page, 'associations-person')
    await checkAccessibility(page)
    await applyPreviewed(page, ['Every customer until'], 'holiday cover')
    const theirs = await portal.signedIn(user)
    await theirs.page.goto(`/partner/${partnerId}/overview`)
    await theirs.page.getByRole('heading', { name: 'My customers' }).waitFor()
    await shot(theirs.page, 'overview-user')
    await checkAccessibility(theirs.page)
    await theirs.end()
    await end()
  })

  test('the customer’s person sees who sees their data', async () => {
    const { page, end } = await portal.signedIn(customer)
    await page.goto('/access/who-sees')
    await page.getByText(user.email, { exact: true }).waitFor()
    await page.getByText('they see every customer of the partner').first().waitFor()
    await page.getByText('by their role: partner administrator').waitFor()
    await shot(page, 'who-sees')
    await checkAccessibility(page)
    await end()
  })

  test('a partner user has no associations page; narrow and in Spanish it is a list of people', async () => {
    const refused = await portal.signedIn(user)
    await refused.page.goto(matrix())
    await refused.page.getByText('You cannot see this now').waitFor()
    await refused.end()
    await portal.world.ownerDb
      .updateTable('auth.user')
      .set({ language: 'es' })
      .where('id', '=', admin.accountId)
      .execute()
    const { page, end } = await portal.signedIn(admin, { width: 390, locale: 'es-ES', scheme: 'dark' })
    await page.goto(`${matrix()}?q=${encodeURIComponent(user.email)}`)
    await page.getByRole('link', { name: `${user.firstName} ${user.lastName}` }).click()
    await page.getByRole('radio', { name: 'Todos los clientes' }).waitFor()
    await settled(page)
    await shot(page, 'associations-person-narrow')
    await checkAccessibility(page)
    await checkWidth(page)
    for (const path of ['overview', 'customers', `customers/${first}`, 'associations']) {
      await page.goto(`/partner/${partnerId}/${path}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await settled(page)
      await shot(page, `narrow-es-${path.split('/').length}-${path.split('/')[0]}`)
      await checkAccessibility(page)
      await checkWidth(page)
    }
    await end()
  })
})
