import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../support/world.ts'
import { button, choose, fill, heading } from '../support/acts.ts'
import { look, openServedScene, type ServedScene } from '../support/served-scene.ts'

let scene: ServedScene
let partnerId: string
let superAdmin: Actor
let customers: string
beforeAll(async () => {
  scene = await openServedScene()
  const { world } = scene
  partnerId = (await world.partner({ name: 'Orbit Networks' })).partnerId
  const customerId = await world.customer(partnerId, { name: 'Acme Foods' })
  await world.service(partnerId, customerId)
  await world.customer(partnerId, { name: 'Brown Bakery' })
  superAdmin = await world.member(partnerId, { role: 'super_admin' })
  customers = `/api/v1/partners/${partnerId}/customers`
})
afterAll(() => scene?.close())

/** What a script with this key is answered. */
const asked = async (key: string, path = customers) => {
  const answer = await fetch(`${scene.origin}${path}`, { headers: { authorization: `Bearer ${key}` } })
  return { status: answer.status, body: await answer.json() }
}

/** The key that the page shows once, as its Copy button gives it. */
async function copied(page: Page): Promise<string> {
  await page
    .getByRole('button', { name: /^Copy: / })
    .first()
    .click()
  return page.evaluate(() => navigator.clipboard.readText())
}

describe('a super administrator', { timeout: 300_000 }, () => {
  test('makes a key, copies it once, uses it, rotates it with an overlap, and revokes it', async () => {
    const { page, end } = await scene.openAs(superAdmin)
    await page.goto(`/partner/${partnerId}/keys`)
    await look(page, 'keys-empty')
    await page.getByRole('link', { name: 'New key' }).first().click()
    await heading(page, 'New key').waitFor()
    await button(page, 'Make the key').click()
    await page.getByText('Give the key a name').first().waitFor()
    await look(page, 'keys-new-wrong')
    await fill(page, { Name: 'Nightly import' })
    await page.getByRole('combobox', { name: 'Customers', exact: true }).fill('acme')
    await page.getByRole('option', { name: 'Acme Foods' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('radiogroup', { name: 'Customers', exact: true }).getByText('Read', { exact: true }).click()
    await look(page, 'keys-new')
    await button(page, 'Make the key').click()
    await heading(page, 'Your new key').waitFor()
    await look(page, 'keys-made')
    const key = await copied(page)
    expect(key).toMatch(/^pgk_/)
    const { status, body } = await asked(key)
    expect([status, body.items.map(({ name }: { name: string }) => name)]).toEqual([200, ['Acme Foods']])
    // Leaving asks whether it was kept.
    await page.getByRole('link', { name: 'To the key' }).click()
    await page.getByRole('dialog').waitFor()
    await page.getByRole('dialog').getByRole('button').first().click()
    await page.getByRole('checkbox').check()
    await page.getByRole('link', { name: 'To the key' }).click()
    await heading(page, 'Nightly import').waitFor()
    expect(await page.content()).not.toContain(key.slice(13))
    await page.getByText(`${key.slice(0, 12)}…`).waitFor()
    await look(page, 'keys-detail')

    await page.getByRole('link', { name: 'Rotate' }).click()
    await heading(page, 'Rotate the key').waitFor()
    await look(page, 'keys-rotate')
    await choose(page, 'The old secret stays valid for', '3 days')
    await button(page, 'Rotate').click()
    await heading(page, 'The new secret').waitFor()
    await page.getByText('The secret before this one stays valid until').waitFor()
    const second = await copied(page)
    expect([(await asked(key)).status, (await asked(second)).status]).toEqual([200, 200])
    await page.getByRole('checkbox').check()
    await page.getByRole('link', { name: 'To the key' }).click()
    await page.getByText('valid until').waitFor()
    await look(page, 'keys-two-secrets')

    await button(page, 'Revoke').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('key that something uses').waitFor()
    await look(page, 'keys-revoke')
    await fill(dialog, { Reason: 'The script is gone' })
    await button(dialog, 'Revoke').click()
    // The dialog has the same words in its field: it goes when the key is revoked.
    await dialog.waitFor({ state: 'hidden' })
    await page.getByText('The script is gone').waitFor()
    expect([(await asked(key)).status, (await asked(second)).status]).toEqual([401, 401])
    await page.goto(`/partner/${partnerId}/keys`)
    await page.getByText('Revoked').first().waitFor()
    await look(page, 'keys-list')
    await end()
  })

  test('changes what a key is let into, and takes over one that sleeps, in Spanish on a telephone', async () => {
    const left = await scene.world.member(partnerId, { role: 'user' })
    const { key, keyId } = await scene.world.apiKey(partnerId, left, { name: 'Sin dueño', scopes: ['customers:read'] })
    expect((await asked(key)).status).toBe(401)
    const { page, end } = await scene.openAs(superAdmin, { width: 390, scheme: 'dark', locale: 'es-ES' })
    await page.goto(`/partner/${partnerId}/keys/${keyId}`)
    await page.getByText('Esta clave está dormida').waitFor()
    await look(page, 'keys-asleep-narrow')
    await button(page, 'Asumir').click()
    await button(page.getByRole('dialog'), 'Asumir').click()
    await page.getByText('Activa').first().waitFor()
    expect((await asked(key)).status).toBe(200)
    await page.getByRole('link', { name: 'Cambiar' }).click()
    await heading(page, 'Cambiar la clave').waitFor()
    await look(page, 'keys-edit-narrow')
    await page.getByRole('radiogroup', { name: 'Clientes', exact: true }).getByText('Nada', { exact: true }).click()
    await page.getByRole('radiogroup', { name: 'Auditoría', exact: true }).getByText('Leer', { exact: true }).click()
    await button(page, 'Guardar').click()
    await page.getByText('Auditoría: Leer').waitFor()
    expect((await asked(key)).body.code).toBe('scope_missing')
    expect((await asked(key, `/api/v1/partners/${partnerId}/audit`)).status).toBe(200)
    await page.goto(`/partner/${partnerId}/keys`)
    await look(page, 'keys-list-narrow')
    await end()
  })
})

test('an auditor of the vendor sees its keys and why they may not change them', async () => {
  await scene.world.apiKey(null, await scene.world.staff(), { name: 'Status board' })
  const { page, end } = await scene.openAs(await scene.world.staff('auditor'))
  await page.goto('/vendor/keys')
  await page.getByText('Status board').waitFor()
  await page.getByRole('button', { name: /New key/ }).click({ force: true })
  await page
    .getByRole('status')
    .getByText(/administrator/)
    .first()
    .waitFor()
  await end()
})
