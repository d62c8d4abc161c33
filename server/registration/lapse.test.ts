import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { customerUser, mailedTo, mailsTo, partnerEmployee } from '../../test/support/registering.ts'
import { createWorld, inDays, type World } from '../../test/support/world.ts'
import { forgetJob, lapseJob } from './jobs.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const post = (path: string, body: object) => world.call(null, 'POST', `/api/v1${path}`, body)
const run = (job: typeof lapseJob) =>
  job.handle({}, { ...world.deps, signal: new AbortController().signal, attempt: 1 } as never)

async function registered() {
  const { partnerId } = await world.partner()
  const of = await world.sponsorship(partnerId, await world.customer(partnerId))
  const body = customerUser(of)
  await post('/registration', body)
  return { of, email: body.email, ...(await mailedTo(world, body.email)) }
}

const age = (sponsorshipId: string, days: number) =>
  world.ownerDb
    .updateTable('registration')
    .set({ created_at: inDays(-days), seat_held_until: inDays(-days + 3) })
    .where('sponsorship_id', '=', sponsorshipId)
    .execute()
const registrationOf = (sponsorshipId: string) =>
  world.ownerDb.selectFrom('registration').selectAll().where('sponsorship_id', '=', sponsorshipId).executeTakeFirst()
const accountOf = (email: string) =>
  world.ownerDb.selectFrom('auth.user').select('id').where('email', '=', email).executeTakeFirst()

test('after four weeks an unconfirmed registration lapses, both sides are told, once (R16)', async () => {
  const old = await registered()
  const young = await registered()
  const administrator = await world.administrator(old.of.partnerId)
  await age(old.of.sponsorshipId, 29)
  await age(young.of.sponsorshipId, 27)
  await Promise.all([run(lapseJob), run(lapseJob)])
  await run(lapseJob)
  expect(await registrationOf(old.of.sponsorshipId)).toMatchObject({ state: 'lapsed', phone: '', job_title: '' })
  expect(await registrationOf(young.of.sponsorshipId)).toMatchObject({ state: 'unconfirmed' })
  const told = async (address: string) => (await mailsTo(world, address)).map((mail) => mail.template)
  expect(await told(old.email)).toEqual(['registration_confirm', 'registration_lapsed_person'])
  expect(await told(administrator.email)).toEqual(['registration_lapsed_partner'])
  expect((await post('/confirmations', { token: old.token })).status).toBe(410)
  expect((await post('/confirmations', { token: young.token })).status).toBe(200)
})

test('the person can register again afterwards', async () => {
  const { of, email } = await registered()
  await age(of.sponsorshipId, 40)
  await run(lapseJob)
  expect((await post('/registration', customerUser(of, { email }))).status).toBe(202)
  const { token } = await mailedTo(world, email)
  expect((await post('/confirmations', { token })).status).toBe(200)
})

test('what nobody can use any more is forgotten, with accounts that were never confirmed', async () => {
  const waiting = partnerEmployee()
  const gone = partnerEmployee()
  const confirmed = partnerEmployee()
  for (const body of [waiting, gone, confirmed]) await post('/registration', body)
  await post('/confirmations', { token: (await mailedTo(world, confirmed.email)).token })
  await sql`update auth."user" set "createdAt" = now() - interval '40 days'`.execute(world.ownerDb)
  await sql`update registration_handle set expires_at = now() - interval '1 day' where email in (${gone.email}, ${confirmed.email})`.execute(
    world.ownerDb,
  )
  await sql`update confirmation set expires_at = now() - interval '9 days' where email = ${gone.email}`.execute(
    world.ownerDb,
  )
  await run(forgetJob)
  await run(forgetJob)
  expect(await accountOf(gone.email)).toBeUndefined()
  expect(await accountOf(waiting.email)).toBeDefined()
  expect(await accountOf(confirmed.email)).toBeDefined()
  const left = await world.ownerDb.selectFrom('confirmation').select('email').execute()
  expect(left.map((row) => row.email)).not.toContain(gone.email)
  expect(left.map((row) => row.email)).not.toContain(confirmed.email)
})
