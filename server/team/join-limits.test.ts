import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { servedPartner, tokenTo } from '../../test/support/joining.ts'
import { type Actor, createWorld, goodPassword, type World } from '../../test/support/world.ts'

let world: World
let partnerId: string
let superAdmin: Actor
beforeAll(async () => {
  world = await createWorld()
  ;({ partnerId, superAdmin } = await servedPartner(world))
})
afterAll(() => world.close())

const post = (actor: Actor | null, path: string, body: object) => world.call(actor, 'POST', `/api/v1${path}`, body)
const invite = (actor: Actor, email: string) =>
  post(actor, `/partners/${partnerId}/team-invitations`, { email, language: 'en', role: 'user', customers: 'all' })
const names = { firstName: 'Nora', lastName: 'Vidal', password: goodPassword, language: 'en' }

test('an office that joins from one address waits for nobody; wrong links from there are limited', async () => {
  await invite(superAdmin, 'olga@orbit.example')
  const token = await tokenTo(world, 'olga@orbit.example')
  // As if the wrong links of a quarter of an hour were nearly used up.
  const bucket = 'join/address/in-process'
  const preview = (link: string) => post(null, '/join/preview', { token: link })
  const wrong = async (from: number, to: number) => {
    const replies = []
    for (let n = from; n < to; n += 1) replies.push((await preview(`${'w'.repeat(30)}${n}`)).status)
    return replies
  }
  await sql`delete from app.throttle_bucket where bucket = ${bucket}`.execute(world.ownerDb)
  expect(await wrong(0, 59)).toEqual(Array(59).fill(410))
  for (let n = 0; n < 20; n += 1) expect((await preview(token)).status).toBe(200)
  // A bad password of somebody with a link is no guess at a link.
  const accept = (more: object) => post(null, '/join/accept', { ...names, token, ...more })
  expect((await accept({ password: 'olga@orbit.example' })).body.code).toBe('password_refused')
  expect((await accept({})).status).toBe(201)
  expect(await wrong(60, 63)).toEqual([410, 429, 429])
  expect((await preview(token)).status).toBe(429)
  await sql`delete from app.throttle_bucket where bucket = ${bucket}`.execute(world.ownerDb)
})

test('one link is not tried without end, whatever comes of it', async () => {
  await invite(superAdmin, 'often@orbit.example')
  const token = await tokenTo(world, 'often@orbit.example')
  const tries = await Promise.all(Array.from({ length: 62 }, () => post(null, '/join/preview', { token })))
  expect(tries.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(2)
  await sql`delete from app.throttle_bucket where bucket = 'join/address/in-process'`.execute(world.ownerDb)
})
