import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { servedPartner, tokenTo } from '../../test/support/joining.ts'
import { lettersTo, runJobs } from '../../test/support/outbox.ts'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'

let world: World
let partnerId: string
let customerId: string
let superAdmin: Actor
let admin: Actor

beforeAll(async () => {
  world = await createWorld()
  ;({ partnerId, customerId, superAdmin } = await servedPartner(world))
  admin = await world.member(partnerId, { role: 'admin' })
  await world.ownerDb
    .updateTable('customer')
    .set({ name: 'Acme', name_norm: 'acme' })
    .where('customer_id', '=', customerId)
    .execute()
})
afterAll(() => world.close())

const post = (actor: Actor | null, path: string, body?: unknown) =>
  world.call(actor, 'POST', `/api/v1/partners/${partnerId}/team-imports${path}`, body)
const get = (actor: Actor, path: string) =>
  world.call(actor, 'GET', `/api/v1/partners/${partnerId}/team-imports${path}`)
const check = (actor: Actor, text: string, given: object = {}) =>
  post(actor, '', { text, role: 'user', language: 'en', ...given })
const invitations = () =>
  world.ownerDb.selectFrom('team_invitation').selectAll().where('partner_id', '=', partnerId).orderBy('email').execute()

describe('the dry run', () => {
  test('names every row’s outcome and all that is wrong, by line and column, and invites nobody', async () => {
    await world.call(superAdmin, 'POST', `/api/v1/partners/${partnerId}/team-invitations`, {
      email: 'asked@orbit.example',
      language: 'en',
      role: 'user',
    })
    const text = [
      'email;first name;role;customers;language',
      'good@orbit.example;Gina;user;Acme;es',
      `${admin.email};;;;`,
      'asked@orbit.example;;;;',
      'nobody;;chief;Nowhere|Acme;fr',
      'good@orbit.example;;;;',
      'boss@orbit.example;;super admin;;',
      'everywhere@orbit.example;;;todos;',
      'info@orbit.example;;;;',
    ].join('\n')
    const { status, body } = await check(admin, text)
    expect(status).toBe(201)
    expect(body).toMatchObject({ state: 'checked', total: 8, invite: 2, member: 1, invited: 1, invalid: 4, sent: 0 })
    const { items } = (await get(admin, `/${body.importId}/rows`)).body
    expect(items[0]).toMatchObject({ position: 2, outcome: 'invite', customerIds: [customerId], language: 'es' })
    expect(items[3].errors).toEqual([
      { column: 'email', code: 'no_address', value: 'nobody' },
      { column: 'role', code: 'unknown_role', value: 'chief' },
      { column: 'language', code: 'unknown_language', value: 'fr' },
      { column: 'customers', code: 'unknown_customer', value: 'Nowhere' },
    ])
    expect(items[4].errors).toEqual([{ column: 'email', code: 'repeated', value: '2' }])
    expect(items[5]).toMatchObject({ outcome: 'invalid' })
    expect(items[6]).toMatchObject({ outcome: 'invite', allCustomers: true })
    expect(items[7].errors).toEqual([{ column: 'email', code: 'mailbox_of_group', value: 'info@orbit.example' }])
    const invalid = (await get(admin, `/${body.importId}/rows?outcome=invalid&q=NOBODY`)).body
    expect(invalid.items).toHaveLength(1)
    expect((await invitations()).map(({ email }) => email)).toEqual(['asked@orbit.example'])
  })

  test('an address that anybody can have is flagged, and invited all the same (R13)', async () => {
    const { body } = await check(admin, 'gina.orbit@gmail.com\ngina@orbit-own.example')
    expect(body).toMatchObject({ invite: 2, invalid: 0 })
    const { items } = (await get(admin, `/${body.importId}/rows`)).body
    expect(items).toMatchObject([{ freeMail: true }, { freeMail: false }])
  })

  test('an unknown customer is an error of its row', async () => {
    const { body } = await check(admin, 'email,customers\nx@orbit.example,Nowhere')
    const { items } = (await get(admin, `/${body.importId}/rows`)).body
    expect(items[0].errors).toEqual([{ column: 'customers', code: 'unknown_customer', value: 'Nowhere' }])
  })

  test.each([
    ['no_addresses', 'nothing here'],
    ['too_many_rows', Array.from({ length: 2001 }, (_, n) => `p${n}@orbit.example`).join('\n')],
  ])('a list that cannot be read: %s', async (code, text) => {
    expect((await check(admin, text)).body).toMatchObject({ code: 'list_unreadable', fields: [{ path: 'text', code }] })
  })

  test('is for administrators while the service is in force', async () => {
    const user = await world.member(partnerId, { role: 'user', customers: 'all' })
    expect((await check(user, 'a@orbit.example')).status).toBe(403)
    expect((await check(await world.person(), 'a@orbit.example')).status).toBe(404)
    const bare = await world.partner()
    const alone = await world.member(bare.partnerId, { role: 'super_admin' })
    const body = { text: 'a@orbit.example', role: 'user', language: 'en' }
    const refused = await world.call(alone, 'POST', `/api/v1/partners/${bare.partnerId}/team-imports`, body)
    expect(refused.body.grantedBy).toBe('the vendor, by recording the contract')
  })
})

describe('applying', () => {
  test('all or nothing unless the good rows are wanted; once; by who checked it', async () => {
    const { importId } = (
      await check(admin, 'one@orbit.example\nbad row\ntwo@orbit.example', { customers: [customerId] })
    ).body
    expect((await post(admin, `/${importId}/apply`)).body.code).toBe('import_has_errors')
    expect((await post(superAdmin, `/${importId}/apply`, { goodRowsOnly: true })).status).toBe(404)
    const replies = await Promise.all([1, 2].map(() => post(admin, `/${importId}/apply`, { goodRowsOnly: true })))
    expect(replies.map(({ status }) => status).sort()).toEqual([202, 409])
    expect(await runJobs(world, 'team.import')).toBe(1)
    expect((await get(admin, `/${importId}`)).body).toMatchObject({ state: 'done', sent: 2, refused: 0, invalid: 1 })
    const sent = (await invitations()).filter(({ email }) => /^(one|two)@/.test(email))
    expect(sent).toMatchObject([{ customer_ids: [customerId], invited_by: admin.accountId }, { role: 'user' }])
    expect(await tokenTo(world, 'two@orbit.example')).toBeTruthy()
  })

  test('five hundred rows are sent in batches, and none twice when the job runs again', async () => {
    const text = Array.from({ length: 500 }, (_, n) => `Nora Vidal <many${n}@orbit.example>`).join('\n')
    const { importId } = (await check(superAdmin, text)).body
    await post(superAdmin, `/${importId}/apply`, {})
    await runJobs(world, 'team.import')
    expect((await get(superAdmin, `/${importId}`)).body).toMatchObject({ state: 'done', sent: 500 })
    await world.ownerDb
      .updateTable('team_import')
      .set({ state: 'applying' })
      .where('import_id', '=', importId)
      .execute()
    const { importJob } = await import('./imports.ts')
    const context = { ...world.deps, signal: new AbortController().signal, attempt: 2 }
    await importJob.handle({ partnerId, importId }, context)
    expect(await lettersTo(world, 'many0@orbit.example')).toHaveLength(1)
    expect((await invitations()).filter(({ email }) => email.startsWith('many'))).toHaveLength(500)
  })

  test('what became wrong since the check is not sent: a sender demoted, somebody joined meanwhile', async () => {
    const sender = await world.member(partnerId, { role: 'admin' })
    const joined = await world.member(partnerId, { role: 'user' })
    await world.ownerDb
      .updateTable('membership')
      .set({ state: 'removed' })
      .where('account_id', '=', joined.accountId)
      .execute()
    const { importId } = (await check(sender, `${joined.email}\nlate@orbit.example`)).body
    await world.ownerDb
      .updateTable('membership')
      .set({ state: 'active' })
      .where('account_id', '=', joined.accountId)
      .execute()
    await post(sender, `/${importId}/apply`, {})
    await world.ownerDb
      .updateTable('membership')
      .set({ role: 'user' })
      .where('account_id', '=', sender.accountId)
      .execute()
    await runJobs(world, 'team.import')
    const { items } = (await get(admin, `/${importId}/rows`)).body
    expect(items).toMatchObject([
      { result: 'refused', refusal: 'inviter_lost_right' },
      { result: 'refused', refusal: 'inviter_lost_right' },
    ])
    const again = (await check(admin, 'fresh@orbit.example\nknown@orbit.example')).body.importId
    await world.call(superAdmin, 'POST', `/api/v1/partners/${partnerId}/team-invitations`, {
      email: 'known@orbit.example',
      language: 'en',
      role: 'user',
    })
    await post(admin, `/${again}/apply`, {})
    await runJobs(world, 'team.import')
    expect((await get(admin, `/${again}`)).body).toMatchObject({ sent: 1, skipped: 1 })
  })
})
