import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../support/world.ts'
import { button, heading, passwordBox, signIn, textbox } from './support/acts.ts'
import { openScene, type Scene } from './support/scene.ts'
import { wordsIn } from './support/words.ts'

const words = wordsIn('en')
const nobody = '00000000-0000-7000-8000-000000000000'

let scene: Scene

beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene?.close())
afterEach(({ task }) => scene.closeVisits(task.result?.state === 'fail'))

test('signing in fails alike for an unknown address, a wrong password and an unconfirmed registration', async () => {
  const person = await scene.world.person()
  const { email } = await scene.mailed()
  const page = await scene.open()
  const seen: (string | null)[] = []
  for (const who of [
    { email: 'unknown@customer.example', password: person.password },
    { email: person.email, password: 'wrong-lantern-orbit-42' },
    { email, password: person.password },
  ]) {
    await signIn(page, words, who)
    await page.getByRole('alert').getByText(words('problems:sign_in_failed')).waitFor()
    seen.push(await page.getByRole('alert').textContent())
    expect(await textbox(page, words('accounts:field.email')).inputValue()).toBe(who.email)
  }
  expect(new Set(seen).size).toBe(1)
})

describe('pages of others', () => {
  const nothing = (page: Page) => heading(page, words('shell:nothingHere.title')).waitFor()

  test('a partner’s administrator finds nothing at another partner, nor at the vendor', async () => {
    const [mine, other] = [await scene.sponsored(), await scene.sponsored()]
    const page = await scene.open(mine.administrator)
    const requests: string[] = []
    page.on('response', (response) => response.ok() && requests.push(response.url()))
    for (const path of ['overview', 'customers', 'people', `sponsorships/${other.sponsorshipId}`, 'audit']) {
      await page.goto(`/partner/${other.partnerId}/${path}`)
      await nothing(page)
    }
    for (const path of ['/vendor', '/vendor/partners', `/vendor/partners/${mine.partnerId}`]) {
      await page.goto(path)
      await nothing(page)
    }
    expect(
      requests.filter((url) => url.includes(`/partners/${other.partnerId}`) || url.includes('/v1/vendor')),
    ).toEqual([])
    // The other's records under my own address: not there either.
    for (const path of [`customers/${other.customerId}`, `sponsorships/${other.sponsorshipId}`, `people/${nobody}`]) {
      await page.goto(`/partner/${mine.partnerId}/${path}`)
      await page.getByText(words('problems:not_found')).waitFor()
    }
  })

  test('a customer’s person finds nothing at partner and vendor; a stranger is asked to sign in, and comes back', async () => {
    const of = await scene.sponsored()
    const customer = await scene.open(await scene.world.registered(of))
    for (const path of [`/partner/${of.partnerId}/people`, '/vendor/audit', '/no/such/page']) {
      await customer.goto(path)
      await nothing(customer)
    }
    const stranger = await scene.open()
    for (const path of [
      '/vendor/staff',
      `/partner/${of.partnerId}/customers`,
      '/access',
      '/account',
      '/administrator-request',
    ]) {
      await stranger.goto(path)
      await stranger.waitForURL(/\/sign-in\?return=/)
    }
    await stranger.goto(`/partner/${of.partnerId}/customers`)
    await textbox(stranger, words('accounts:field.email')).fill(of.administrator.email)
    await passwordBox(stranger, words('accounts:field.password')).fill(of.administrator.password)
    await button(stranger, words('accounts:signIn.submit')).click()
    await stranger.waitForURL(`**/partner/${of.partnerId}/customers`)
  })
})

describe('an auditor of the vendor', () => {
  let auditor: Actor
  beforeAll(async () => {
    auditor = await scene.world.staff('auditor')
  })

  test('sees what they may not do, greyed, with what is missing and who can grant it (R36)', async () => {
    const of = await scene.sponsored()
    const page = await scene.open(auditor)
    const agent = words('vendor:denied.agent')
    const administrator = words('vendor:denied.administrator')
    for (const [path, act, missing] of [
      ['partners', words('partners:form.new'), agent],
      [`partners/${of.partnerId}`, words('partners:suspend.act'), agent],
      ['contracts', words('contracts:form.new'), agent],
      [`contracts/${of.partnerId}/${of.contractId}`, words('contracts:act.suspended'), agent],
      ['contract-types', words('contracts:types.new'), administrator],
      ['entitlements', words('entitlements:form.new'), administrator],
      ['entitlements/support.cases', words('entitlements:retire.to_retired'), administrator],
      ['staff', words('vendor:invite.act'), administrator],
    ] as const) {
      await page.goto(`/vendor/${path}`)
      const greyed = page
        .getByRole('button', { name: `${act} ${words('ui:why')}` })
        .and(page.locator('[aria-disabled=true]'))
      // By keyboard: whoever cannot see that it is grey reaches the reason as well.
      await greyed.first().press('Enter')
      const why = page.getByRole('status').filter({ hasText: missing })
      await why.waitFor()
      await why.getByText(words('ui:grantedBy', { who: words('vendor:denied.grantedBy') })).waitFor()
    }
    await page.goto('/vendor/settings')
    await page.getByText(administrator).waitFor()
    expect(await button(page, words('vendor:settings.save')).isDisabled()).toBe(true)
  })
})
