import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'

let world: World
let partnerId: string
let user: Actor
beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner()).partnerId
  user = await world.member(partnerId, { role: 'user' })
})
afterAll(() => world.close())

const call = (method: string, path: string, body?: unknown, actor: Actor | null = user) =>
  world.call(actor, method, `/api/v1/partners/${partnerId}/saved-views${path}`, body)
const state = { search: { q: 'core', vendor: ['Cisco', 'Juniper'], sort: '-name' }, columns: ['hostname', 'serial'] }
const names = async (actor = user, list = 'devices') =>
  (await call('GET', `?list=${list}`, undefined, actor)).body.items.map(({ name }: { name: string }) => name)

test('a view is saved, picked, renamed, saved over and deleted; nobody else has it', async () => {
  const { status, body } = await call('POST', '', { list: 'devices', name: 'Core switches', state })
  expect(status).toBe(201)
  expect((await call('GET', '?list=devices')).body.items).toMatchObject([{ name: 'Core switches', state }])
  expect(await names(user, 'hardware')).toEqual([])
  const colleague = await world.member(partnerId, { role: 'super_admin' })
  expect(await names(colleague)).toEqual([])
  const at = `/${body.viewId}`
  expect((await call('PATCH', at, { name: 'Mine' }, colleague)).status).toBe(404)
  expect((await call('DELETE', at, undefined, colleague)).status).toBe(404)
  expect((await call('PATCH', at, { name: 'Access', state: { search: {}, columns: null } })).status).toBe(204)
  expect((await call('GET', '?list=devices')).body.items).toMatchObject([{ name: 'Access', state: { columns: null } }])
  expect((await call('DELETE', at)).status).toBe(204)
  expect((await call('DELETE', at)).status).toBe(404)
})

test('a name is one view’s, however spelt; bad input is named; fifty are enough', async () => {
  const save = (name: string, more = {}) => call('POST', '', { list: 'hardware', name, state, ...more })
  const first = await save('Ägypten')
  expect((await save('ägypten ')).body).toMatchObject({ code: 'view_name_taken', fields: [{ path: 'name' }] })
  const second = await save('Spain')
  expect((await call('PATCH', `/${second.body.viewId}`, { name: 'ÄGYPTEN' })).status).toBe(409)
  expect((await call('PATCH', `/${first.body.viewId}`, { name: 'ÄGYPTEN' })).status).toBe(204)
  const wrong = await save('', { list: 'people', state: { search: { q: 5 }, columns: null, filter: 'x' } })
  expect(wrong.body.fields.map(({ path }: { path: string }) => path).sort()).toEqual(
    expect.arrayContaining(['list', 'name', 'state.filter', 'state.search.q']),
  )
  for (let n = 2; n < 50; n++) expect((await save(`View ${n}`)).status).toBe(201)
  expect((await save('One more')).body.code).toBe('views_full')
})

test('two who save at once do not both get the last place', async () => {
  const save = (name: string) => call('POST', '', { list: 'software', name, state })
  for (let n = 0; n < 48; n++) expect((await save(`View ${n}`)).status).toBe(201)
  const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => save(`At once ${n}`)))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(2)
  expect(await names(user, 'software')).toHaveLength(50)
})

test('is for members with a role in the service', async () => {
  expect((await call('GET', '?list=devices', undefined, null)).status).toBe(401)
  const stranger = await world.member((await world.partner()).partnerId, { role: 'super_admin' })
  expect((await call('GET', '?list=devices', undefined, stranger)).status).toBe(404)
  expect(
    (await call('POST', '', { list: 'devices', name: 'X', state }, await world.administrator(partnerId))).status,
  ).toBe(403)
})
