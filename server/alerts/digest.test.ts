import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { alerting } from '../../test/support/alerting.ts'
import { collecting, ndjson } from '../../test/support/collecting.ts'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'

import { renderStored } from '../messages/index.ts'
import { inTransaction } from '../platform/db/transaction.ts'

let world: World
let partnerId: string
let admin: Actor
beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner({ name: 'Orbit' })).partnerId
  admin = await world.member(partnerId, { role: 'admin' })
})
afterAll(() => world.close())

const device = (n: number) => ({ hostname: `sw-${n}`, vendor: 'Cisco', serial: `FOC${1000000 + n}` })
async function customerWithAlert(name: string) {
  const customerId = await world.customer(partnerId, { name })
  await world.line(partnerId, await world.service(partnerId, customerId), { serial: 'FOC1000001', productId: '' })
  await collecting(world, admin, { partnerId, customerId }).take(ndjson(device(1), device(2)))
  await sql`update alert set starts_at = starts_at - interval '1 hour' where customer_id = ${customerId}`.execute(
    world.ownerDb,
  )
  return customerId
}
const path = () => `/api/v1/partners/${partnerId}/alert-digest`
const choose = (actor: Actor, every: string) => world.call(actor, 'PUT', path(), { every })
const dayPasses = () => sql`update alert_digest set sent_at = sent_at - interval '1 day'`.execute(world.ownerDb)
/** The same, and what is open opened a day earlier, too. */
const dayPassesForAll = async () => {
  await dayPasses()
  await sql`update alert set starts_at = starts_at - interval '1 day' where resolved_at is null`.execute(world.ownerDb)
}
const run = () => alerting(world, admin, partnerId).run('alerts.digest')
async function mails() {
  const { rows } = await sql<{ to: string; language: string }>`select to_address as "to", language from mail_message
    where template = 'alerts_digest' order by created_at`.execute(world.ownerDb)
  return rows
}

test('one mail about what opened since the last, of what the person reaches then; exactly once; none where nothing did', async () => {
  const mine = await customerWithAlert('Mine')
  await customerWithAlert('Theirs')
  const user = await world.member(partnerId, { role: 'user', customers: [mine] })
  await world.ownerDb
    .updateTable('membership')
    .set({ language: 'es' })
    .where('account_id', '=', user.accountId)
    .execute()
  expect((await world.call(user, 'GET', path())).body).toEqual({ every: 'never' })
  expect((await choose(user, 'daily')).body).toEqual({ every: 'daily' })
  expect((await choose(user, 'hourly')).status).toBe(400)
  await run()
  expect(await mails()).toEqual([])
  await dayPasses()
  await Promise.all([run(), run(), run()])
  expect(await mails()).toEqual([{ to: user.email, language: 'es' }])
  const stored = await world.ownerDb
    .selectFrom('mail_message')
    .selectAll()
    .where('template', '=', 'alerts_digest')
    .executeTakeFirstOrThrow()
  const mail = await inTransaction(world.db, { kind: 'system' }, (tx) => renderStored(tx, world.config, stored))
  expect(mail?.text).toContain('Mine: 1 sin cobertura')
  expect(mail?.text).toContain('Mine · sw-2 · FOC1000002 · ')
  expect(mail?.text).not.toContain('Theirs')
  await dayPassesForAll()
  await run()
  expect(await mails()).toHaveLength(1)
})

test('who has no role any more, or turned it off, gets none', async () => {
  const gone = await world.member(partnerId, { role: 'admin' })
  const off = await world.member(partnerId, { role: 'admin' })
  await choose(gone, 'daily')
  await choose(off, 'weekly')
  await choose(off, 'never')
  await customerWithAlert('Other')
  await world.ownerDb
    .updateTable('membership')
    .set({ state: 'removed' })
    .where('account_id', '=', gone.accountId)
    .execute()
  await dayPasses()
  const before = await mails()
  await run()
  const told = (await mails()).slice(before.length).map(({ to }) => to)
  expect(told).not.toContain(gone.email)
  expect(told).not.toContain(off.email)
  expect((await world.call(null, 'GET', path())).status).toBe(401)
  const stranger = await world.member((await world.partner()).partnerId, { role: 'admin' })
  expect((await choose(stranger, 'daily')).status).toBe(404)
})
