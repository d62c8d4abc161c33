import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { collecting, ndjson } from '../../test/support/collecting.ts'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'
import { renderStored } from '../messages/index.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import { makeJob } from './jobs.ts'
import { attempts } from './make.ts'

let world: World
let partnerId: string
let admin: Actor
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  partnerId = (await world.partner()).partnerId
  admin = await world.member(partnerId, { role: 'super_admin' })
})

/** A customer in service with so many devices, of which the contract covers the first. */
async function customer(mark: string, devices: number) {
  const customerId = await world.customer(partnerId, { name: `Customer ${mark}` })
  await world.line(partnerId, await world.service(partnerId, customerId), { serial: `${mark}00000`, productId: '' })
  const many = Array.from({ length: devices }, (_, n) => ({
    hostname: `${mark}-${n}`,
    vendor: 'Cisco',
    serial: `${mark}${String(n).padStart(5, '0')}`,
  }))
  await collecting(world, admin, { partnerId, customerId }).take(ndjson(...many))
  return customerId
}

const path = () => `/api/v1/partners/${partnerId}/exports`
const ask = (actor: Actor, body: Record<string, unknown>) =>
  world.call(actor, 'POST', path(), { format: 'csv', ...body })
async function asked(actor: Actor, body: Record<string, unknown>): Promise<string> {
  const reply = await ask(actor, body)
  expect(reply.status, reply.text).toBe(202)
  return reply.body.exportId
}
const context = (given: { attempt?: number; signal?: AbortSignal } = {}) => ({
  ...world.deps,
  signal: new AbortController().signal,
  attempt: 1,
  ...given,
})
const make = (exportId: string, given = {}) => makeJob.handle({ exportId }, context(given))
const download = (actor: Actor, exportId: string) => world.call(actor, 'GET', `${path()}/${exportId}/file`)
const remove = (actor: Actor, exportId: string) => world.call(actor, 'DELETE', `${path()}/${exportId}`)
async function stateOf(actor: Actor, exportId: string) {
  const { items } = (await world.call(actor, 'GET', path())).body
  return items.find((item: { exportId: string }) => item.exportId === exportId)
}
async function noticesTo(email: string) {
  const stored = await world.ownerDb
    .selectFrom('mail_message')
    .selectAll()
    .where('template', 'in', ['export_ready', 'export_failed'])
    .where('to_address', '=', email)
    .orderBy('created_at')
    .execute()
  const read = (row: (typeof stored)[number]) =>
    inTransaction(world.db, { kind: 'system' }, (tx) => renderStored(tx, world.config, row))
  return Promise.all(stored.map(async (row) => ({ template: row.template, text: (await read(row))?.text })))
}
const chunksOf = async (exportId: string) =>
  (
    await sql<{ n: number }>`select count(*)::int as n from export_chunk where export_id = ${exportId}`.execute(
      world.ownerDb,
    )
  ).rows[0]?.n

test('the file is what its own address gives, told by one mail, audited as there', async () => {
  const customerId = await customer('FOA', 3)
  await customer('FOB', 2)
  const query = { customerId, sort: '-name' }
  const exportId = await asked(admin, { list: 'devices', query })
  expect(await stateOf(admin, exportId)).toMatchObject({
    list: 'devices',
    query,
    format: 'csv',
    state: 'waiting',
    isMine: false,
  })
  expect((await download(admin, exportId)).body).toMatchObject({ code: 'export_not_ready' })
  await Promise.all([make(exportId), make(exportId), make(exportId)])
  await make(exportId)
  const direct = await world.call(
    admin,
    'GET',
    `/api/v1/partners/${partnerId}/devices-export?customerId=${customerId}&sort=-name`,
  )
  const file = await download(admin, exportId)
  expect(file.text).toBe(direct.text)
  expect(file.text.match(/FOA/g)?.length).toBeGreaterThanOrEqual(3)
  expect(file.headers.get('content-disposition')).toMatch(/devices-\d{4}-\d\d-\d\d\.csv/)
  const bytes = Buffer.byteLength(file.text) + 3 // the byte order mark, which reading as text takes away
  expect(await stateOf(admin, exportId)).toMatchObject({
    state: 'ready',
    isMine: true,
    bytes,
    rows: 3,
    total: 3,
    fault: null,
  })
  expect(await noticesTo(admin.email)).toEqual([
    { template: 'export_ready', text: expect.stringContaining(`/partner/${partnerId}/exports`) },
  ])
  const { rows: entries } = await sql<{ action: string; by: string }>`select action, account_id as by from audit_entry
    where partner_id = ${partnerId} and (action like 'export.%' or action = 'inventory.devices_exported')`.execute(
    world.ownerDb,
  )
  expect(new Set(entries.map(({ by }) => by))).toEqual(new Set([admin.accountId]))
  expect(entries.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['export.requested', 'inventory.devices_exported', 'export.downloaded']),
  )
})

test('every list can be made, as workbook too, and is deleted for good', async () => {
  await customer('FOC', 1)
  for (const list of [
    'alerts',
    'collections',
    'collectors',
    'contract-lines',
    'contracts',
    'device-coverage',
    'hardware',
    'renewal',
    'software',
  ]) {
    const format = list === 'software' ? 'xlsx' : 'csv'
    const exportId = await asked(admin, { list, format })
    await make(exportId)
    const { text } = await download(admin, exportId)
    if (format === 'xlsx') expect(text.slice(0, 2)).toBe('PK')
    else expect(text).toBe((await world.call(admin, 'GET', `/api/v1/partners/${partnerId}/${list}-export`)).text)
    expect((await remove(admin, exportId)).status).toBe(204)
    expect(await stateOf(admin, exportId)).toBeUndefined()
    expect(await chunksOf(exportId)).toBe(0)
    expect((await remove(admin, exportId)).status).toBe(404)
  }
})

test('it is nobody else’s: not a colleague’s, not another partner’s, not the vendor’s', async () => {
  await customer('FOD', 1)
  const exportId = await asked(admin, { list: 'devices' })
  await make(exportId)
  const { partnerId: elsewhere } = await world.partner()
  const stranger = await world.member(elsewhere, { role: 'super_admin' })
  for (const other of [
    await world.member(partnerId, { role: 'super_admin' }),
    stranger,
    await world.staff('administrator'),
  ]) {
    expect((await download(other, exportId)).status).toBe(404)
    expect((await remove(other, exportId)).status).toBe(404)
    expect((await world.call(other, 'GET', path())).body.items ?? []).toEqual([])
  }
  expect((await download(admin, exportId)).status).toBe(200)
})

test('who loses a customer, a role or the service loses the file that may tell of it', async () => {
  const [first, second] = [await customer('FOE', 1), await customer('FOF', 1)]
  const user = await world.member(partnerId, { role: 'user', customers: [first, second] })
  const late = await asked(user, { list: 'devices' })
  const early = await asked(user, { list: 'devices' })
  await make(early)
  expect((await download(user, early)).text).toContain('FOF')
  await world.ownerDb.deleteFrom('association').where('customer_id', '=', second).execute()
  expect((await download(user, early)).body).toMatchObject({ code: 'export_outdated' })
  expect(await stateOf(user, early)).toMatchObject({ state: 'ready', isMine: false })
  // Asked for before, made after: what is reached then.
  await make(late)
  const { text } = await download(user, late)
  expect(text).toContain('FOE')
  expect(text).not.toContain('FOF')

  const whole = await asked(admin, { list: 'contracts' })
  await make(whole)
  const become = (role: 'admin' | 'super_admin') =>
    world.ownerDb.updateTable('membership').set({ role }).where('account_id', '=', admin.accountId).execute()
  await become('admin')
  expect((await download(admin, whole)).body).toMatchObject({ code: 'export_outdated' })
  await become('super_admin')
  expect((await download(admin, whole)).status).toBe(200)
  // The service of one customer ends: nothing of it is shown any more, not even by an administrator's file.
  await world.ownerDb
    .updateTable('contract')
    .set({ starts_at: inDays(-400), ends_at: inDays(-90) })
    .where('customer_id', '=', second)
    .execute()
  expect((await download(admin, whole)).body).toMatchObject({ code: 'export_outdated' })
})

test('a download breaks off when access ends meanwhile', async () => {
  const customerId = await world.customer(partnerId)
  await world.moreLines(await world.line(partnerId, await world.service(partnerId, customerId)), 5000)
  const user = await world.member(partnerId, { role: 'user', customers: [customerId] })
  const exportId = await asked(user, { list: 'contract-lines' })
  await make(exportId)
  expect(await chunksOf(exportId)).toBeGreaterThan(1)
  const { origin } = world.config
  const read = async (meanwhile: () => Promise<unknown>) => {
    const response = await world.app.request(`${path()}/${exportId}/file`, { headers: { origin, cookie: user.cookie } })
    const reader = response.body?.getReader()
    let size = (await reader?.read())?.value?.length ?? 0
    await meanwhile()
    for (;;) {
      const next = await reader?.read()
      if (next?.done !== false) return size
      size += next.value.length
    }
  }
  expect(await read(async () => {})).toBe((await stateOf(user, exportId)).bytes)
  await expect(
    read(() => world.ownerDb.deleteFrom('association').where('customer_id', '=', customerId).execute()),
  ).rejects.toThrow('lost access')
})

test('who is nobody here any more when it is made gets none; who deletes it stops it', async () => {
  const customerId = await customer('FOH', 1)
  const user = await world.member(partnerId, { role: 'user', customers: [customerId] })
  const exportId = await asked(user, { list: 'devices' })
  const suspend = (state: 'suspended' | 'active') =>
    world.ownerDb.updateTable('membership').set({ state }).where('account_id', '=', user.accountId).execute()
  await suspend('suspended')
  await make(exportId)
  expect((await world.call(user, 'GET', path())).status).toBe(404)
  expect(await noticesTo(user.email)).toEqual([])
  await suspend('active')
  expect(await stateOf(user, exportId)).toMatchObject({ state: 'failed', fault: 'access_lost', bytes: 0 })
  for (let round = 0; round < 5; round++) {
    const gone = await asked(user, { list: 'devices' })
    const [, { status }] = await Promise.all([make(gone), remove(user, gone)])
    expect(status).toBe(204)
    expect(await chunksOf(gone)).toBe(0)
    expect(await stateOf(user, gone)).toBeUndefined()
  }
})

test('a process that stops has it made anew by another; what fails to the last is told', async () => {
  await customer('FOI', 1)
  const exportId = await asked(admin, { list: 'devices' })
  await expect(make(exportId, { signal: AbortSignal.abort() })).rejects.toThrow()
  expect(await stateOf(admin, exportId)).toMatchObject({ state: 'running' })
  await make(exportId, { attempt: 2 })
  expect((await download(admin, exportId)).text).toContain('FOI')
  const doomed = await asked(admin, { list: 'devices' })
  const full = sql`alter table export_chunk add constraint full_disk check (export_id <> ${sql.lit(doomed)}) not valid`
  await full.execute(world.ownerDb)
  await expect(make(doomed, { attempt: attempts - 1 })).rejects.toThrow('full_disk')
  await make(doomed, { attempt: attempts })
  expect(await stateOf(admin, doomed)).toMatchObject({ state: 'failed', fault: 'not_made' })
  expect((await noticesTo(admin.email)).map(({ template }) => template)).toEqual(['export_ready', 'export_failed'])
})

test('of one person three are made at a time, however many ask at once', async () => {
  await customer('FOK', 1)
  const replies = await Promise.all(Array.from({ length: 8 }, () => ask(admin, { list: 'devices' })))
  expect(replies.map(({ status }) => status).toSorted()).toEqual([202, 202, 202, 409, 409, 409, 409, 409])
  expect(replies.find(({ status }) => status === 409)?.body.code).toBe('exports_full')
})

test('what could not be read is refused when it is asked for, and names what is wrong', async () => {
  await customer('FOL', 1)
  const wrong = await ask(admin, { list: 'devices', query: { coverage: 'perhaps', gone: 'maybe' }, format: 'pdf' })
  expect(wrong.status).toBe(400)
  const fields = (await ask(admin, { list: 'devices', query: { sort: 'colour' } })).body.fields
  expect(fields.map((field: { path: string }) => field.path)).toEqual(['query.sort'])
  expect((await ask(admin, { list: 'passwords' })).status).toBe(400)
  const without = await world.member(partnerId, { role: null, sponsors: true })
  expect((await ask(without, { list: 'devices' })).status).toBe(403)
})

test('after a week it is forgotten', async () => {
  await customer('FOJ', 1)
  const exportId = await asked(admin, { list: 'devices' })
  await make(exportId)
  const { exportJobs } = await import('./index.ts')
  const forget = exportJobs.find(({ name }) => name === 'exports.forget')
  await forget?.handle({}, context())
  expect(await stateOf(admin, exportId)).toMatchObject({ state: 'ready' })
  await sql`update export set ended_at = ended_at - interval '8 days' where export_id = ${exportId}`.execute(
    world.ownerDb,
  )
  await forget?.handle({}, context())
  expect(await stateOf(admin, exportId)).toBeUndefined()
  expect(await chunksOf(exportId)).toBe(0)
})
