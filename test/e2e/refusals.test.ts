import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { inDays } from '../support/world.ts'
import { button, passwordBox, signIn } from './support/acts.ts'
import * as registering from './support/registering.ts'
import { openScene, type Scene } from './support/scene.ts'
import { wordsIn } from './support/words.ts'

const words = wordsIn('en')

let scene: Scene

beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene?.close())
afterEach(({ task }) => scene.closeVisits(task.result?.state === 'fail'))

const registrant = (email: string) => ({
  firstName: 'Ana',
  lastName: 'Ruiz',
  email,
  password: 'correct-lantern-orbit-42',
})

describe('registration number and key', () => {
  async function atNumber(): Promise<Page> {
    const page = await scene.open()
    await page.goto('/register')
    await registering.giveInformation(page, words, registrant(`ana@customer.example`))
    await registering.chooseKind(page, words, 'customer_user')
    await registering.next(page, words)
    await registering.atStep(page, words, 'number')
    return page
  }

  test('a typing error is found before the server is asked', async () => {
    const of = await scene.sponsored()
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
    const right = await scene.sponsored()
    const [wrongKey, expired, revoked, full, ended] = await Promise.all(
      [1, 2, 3, 4, 5].map(() => scene.sponsored({ seats: 1 })),
    )
    if (!wrongKey || !expired || !revoked || !full || !ended) throw new Error('not sponsored')
    await scene.change(expired, { expires_at: inDays(-1) })
    await scene.change(revoked, { state: 'revoked' })
    await scene.world.registered(full)
    const contracts = scene.world.ownerDb.updateTable('contract').set({ ends_at: inDays(-1) })
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
    const partner = await scene.open(wrongKey.administrator)
    await partner.goto(`/partner/${wrongKey.partnerId}/sponsorships/${wrongKey.sponsorshipId}`)
    await partner.getByText(words('sponsorship:attempt.wrong_key')).first().waitFor()
  })

  test('who has no sponsor learns that one is needed and where to find one', async () => {
    const page = await scene.open()
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
    const { email, token } = await scene.mailed()
    for (const path of ['/confirm', '/api/v1/confirmations', '/api/v1/confirmations/preview'])
      for (const method of ['GET', 'HEAD']) await fetch(`${scene.portal.origin}${path}?t=${token}`, { method })
    const page = await scene.open()
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
    expect(await scene.stateOf(email)).toBe('unconfirmed')
    await confirm.focus()
    await page.keyboard.press('Enter')
    await page.getByText(words('registration:done.title')).waitFor()
    expect(await scene.stateOf(email)).toBe('active')
  })

  test('used, expired, altered and incomplete links say what they are', async () => {
    const used = await scene.mailed()
    expect((await scene.world.call(null, 'POST', '/api/v1/confirmations', { token: used.token })).status).toBe(200)
    const expired = await scene.mailed()
    await scene.world.ownerDb
      .updateTable('confirmation')
      .set({ expires_at: inDays(-1) })
      .where('expires_at', '>', inDays(0))
      .where('registration_id', 'in', (query) =>
        query.selectFrom('registration').select('registration_id').where('email', '=', expired.email),
      )
      .execute()
    const page = await scene.open()
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
    expect(await scene.stateOf(expired.email)).toBe('unconfirmed')
  })
})

test('an address elsewhere is told so, waits after confirming, and has access once the partner verifies (R8)', async () => {
  const of = await scene.sponsored()
  const who = registrant('ana@elsewhere.example')
  const page = await scene.open()
  await page.goto('/register')
  await registering.giveInformation(page, words, who)
  await registering.chooseKind(page, words, 'customer_user')
  await registering.next(page, words)
  await registering.giveCodes(page, words, of)
  await page.getByText(words('registration:verify.title', { partner: of.partnerName })).waitFor()
  await registering.giveDetails(page, words, of.companyName)
  await registering.submit(page, words, who.email)
  await page.goto(`/confirm#t=${await scene.portal.mailedToken(who.email)}`)
  await button(page, words('registration:confirm.action')).click()
  await page.getByText(words('registration:done.toBeVerified')).waitFor()
  await signIn(page, words, who)
  await page.getByText(words('access:mine.stateText.to_be_verified', { partner: of.partnerName })).waitFor()
  const missing = page.getByText(words('access:mine.missing.registration_active'))
  await missing.first().waitFor()

  const partner = await scene.open(of.administrator)
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
  const page = await scene.open()
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
