import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Route } from '../../server/platform/http/route.ts'
import { routes } from '../../server/routes.ts'
import { sampleBody } from '../isolation/sample.ts'
import { reviewsOf } from '../support/reviews.ts'
import { type Actor, createWorld, type World } from '../support/world.ts'

/*
 * What stands below something that is not there, or is another's, is not there either: its lists are no empty lists, its files
 * no empty files. Which of the two it is nobody is told. Every GET of the API (openapi.json is these routes) with an id in it.
 */

let world: World
let staff: Actor
let reader: Actor
let ours: Record<string, string>
let theirs: Record<string, string>

beforeAll(async () => {
  world = await createWorld()
  staff = await world.staff()
  ours = await things('Ours')
  theirs = await things('Theirs')
})
afterAll(() => world.close())

/** A partner with one of each thing that is quickly made, by the names that paths have for their ids. */
async function things(name: string): Promise<Record<string, string>> {
  const { partnerId } = await world.partner({ name })
  const customerId = await world.customer(partnerId)
  const contractId = await world.service(partnerId, customerId)
  await world.line(partnerId, contractId)
  const actor = await world.member(partnerId, { role: 'super_admin', sponsors: true })
  reader ??= actor
  const { accountId } = await world.member(partnerId, { role: 'user', sponsors: true })
  const sponsorship = await world.sponsorship(partnerId, customerId)
  const { registrationId } = await world.registered(sponsorship)
  const reviewId = await reviewsOf(world, partnerId).start(actor)
  return {
    partnerId,
    customerId,
    contractId,
    accountId,
    registrationId,
    reviewId,
    sponsorshipId: sponsorship.sponsorshipId,
  }
}

const named = (route: Route) => [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
const below = routes.filter(
  (route) => route.method === 'get' && ['partner', 'vendor'].includes(route.realm) && named(route).length > 0,
)

/** The route with these ids; what no id is named for is nobody's. */
function ask(route: Route, ids: Record<string, string>) {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? nobodys[name] ?? crypto.randomUUID())
  const query = new URLSearchParams(sampleBody(route.query, () => undefined) as Record<string, string>)
  // One that needs no customer beside it.
  if (route.path.endsWith('/reach/explain')) query.set('action', 'manage_keys')
  return world.call(route.realm === 'vendor' ? staff : reader, 'GET', `/api/v1${path}?${query}`)
}
// Numbers and names that there are not.
const nobodys: Record<string, string> = { seq: '999999', index: '99', entitlementId: 'no.such' }

test('there are such routes', () => expect(below.length).toBeGreaterThan(60))

test('below what is not there everything is 404', async () => {
  const found: string[] = []
  for (const route of below) {
    // One's own partner is there; to the vendor no partner is.
    const own = route.realm === 'partner' && ours.partnerId ? { partnerId: ours.partnerId } : {}
    if (route.realm === 'partner' && named(route).length < 2) continue
    const { status, text } = await ask(route, own as Record<string, string>)
    if (status !== 404) found.push(`${route.path} ${status} ${text.slice(0, 80)}`)
  }
  expect(found).toEqual([])
})

test('below another’s the same, word for word', async () => {
  const found: string[] = []
  const bare = (text: string) => text.replace(/"requestId":"[^"]*"/, '')
  for (const route of below.filter((one) => named(one).length > 1 && named(one).some((name) => name in theirs))) {
    const own = { partnerId: ours.partnerId ?? '' }
    const [foreign, absent] = [await ask(route, { ...theirs, ...own }), await ask(route, own)]
    if (foreign.status !== 404 || bare(foreign.text) !== bare(absent.text))
      found.push(`${route.path} ${foreign.status} ${foreign.text.slice(0, 80)}`)
    if (route.realm !== 'vendor') continue
    const there = await ask(route, ours)
    if (there.status !== 200 && named(route).every((name) => name in ours)) found.push(`${route.path} ${there.text}`)
  }
  expect(found).toEqual([])
})
