import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createWorld, goodPassword, type World } from '../../test/support/world.ts'
import { ensureSetupLink } from './setup.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const printed: string[] = []
const newToken = async () => {
  const link = await ensureSetupLink(world.db, world.config, (text) => printed.push(text))
  return (link ?? '').split('#t=')[1] ?? ''
}
const first = {
  firstName: 'Ada',
  lastName: 'Marín',
  email: 'Ada@Vendor.example',
  password: goodPassword,
  language: 'es',
  vendorName: 'Northwind Networks',
  helpEmail: 'help@vendor.example',
}
const post = (path: string, body: unknown) => world.call(null, 'POST', `/api/v1${path}`, body)

describe('set-up', () => {
  test('the link is printed with the configured origin, and a new start ends the earlier one', async () => {
    const earlier = await newToken()
    expect(printed.at(-1)).toContain(`${world.config.origin}/set-up#t=${earlier}`)
    const beside = await newToken()
    for (const token of [earlier, beside]) expect((await post('/set-up/preview', { token })).status).toBe(200)
    await world.ownerDb
      .updateTable('staff_invitation')
      .set({ created_at: new Date(Date.now() - 3 * 60_000) })
      .execute()
    const token = await newToken()
    expect((await post('/set-up/preview', { token: earlier })).status).toBe(410)
    const preview = await post('/set-up/preview', { token })
    expect(preview.status).toBe(200)
    expect(preview.body.languages).toEqual(['en', 'es'])
  })

  test('wrong fields are all named, unknown ones too, and the link survives', async () => {
    const token = await newToken()
    const reply = await post('/set-up', { ...first, token, email: 'nobody', role: 'auditor', vendorName: '' })
    expect(reply.status).toBe(400)
    expect(reply.body.fields.map((field: { path: string }) => field.path).sort()).toEqual([
      'email',
      'role',
      'vendorName',
    ])
    const weak = await post('/set-up', { ...first, token, password: 'northwind networks' })
    expect(weak.body.code).toBe('password_refused')
    const pale = await post('/set-up', { ...first, token, colour: '#ffee00' })
    expect(pale.body.code).toBe('contrast_too_low')
    const named = async (given: object) => {
      const { body } = await post('/set-up', { ...first, token, colour: '#ffee00', password: 'short', ...given })
      return body.fields.map(({ path, code }: { path: string; code: string }) => `${path} ${code}`)
    }
    expect(await named({})).toEqual(['colour contrast_too_low', 'password password_too_short'])
    expect(await named({ vendorName: '' })).toEqual([
      'vendorName too_small',
      'colour contrast_too_low',
      'password password_too_short',
    ])
    const group = await post('/set-up', { ...first, token, firstName: 'IT', lastName: 'Helpdesk' })
    expect(group.body.fields).toMatchObject([{ path: 'lastName', code: 'name_of_group' }])
    expect((await post('/set-up/preview', { token })).status).toBe(200)
  })

  test('without the token nothing is set up', async () => {
    expect((await post('/set-up', { ...first, token: 'x'.repeat(43) })).status).toBe(410)
    expect((await world.call(null, 'GET', '/api/v1/me')).body.vendor.setUp).toBe(false)
  })

  test('an expired link is refused', async () => {
    const token = await newToken()
    await world.ownerDb
      .updateTable('staff_invitation')
      .set({ expires_at: new Date(Date.now() - 1000) })
      .where('purpose', '=', 'setup')
      .execute()
    expect((await post('/set-up', { ...first, token })).status).toBe(410)
  })

  test('two callers with one link: one wins, and there is one administrator', async () => {
    const token = await newToken()
    const replies = await Promise.all([
      post('/set-up', { ...first, token }),
      post('/set-up', { ...first, token, email: 'eve@vendor.example' }),
    ])
    expect(replies.map((reply) => reply.status).sort()).toEqual([201, 410])
    const staff = await world.ownerDb.selectFrom('vendor_staff').selectAll().execute()
    expect(staff).toHaveLength(1)
    expect(staff[0]?.role).toBe('administrator')
    const winner = replies.find((reply) => reply.status === 201)?.body.email
    expect(staff[0]?.email).toBe(winner)
    const signIn = await post('/account/sign-in', { email: winner, password: goodPassword })
    expect(signIn.status).toBe(200)
    const me = await world.call(null, 'GET', '/api/v1/me')
    expect(me.body.vendor).toMatchObject({ setUp: true, name: 'Northwind Networks', defaultLanguage: 'es' })
    const open = world.ownerDb.selectFrom('staff_invitation').where('purpose', '=', 'setup').selectAll()
    expect(await open.where('withdrawn_at', 'is', null).where('accepted_at', 'is', null).execute()).toEqual([])
    const audit = await world.ownerDb
      .selectFrom('audit_entry')
      .select(['body'])
      .where('action', '=', 'vendor.set_up')
      .execute()
    expect(audit).toHaveLength(1)
    expect(audit[0]?.body).not.toContain(token)
  })

  test('a portal that is set up prints no link', async () => {
    expect(await ensureSetupLink(world.db, world.config, () => {})).toBeNull()
  })
})
