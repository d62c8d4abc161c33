import type { Page } from 'playwright-core'
import { customerUser } from '../../support/registering.ts'
import type { SponsorshipFixture, World } from '../../support/world.ts'
import { snapshot, type Visit } from './browser.ts'
import { openPortal } from './portal.ts'

export type Scene = Awaited<ReturnType<typeof openScene>>

/** A portal past its set-up, with a few words to bring partners, sponsorships and browsers about. */
export async function openScene() {
  const portal = await openPortal()
  await portal.markSetUp()
  const { world } = portal
  let opened: Visit[] = []
  let counter = 0

  /** A browser of somebody who is signed in, or of a stranger. */
  async function open(who: { cookie: string } | null = null): Promise<Page> {
    const visit = await (who ? portal.signedIn(who) : portal.stranger())
    opened.push(visit)
    return visit.page
  }

  /** A partner with an administrator, a customer and an issued sponsorship. */
  async function sponsored(given: Parameters<World['sponsorship']>[2] = {}) {
    counter += 1
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
    const reply = await world.call(null, 'POST', '/api/v1/registration', body)
    if (reply.status !== 202) throw new Error(`not registered: ${reply.text}`)
    return { of, email: body.email, token: await portal.mailedToken(body.email) }
  }

  async function stateOf(email: string): Promise<string | undefined> {
    const query = world.ownerDb.selectFrom('registration').select('state').where('email', '=', email)
    return (await query.executeTakeFirst())?.state
  }

  function change(of: SponsorshipFixture, values: object) {
    return world.ownerDb.updateTable('sponsorship').set(values).where('sponsorship_id', '=', of.sponsorshipId).execute()
  }

  return {
    portal,
    world,
    open,
    sponsored,
    mailed,
    stateOf,
    change,
    /** After each test: closes its browsers, with pictures when it failed; throws what their pages complained about. */
    async closeVisits(failed: boolean) {
      const visits = opened
      opened = []
      if (failed) for (const [index, { page }] of visits.entries()) await snapshot(page, `refusal-failed-${index + 1}`)
      for (const visit of visits) await visit.end()
    },
    close: portal.close,
  }
}
