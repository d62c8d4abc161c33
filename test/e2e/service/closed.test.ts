import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../support/world.ts'
import { look, openServedScene, type ServedScene } from '../support/served-scene.ts'
import { wordsIn } from '../support/words.ts'

const words = wordsIn('en')
const missing = words('ui:missing', {
  missing: words('ui:lacks.a_support_service_contract_in_force_for_at_least_one_customer'),
})

let scene: ServedScene
let partnerId: string
let administrator: Actor & { password: string }
let sponsor: typeof administrator
let paths: { customerId: string; sponsorshipId: string; draftId: string }

// Everything a partner has once its contracts are over and the time for reading is, too (R25).
beforeAll(async () => {
  scene = await openServedScene()
  const { world } = scene
  partnerId = (await world.partner({ name: 'Orbit Networks' })).partnerId
  administrator = await world.member(partnerId, { role: 'super_admin' })
  sponsor = await world.member(partnerId, { role: 'super_admin', sponsors: true })
  const customerId = await world.customer(partnerId, { name: 'Acme Foods' })
  await world.service(partnerId, customerId)
  await world.collector(partnerId, customerId, { name: 'Madrid' })
  const { sponsorshipId } = await world.sponsorship(partnerId, customerId)
  const draft = await world.sponsorship(partnerId, customerId, { state: 'draft' })
  const away = await world.member(partnerId, { role: 'user', customers: [customerId] })
  const invite = { email: 'invited@orbit.example', language: 'en', role: 'user' }
  const at = `/api/v1/partners/${partnerId}`
  await world.call(administrator, 'POST', `${at}/team-invitations`, invite)
  await world.call(administrator, 'POST', `${at}/team/suspend`, { accountIds: [away.accountId], reason: 'Away' })
  paths = { customerId, sponsorshipId, draftId: draft.sponsorshipId }
  await sql`update contract set starts_at = now() - interval '900 days', ends_at = now() - interval '400 days'
    where partner_id = ${partnerId}`.execute(world.ownerDb)
})
afterAll(() => scene?.close())

const here = (path: string) => `/partner/${partnerId}/${path}`

/** The act is there, greyed, and says what is missing. */
async function greyed(page: Page, act: string, why = missing) {
  const name = `${act} ${words('ui:why')}`
  const button = page.getByRole('button', { name }).and(page.locator('[aria-disabled=true]'))
  // By keyboard, for which it is not disabled.
  await button.first().press('Enter')
  // Of this act: another's reason may still be open.
  await page.getByRole('status', { name }).filter({ hasText: why }).waitFor()
}

describe('a partner whose support service is closed', { timeout: 300_000 }, () => {
  test('is offered nothing that would be refused, and told why instead', async () => {
    const { page, end } = await scene.openAs(administrator)
    for (const [path, ...acts] of [
      ['team', words('team:add.act')],
      ['team/invitations', words('team:add.act')],
      ['team/add', words('team:form.invite')],
      ['collectors', words('collectors:form.new')],
      ['collections', words('inventory:upload.act'), words('ui:list.export')],
      ['collections/new', words('inventory:upload.check')],
      ['associations', words('associations:selection.give')],
      ['alerts', words('alerts:digest.label'), words('ui:list.export')],
      ['inventory', words('ui:list.export')],
      ['contract-lines', words('ui:list.export')],
    ] as const) {
      await page.goto(here(path))
      for (const act of acts) await greyed(page, act)
    }
    await page.goto(here('collectors/new'))
    await page.getByText(missing).waitFor()
    expect(await page.getByRole('button', { name: words('collectors:form.create') }).isDisabled()).toBe(true)
    // Whoever does not sponsor is offered no sponsoring either.
    const sponsoring = words('ui:missing', { missing: words('ui:lacks.sponsorship_administrator') })
    await page.goto(here('sponsorships'))
    await greyed(page, words('sponsorship:new.title'), sponsoring)
    await page.goto(here('sponsorships/new'))
    await greyed(page, words('sponsorship:new.next'), sponsoring)
    await page.goto(here('status-report'))
    await greyed(page, words('reports:export'), sponsoring)
    await end()
  })

  test('nor is anything of it offered to who has no role in it', async () => {
    const { page, end } = await scene.openAs(await scene.world.administrator(partnerId))
    await page.goto(here('collections'))
    const role = words('ui:missing', { missing: words('ui:lacks.a_role_in_the_support_service') })
    await greyed(page, words('inventory:upload.act'), role)
    await end()
  })

  test('brings nobody back, and sends no invitation again', async () => {
    const { page, end } = await scene.openAs(administrator)
    for (const [path, act] of [
      ['team?state=suspended', words('team:act.reactivate')],
      ['team/invitations', words('team:invitations.resend')],
    ] as const) {
      await page.goto(here(path))
      await page
        .getByRole('button', { name: words('ui:list.acts') })
        .first()
        .click()
      await page
        .getByRole('menuitem', { name: new RegExp(act) })
        .filter({ hasText: missing })
        .waitFor()
    }
    await end()
  })

  test('what cannot be seen now says what is missing and who grants it, as a reason and not as a failure', async () => {
    const { page, end } = await scene.openAs(administrator)
    for (const path of [
      'inventory',
      'inventory/hardware',
      'collections',
      'alerts',
      'contract-lines',
      'contract-endings',
    ]) {
      await page.goto(here(path))
      const state = page
        .getByRole('alert')
        .filter({ hasText: words('ui:refused.title') })
        .first()
      await state.getByText(missing).waitFor()
      await state.getByText(words('ui:grantor.the_vendor_by_recording_the_contract')).waitFor()
      expect(await page.getByRole('button', { name: words('ui:retry') }).count()).toBe(0)
      expect(await page.getByText(words('problems:title.refused')).count()).toBe(0)
    }
    await look(page, 'service-closed')
    await end()
  })

  test('a sponsorship that stands on no contract in force can be neither made nor changed', async () => {
    const { page, end } = await scene.openAs(sponsor)
    const none = words('sponsorship:terms.noContractTitle')
    await page.goto(here(`sponsorships/new?customerId=${paths.customerId}`))
    await greyed(page, words('sponsorship:new.next'), none)
    await page.goto(here(`sponsorships/${paths.sponsorshipId}/edit`))
    await greyed(page, words('sponsorship:change.preview'), none)
    await page.goto(here(`sponsorships/${paths.draftId}/edit`))
    await greyed(page, words('sponsorship:change.save'), none)
    await end()
  })
})
