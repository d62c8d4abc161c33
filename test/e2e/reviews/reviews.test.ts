import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyRecords } from '../../../server/reviews/verify-record.ts'
import { runJobs } from '../../support/outbox.ts'
import { type Actor, inDays } from '../../support/world.ts'
import { look, openServedScene, type ServedScene } from '../support/served-scene.ts'

let scene: ServedScene
let partnerId: string
let superAdmin: Actor
let admin: Actor

beforeAll(async () => {
  scene = await openServedScene()
  const { world: served } = scene
  partnerId = (await served.partner({ name: 'Orbit Networks' })).partnerId
  superAdmin = await served.member(partnerId, { role: 'super_admin' })
  admin = await served.member(partnerId, { role: 'admin' })
  const customers = []
  for (const name of ['Acme Foods', 'Brown Bakery', 'Bright Mills with a Remarkably Long Name of Its Own'])
    customers.push(await served.customer(partnerId, { name }))
  for (let n = 0; n < 3; n++) await served.member(partnerId, { role: 'user', customers })
  const whole = await served.member(partnerId, { role: 'user', customers: 'all' })
  await served.ownerDb
    .updateTable('membership')
    .set({ last_sign_in_at: inDays(-12) })
    .where('account_id', '=', whole.accountId)
    .execute()
})
afterAll(() => scene?.close())

const at = (path = '') => `/partner/${partnerId}/access-reviews${path}`

describe('access reviews', { timeout: 300_000 }, () => {
  test('a super administrator runs one, from the plan to the signed record', async () => {
    const { page, end } = await scene.openAs(superAdmin)
    await page.goto(at())
    await page.getByText('No access reviews yet').waitFor()
    await look(page, 'reviews-empty')
    await page.getByRole('button', { name: 'New access review' }).first().click()
    await page.getByRole('textbox', { name: 'Title' }).fill('Autumn review')
    await page.getByRole('radio', { name: 'Suspend' }).check()
    await look(page, 'reviews-plan')
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByText('16 rows to answer').waitFor()
    await page.getByText('About 6 people').waitFor()
    await look(page, 'reviews-preview')
    await page.getByRole('button', { name: 'Start review' }).click()
    await page.getByRole('heading', { level: 1, name: 'Autumn review' }).waitFor()
    await page.getByText('0 of 16 answered').waitFor()
    await look(page, 'reviews-open')

    // One's own row and, for now, that of the only super administrator are not theirs to answer.
    await page.getByText('For the vendor: nobody else at the partner can').waitFor()
    await page.goto(`${page.url()}?kind=association&customerId=&q=Acme`)
    const boxes = page.getByRole('checkbox', { name: /select/i })
    await page.getByText('Acme Foods').first().waitFor()
    await page
      .getByRole('checkbox', { name: /^Select .+, Acme Foods$/ })
      .first()
      .waitFor()
    for (const index of [1, 2]) await boxes.nth(index).check()
    await page.getByRole('button', { name: 'Keep', exact: true }).click()
    const keep = page.getByRole('dialog', { name: 'Keep 2 rows?' })
    await keep.getByRole('button', { name: 'Keep' }).click()
    await page.getByText('2 rows kept.').waitFor()
    await boxes.nth(3).check()
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    const remove = page.getByRole('dialog', { name: 'Remove 1 row?' })
    await remove.getByText('association', { exact: false }).first().waitFor()
    await look(page, 'reviews-remove')
    await remove.getByRole('textbox', { name: 'Reason' }).fill('No longer on this account')
    await remove.getByRole('button', { name: 'Remove' }).click()
    await page.getByText('1 row removed.').waitFor()
    await page.getByText('3 of 16 answered').waitFor()

    await page.getByRole('button', { name: 'Change due date' }).click()
    const due = page.getByRole('dialog', { name: 'Another due date?' })
    await due.getByLabel('Last day for answers').fill(inDays(30).toISOString().slice(0, 10))
    await due.getByRole('textbox', { name: 'Reason' }).fill('Holidays')
    await look(page, 'reviews-due')
    await due.getByRole('button', { name: 'Change due date' }).click()
    await page.getByText('Due date changed.').waitFor()

    await page.getByRole('button', { name: 'Close now' }).click()
    const close = page.getByRole('dialog', { name: 'Close this review now?' })
    await close.getByText('13 rows are not answered and are suspended by the rule.').waitFor()
    await close.getByRole('textbox', { name: 'Reason' }).fill('The auditors come today')
    await close.getByRole('button', { name: 'Close now' }).click()
    await page.getByText('Closing', { exact: true }).waitFor()
    await runJobs(scene.world, 'reviews.close')
    await page.getByRole('button', { name: 'Download result' }).click()
    await look(page, 'reviews-closed')
    const downloading = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: 'Signed record (JSON)' }).click()
    const file = await readFile(await (await downloading).path(), 'utf8')
    const keys = await (await fetch(`${scene.origin}/.well-known/partnergate-keys.json`)).json()
    expect(await verifyRecords(file, keys as never)).toMatchObject([{ ok: true }])
    await page.getByRole('tab', { name: 'Activity' }).click()
    await page.getByText('Closed, and the record signed').waitFor()
    await look(page, 'reviews-activity')
    await end()
  })

  test('the vendor’s review is answered by a partner administrator, narrow and in Spanish', async () => {
    await scene.world.ownerDb
      .updateTable('membership')
      .set({ state: 'active' })
      .where('partner_id', '=', partnerId)
      .execute()
    const other = (await scene.world.partner({ name: 'Delta Redes y Servicios Gestionados Internacionales' })).partnerId
    await scene.world.member(other, { role: 'super_admin' })
    const staff = await scene.world.staff()
    const vendor = await scene.openAs(staff)
    await vendor.page.goto('/vendor/access-reviews/new')
    await vendor.page.getByRole('textbox', { name: 'Title' }).fill('Memberships of all partners')
    await vendor.page.getByRole('checkbox', { name: 'Associations' }).uncheck()
    await vendor.page.getByRole('button', { name: 'Preview' }).click()
    await vendor.page.getByText('At 2 partners').waitFor()
    await vendor.page.getByRole('button', { name: 'Start review' }).click()
    await vendor.page.getByRole('heading', { level: 1, name: 'Memberships of all partners' }).waitFor()
    await runJobs(scene.world, 'reviews.prepare')
    await vendor.page.getByText('0 of 7 answered').waitFor()
    await look(vendor.page, 'reviews-vendor')

    const { page, end } = await scene.openAs(admin, { width: 390, scheme: 'dark', locale: 'es-ES' })
    await page.goto(at())
    await page.getByText('Memberships of all partners').waitFor()
    await look(page, 'reviews-list-narrow-es')
    await page.getByText('Memberships of all partners').click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.getByText('Delta', { exact: false }).waitFor({ state: 'detached' })
    await page.getByRole('checkbox').nth(1).waitFor()
    await look(page, 'reviews-open-narrow-es')
    await page.getByRole('checkbox').nth(1).check()
    await page.getByRole('button', { name: 'Mantener', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Mantener' }).click()
    await page.getByText('1 fila mantenida.').waitFor()
    await page
      .getByRole('button', { name: /Cerrar/ })
      .first()
      .click({ force: true })
    await page.getByText('una revisión propia del partner', { exact: false }).waitFor()
    await end()

    await vendor.page.reload()
    await vendor.page.getByText('1 of 7 answered').waitFor()
    await vendor.page.getByRole('tab', { name: 'Partners' }).click()
    await vendor.page
      .getByRole('row', { name: /Orbit Networks/ })
      .getByText('1 of 6 answered')
      .waitFor()
    await look(vendor.page, 'reviews-vendor-parts')
    await vendor.page.goto('/vendor/access-reviews')
    await vendor.page.getByText('Memberships of all partners').waitFor()
    await look(vendor.page, 'reviews-vendor-list')
    await vendor.end()
  })

  test('the vendor removes people of two partners at once, says at each who takes over, and takes the result in every form', async () => {
    const { world } = scene
    /** A partner whose only super administrator cannot sign in any more: the vendor answers for them. */
    const place = async (name: string) => {
      const of = (await world.partner({ name })).partnerId
      const gone = await world.member(of, { role: 'super_admin' })
      const staying = await world.member(of, { role: 'admin' })
      const { keyId } = await world.apiKey(of, gone, { name: `Nightly ${name}`, role: 'user' })
      await world.ownerDb
        .updateTable('auth.user')
        .set({ disabledAt: inDays(-1) })
        .where('id', '=', gone.accountId)
        .execute()
      return { name, partnerId: of, gone, staying, keyId }
    }
    const places = [await place('Aurora Systems'), await place('Borealis Networks')]
    const staff = await world.staff()
    const started = await world.call(staff, 'POST', '/api/v1/vendor/access-reviews', {
      ...{ audience: 'team', associations: false, title: 'Two partners', rule: 'keep', dueAt: inDays(9).toISOString() },
      partnerIds: places.map((one) => one.partnerId),
    })
    await runJobs(world, 'reviews.prepare')
    const { page, end } = await scene.openAs(staff)
    await page.goto(`/vendor/access-reviews/${started.body.reviewId}?role=super_admin`)
    const boxes = page.getByRole('checkbox', { name: /select/i })
    await boxes.nth(2).waitFor()
    for (const index of [1, 2]) await boxes.nth(index).check()
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Remove 2 rows?' })
    for (const { name, staying } of places) {
      const group = dialog.getByRole('group', { name })
      await group.getByText(`Nightly ${name}`).waitFor()
      if (name === 'Borealis Networks') continue
      await group.getByLabel('1 API key goes to').first().click()
      await page.getByRole('option', { name: `${staying.firstName} ${staying.lastName}` }).click()
    }
    await look(page, 'reviews-hand-over')
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Left the company')
    await dialog.getByRole('button', { name: 'Remove' }).click()
    await page.getByText('2 rows removed.').waitFor()
    const keys = await world.ownerDb.selectFrom('api_key').selectAll().orderBy('name').execute()
    const [taken, ended] = places.map((one) => keys.find(({ key_id }) => key_id === one.keyId))
    expect(taken).toMatchObject({ owner_id: places[0]?.staying.accountId, revoked_at: null })
    expect(ended?.revoked_at).not.toBe(null)

    await page.getByRole('button', { name: 'Close now' }).click()
    const close = page.getByRole('dialog', { name: 'Close this review now?' })
    await close.getByRole('textbox', { name: 'Reason' }).fill('All is said')
    await close.getByRole('button', { name: 'Close now' }).click()
    await page.getByText('Closing', { exact: true }).waitFor()
    await runJobs(world, 'reviews.close')
    const beginnings = {
      'Signed record (JSON)': '{',
      'Signed record to print (PDF)': '%PDF',
      'Rows (Excel)': 'PK',
      'Rows (CSV)': '\ufeff',
    }
    for (const menu of ['Download result', 'Export'])
      for (const [item, beginning] of Object.entries(beginnings)) {
        if (menu === 'Export' && item.startsWith('Signed')) continue
        await page.getByRole('button', { name: menu, exact: true }).click()
        const downloading = page.waitForEvent('download')
        await page.getByRole('menuitem', { name: item }).click()
        const file = await readFile(await (await downloading).path(), 'utf8')
        expect(file.slice(0, beginning.length), `${menu}: ${item}`).toBe(beginning)
      }
    await end()
  })

  test('of a review that ended without an answer it says so, and no longer that one may come', async () => {
    const { world } = scene
    const quiet = [await world.partner({ name: 'Quiet Networks' }), await world.partner({ name: 'Silent Systems' })]
    for (const of of quiet) await world.member(of.partnerId, { role: 'super_admin' })
    const staff = await world.staff()
    const started = await world.call(staff, 'POST', '/api/v1/vendor/access-reviews', {
      ...{ audience: 'team', associations: false, title: 'Unanswered', rule: 'keep', dueAt: inDays(9).toISOString() },
      partnerIds: quiet.map((of) => of.partnerId),
    })
    await runJobs(world, 'reviews.prepare')
    const { page, end } = await scene.openAs(staff)
    await page.goto(`/vendor/access-reviews/${started.body.reviewId}`)
    await page.getByText('Nobody has answered yet.').waitFor()
    const path = `/api/v1/vendor/access-reviews/${started.body.reviewId}/close`
    const closing = await world.call(staff, 'POST', path, { reason: 'All is said' })
    expect(closing.status).toBeLessThan(300)
    await runJobs(world, 'reviews.close')
    await page.reload()
    await page.getByText('Nobody answered.').waitFor()
    await end()
  })
})
