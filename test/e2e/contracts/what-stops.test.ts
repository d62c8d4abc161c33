import { afterAll, beforeAll, expect, test } from 'vitest'
import { reviewsOf } from '../../support/reviews.ts'
import { inDays } from '../../support/world.ts'
import { look, openServedScene, type ServedScene } from '../support/served-scene.ts'

let scene: ServedScene
beforeAll(async () => {
  scene = await openServedScene()
})
afterAll(() => scene?.close())

/** A partner with a customer that two people see, one of them with another customer as well. */
async function served(name: string) {
  const { world } = scene
  const { partnerId } = await world.partner({ name })
  const customers = [await world.customer(partnerId, { name: 'Acme Foods' }), await world.customer(partnerId)]
  const [contractId] = await Promise.all(customers.map((customerId) => world.service(partnerId, customerId)))
  const admin = await world.member(partnerId, { role: 'super_admin' })
  const user = await world.member(partnerId, { role: 'user', customers })
  return { partnerId, contractId, admin, user }
}
const nameOf = ({ firstName, lastName }: { firstName: string; lastName: string }) => `${firstName} ${lastName}`
const day = (days: number) => inDays(days).toISOString().slice(0, 10)

test('a contract’s end: who of the partner loses the customer, why it ends at once, and that it has ended', async () => {
  const { partnerId, contractId, admin, user } = await served('Orbit Networks')
  const partner = await scene.openAs(admin)
  await partner.page.goto(`/partner/${partnerId}/contracts/${contractId}`)
  await partner.page.getByRole('button', { name: 'Show what stops' }).click()
  const lost = partner.page.getByText(/^Acme Foods: read-only until .+, for 2 of the partner’s people: /)
  await lost.waitFor()
  for (const one of [admin, user]) expect(await lost.textContent()).toContain(nameOf(one))
  await look(partner.page, 'contract-what-stops')

  const agent = await scene.openAs(await scene.world.staff('support_agent'))
  await agent.page.goto(`/vendor/contracts/${partnerId}/${contractId}/edit`)
  await agent.page.getByLabel('Last day').fill(day(-2))
  await agent.page.getByRole('button', { name: 'Save' }).click()
  const dialog = agent.page.getByRole('dialog')
  await dialog.getByText('With these dates the contract gives nothing from this moment on.').waitFor()
  await dialog.getByText(/^Acme Foods: read-only until/).waitFor()
  await look(agent.page, 'contract-ends-at-once')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText('Say why, in a few words.').waitFor()
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Cancelled by letter')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
  // Read-only now: an end that is earlier still shortens that.
  await agent.page.goto(`/vendor/contracts/${partnerId}/${contractId}/edit`)
  await agent.page.getByLabel('Last day').fill(day(-9))
  await agent.page.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText('customer stays read-only, but not for as long').waitFor()
  await dialog.getByText(/^Acme Foods: read-only until/).waitFor()
  await agent.end()

  await partner.page.reload()
  await partner.page.getByRole('heading', { name: 'It has ended' }).waitFor()
  expect(await partner.page.getByRole('button', { name: 'Show what stops' }).count()).toBe(0)
  await look(partner.page, 'contract-has-ended')
  await partner.end()
})

test('somebody who sponsors goes with that right: from the team, by an access review, and by the vendor', async () => {
  const { world } = scene
  const { partnerId, admin } = await served('Lumen')
  const sponsor = await world.member(partnerId, { sponsors: true })
  const other = await world.member(partnerId, { sponsors: true })
  const { page, end } = await scene.openAs(admin)
  await page.goto(`/partner/${partnerId}/team/members/${sponsor.accountId}`)
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('person loses the right to sponsor; others who keep it: 1').waitFor()
  await look(page, 'member-who-sponsors')

  const reviews = reviewsOf(world, partnerId)
  const reviewId = await reviews.start(admin)
  await page.goto(`/partner/${partnerId}/access-reviews/${reviewId}?kind=membership`)
  await page.getByText('are as they were when the review began', { exact: false }).waitFor()
  await page.getByText('Sponsorship administrator').first().waitFor()
  await look(page, 'review-row-who-sponsors')
  await end()

  await world.registered(await world.sponsorship(partnerId, await world.customer(partnerId)))
  const { rowId } = await reviews.rowOf(admin, reviewId, other)
  await reviews.answer(admin, reviewId, 'remove', [rowId])
  const agent = await scene.openAs(await world.staff('support_agent'), { width: 390, scheme: 'dark' })
  await agent.page.goto(`/vendor/partners/${partnerId}`)
  await agent.page.locator('#administrators').getByRole('button', { name: 'Remove…' }).click()
  const last = agent.page.getByRole('dialog')
  await last.getByText('person loses the right to sponsor, and nobody else has it').waitFor()
  await last.getByText('person of a customer can be attested by nobody', { exact: false }).waitFor()
  await look(agent.page, 'administrator-last')
  await agent.end()
})
