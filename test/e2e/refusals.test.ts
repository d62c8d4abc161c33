import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { customerUser } from '../support/registering.ts'
import { type Actor, inDays, type SponsorshipFixture } from '../support/world.ts'
import { button, heading, passwordBox, signIn, textbox } from './support/acts.ts'
import { snapshot, type Visit } from './support/browser.ts'
import { openPortal, type Portal } from './support/portal.ts'
import * as registering from './support/registering.ts'
import { wordsIn } from './support/words.ts'

const words = wordsIn('en')
const nobody = '00000000-0000-7000-8000-000000000000'

let portal: Portal
let opened: Visit[] = []
let counter = 0

beforeAll(async () => {
  portal = await openPortal()
  await portal.markSetUp()
})
afterAll(() => portal?.close())
afterEach(async ({ task }) => {
  const visits = opened
  opened = []
  if (task.result?.state === 'fail')
    for (const [index, { page }] of visits.entries()) await snapshot(page, `refusal-failed-${index + 1}`)
  for (const visit of visits) await visit.end()
})

async function open(who: { cookie: string } | null = null): Promise<Page> {
  const visit = await (who ? portal.signedIn(who) : portal.stranger())
  opened.push(visit)
  return visit.page
}

/** A partner with an administrator, a customer and an issued sponsorship. */
async function sponsored(given: Parameters<Portal['world']['sponsorship']>[2] = {}) {
  counter += 1
  const { world } = portal
  const { partnerId, contractId, name } = await world.partner({ name: `Orbit Networks ${counter}` })
  const administrator = await world.administrator(partnerId)
  const customerId = await world.customer(partnerId, { name: `Acme Foods ${counter}` })
  const companyName = `Acme Foods ${counter}`
  return {
    ...(await world.sponsorship(partnerId, customerId, given)),
    partnerName: name,
    companyName,
    contractId,
    administrator,
  }
}

/** Somebody who has registered and got the mail; `token` stands behind # in its link. */
async function mailed() {
  const of = await sponsored()
  const body = customerUser(of)
  const reply = await portal.world.call(null, 'POST', '/api/v1/registration', body)
  expect(reply.status).toBe(202)
  return { of, email: body.email, token: await portal.mailedToken(body.email) }
}

async function stateOf(email: string): Promise<string | undefined> {
  const query = portal.world.ownerDb.selectFrom('registration').select('state').where('email', '=', email)
  return (await query.executeTakeFirst())?.state
}

const change = (of: SponsorshipFixture, values: object) =>
  portal.world.ownerDb.updateTable('sponsorship').set(values).where('sponsorship_id', '=', of.sponsorshipId).execute()

const registrant = (email: string) => ({
  firstName: 'Ana',
  lastName: 'Ruiz',
  email,
  password: 'correct-lantern-orbit-42',
})

describe('registration number and key', () => {
  async function atNumber(): Promise<Page> {
    const page = await open()
    await page.goto('/register')
    await registering.giveInformation(page, words, registrant(`ana${counter}@customer.example`))
    await registering.chooseKind(page, words, 'customer_user')
    await registering.next(page, words)
    await registering.atStep(page, words, 'number')
    return page
  }

  test('a typing error is found before the server is asked', async () => {
    const of = await sponsored()
    const page = await atNumber()
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    const mistyped = (code: string) => code.slice(0, -1) + (code.endsWith('7') ? '8' : '7')
    for (const codes of [
      { number: mistyped(of.number), key: of.key },
      { number: of.number, key: mistyped(of.key) },
    ]) {
      await registering.giveCodes(page, words, codes)
      await page.getByRole('alert').getByText(words('registration:number.wrong.check')).waitFor()
    }
    await registering.giveCodes(page, words, { number: `${of.number}7`, key: 'U' })
    await page.getByRole('alert').getByText(words('registration:number.wrong.length')).first().waitFor()
    expect(asked.filter((url) => url.includes('/registration/check'))).toEqual([])
  })

  test('wrong, expired, revoked, full, without contract: one and the same message; the partner sees the true reason', async () => {
    const right = await sponsored()
    const [wrongKey, expired, revoked, full, ended] = await Promise.all(
      [1, 2, 3, 4, 5].map(() => sponsored({ seats: 1 })),
    )
    if (!wrongKey || !expired || !revoked || !full || !ended) throw new Error('not sponsored')
    await change(expired, { expires_at: inDays(-1) })
    await change(revoked, { state: 'revoked' })
    await portal.world.registered(full)
    const contracts = portal.world.ownerDb.updateTable('contract').set({ ends_at: inDays(-1) })
    await contracts.where('contract_id', '=', ended.contractId).execute()
    const page = await atNumber()
    const seen: (string | null)[] = []
    for (const codes of [{ ...wrongKey, key: right.key }, expired, revoked, full, ended]) {
      const answered = page.waitForResponse((response) => response.url().endsWith('/registration/check'))
      await registering.giveCodes(page, words, codes)
      await answered
      await page.getByRole('alert').getByText(words('problems:registration_refused')).waitFor()
      seen.push(await page.getByRole('alert').textContent())
    }
    expect(new Set(seen).size).toBe(1)
    const partner = await open(wrongKey.administrator)
    await partner.goto(`/partner/${wrongKey.partnerId}/sponsorships/${wrongKey.sponsorshipId}`)
    await partner.getByText(words('sponsorship:attempt.wrong_key')).first().waitFor()
  })

  test('who has no sponsor learns that one is needed and where to find one', async () => {
    const page = await open()
    await page.goto('/register')
    await registering.giveInformation(page, words, registrant('nobody@customer.example'))
    await registering.chooseKind(page, words, 'neither')
    await page.getByText(words('registration:neither.title')).waitFor()
    await page.getByText(words('registration:neither.where', { contact: 'help@vendor.example' })).waitFor()
    expect(await button(page, words('registration:next')).count()).toBe(0)
  })
})

describe('the mailed link', () => {
  test('scanners that look, submit and press by script confirm nothing; a person’s key press does (R15, attack 11)', async () => {
    const { email, token } = await mailed()
    for (const path of ['/confirm', '/api/v1/confirmations', '/api/v1/confirmations/preview'])
      for (const method of ['GET', 'HEAD']) await fetch(`${portal.origin}${path}?t=${token}`, { method })
    const page = await open()
    await page.goto(`/confirm#t=${token}`)
    const confirm = button(page, words('registration:confirm.action'))
    await confirm.waitFor()
    expect(new URL(page.url()).hash).toBe('')
    const sent: string[] = []
    page.on('request', (request) => sent.push(request.url()))
    await page.evaluate(() => {
      for (const form of document.forms) form.requestSubmit()
      for (const pressed of document.querySelectorAll<HTMLElement>('main button')) {
        pressed.click()
        for (const type of ['pointerdown', 'mousedown', 'mouseup', 'click'])
          pressed.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true }))
        pressed.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
      }
    })
    // What the presses did reach: the question whether it really was somebody else, which asks once more.
    await button(page, words('registration:back')).click()
    expect(sent.filter((url) => /confirmations(\/cancel)?$/.test(url))).toEqual([])
    expect(await stateOf(email)).toBe('unconfirmed')
    await confirm.focus()
    await page.keyboard.press('Enter')
    await page.getByText(words('registration:done.title')).waitFor()
    expect(await stateOf(email)).toBe('active')
  })

  test('used, expired, altered and incomplete links say what they are', async () => {
    const used = await mailed()
    expect((await portal.world.call(null, 'POST', '/api/v1/confirmations', { token: used.token })).status).toBe(200)
    const expired = await mailed()
    await portal.world.ownerDb
      .updateTable('confirmation')
      .set({ expires_at: inDays(-1) })
      .where('expires_at', '>', inDays(0))
      .where('registration_id', 'in', (query) =>
        query.selectFrom('registration').select('registration_id').where('email', '=', expired.email),
      )
      .execute()
    const page = await open()
    for (const [token, text] of [
      [used.token, 'used'],
      [expired.token, 'expired'],
      [`${used.token.slice(0, -2)}xx`, 'invalid'],
      ['', 'missing'],
    ] as const) {
      await page.goto('/help')
      await page.goto(`/confirm#t=${token}`)
      await page.getByText(words(`registration:dead.${text}`)).waitFor()
      expect(await button(page, words('registration:confirm.action')).count()).toBe(0)
    }
    expect(await stateOf(expired.email)).toBe('unconfirmed')
  })
})

test('an address elsewhere is told so, waits after confirming, and has access once the partner verifies (R8)', async () => {
  const of = await sponsored()
  const who = registrant('ana@elsewhere.example')
  const page = await open()
  await page.goto('/register')
  await registering.giveInformation(page, words, who)
  await registering.chooseKind(page, words, 'customer_user')
  await registering.next(page, words)
  await registering.giveCodes(page, words, of)
  await page.getByText(words('registration:verify.title', { partner: of.partnerName })).waitFor()
  await registering.giveDetails(page, words, of.companyName)
  await registering.submit(page, words, who.email)
  await page.goto(`/confirm#t=${await portal.mailedToken(who.email)}`)
  await button(page, words('registration:confirm.action')).click()
  await page.getByText(words('registration:done.toBeVerified')).waitFor()
  await signIn(page, words, who)
  await page.getByText(words('access:mine.stateText.to_be_verified', { partner: of.partnerName })).waitFor()
  const missing = page.getByText(words('access:mine.missing.registration_active'))
  await missing.first().waitFor()

  const partner = await open(of.administrator)
  await partner.goto(`/partner/${of.partnerId}/people?state=to_be_verified`)
  await partner.getByRole('link', { name: `${who.lastName}, ${who.firstName}` }).click()
  await button(partner, words('people:act.verify')).click()
  await button(partner.getByRole('dialog'), words('people:act.verify')).click()
  await partner.getByText(words('people:dialog.done.verify', { count: 1 })).waitFor()
  await page.reload()
  await page.getByText(words('access:state.active'), { exact: true }).first().waitFor()
  expect(await missing.count()).toBe(0)
})

test('a weak password is refused with its reason, and nothing typed is lost', async () => {
  const page = await open()
  await page.goto('/register')
  for (const [password, reason] of [
    ['short', words('registration:information.passwordShort', { min: 15 })],
    ['passwordpassword123', words('problems:field.password_guessable')],
    ['ruiz-ana-ruiz-ana-ruiz', words('problems:field.password_personal')],
  ] as const) {
    await registering.giveInformation(page, words, { ...registrant('ana.ruiz@customer.example'), password })
    await page.getByRole('alert').getByText(reason).waitFor()
    expect(await passwordBox(page, words('registration:information.password')).inputValue()).toBe(password)
  }
  await registering.giveInformation(page, words, registrant('ana.ruiz@customer.example'))
  await registering.atStep(page, words, 'choice')
})

test('signing in fails alike for an unknown address, a wrong password and an unconfirmed registration', async () => {
  const person = await portal.world.person()
  const { email } = await mailed()
  const page = await open()
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
    const [mine, other] = [await sponsored(), await sponsored()]
    const page = await open(mine.administrator)
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
    const of = await sponsored()
    const customer = await open(await portal.world.registered(of))
    for (const path of [`/partner/${of.partnerId}/people`, '/vendor/audit', '/no/such/page']) {
      await customer.goto(path)
      await nothing(customer)
    }
    const stranger = await open()
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
    auditor = await portal.world.staff('auditor')
  })

  test('sees what they may not do, greyed, with what is missing and who can grant it (R36)', async () => {
    const of = await sponsored()
    const page = await open(auditor)
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
