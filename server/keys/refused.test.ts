import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'
import { isApiKey, newApiKey } from '../platform/crypto/api-key.ts'

let world: World
let partnerId: string
let customers: string
let superAdmin: Actor
beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner()).partnerId
  customers = `/api/v1/partners/${partnerId}/customers`
  superAdmin = await world.member(partnerId, { role: 'super_admin' })
})
afterAll(() => world.close())

async function keyOf(actor: Actor): Promise<{ key: string; keyId: string }> {
  const body = { name: 'Script', role: 'admin', scopes: ['customers:read'] }
  return (await world.call(actor, 'POST', `/api/v1/partners/${partnerId}/keys`, body)).body
}
const by = (key: string, method: string, path: string) =>
  world.call(null, method, path, undefined, { authorization: `Bearer ${key}` })

describe('a key that opens nothing', () => {
  test('unknown, expired, replaced, revoked and asleep: one answer; mistyped: said at once (attack 19)', async () => {
    const path = `/api/v1/partners/${partnerId}/keys`
    const expired = await keyOf(superAdmin)
    const past = new Date(Date.now() - 1000)
    await world.ownerDb.updateTable('api_key').set({ expires_at: past }).where('key_id', '=', expired.keyId).execute()
    const replaced = await keyOf(superAdmin)
    await world.call(superAdmin, 'POST', `${path}/${replaced.keyId}/rotate`, { overlapHours: 0 })
    const revoked = await keyOf(superAdmin)
    await world.call(superAdmin, 'POST', `${path}/${revoked.keyId}/revoke`, { reason: 'lost' })
    const good = await keyOf(superAdmin)
    // The beginning of a good one and another end: the part that is shown opens nothing.
    let near = newApiKey()
    near = good.key.slice(0, 13) + near.slice(13)
    expect(isApiKey(near)).toBe(false)
    const answers: object[] = []
    for (const key of [newApiKey(), expired.key, replaced.key, revoked.key]) {
      const { status, body, headers } = await by(key, 'GET', customers)
      const { requestId, ...rest } = body
      answers.push({ status, ...rest, authenticate: headers.get('www-authenticate') })
    }
    expect(answers[0]).toMatchObject({ status: 401, code: 'key_refused', authenticate: 'Bearer realm="partnergate"' })
    expect(answers.every((answer) => JSON.stringify(answer) === JSON.stringify(answers[0]))).toBe(true)
    for (const key of [near, 'pgk_', 'nonsense', good.key.slice(0, -1), `${good.key}0`])
      expect((await by(key, 'GET', customers)).body).toMatchObject({ status: 401, code: 'key_mistyped' })
  })

  test('wrong ones are limited by network; right ones from there go on', async () => {
    const own = await createWorld()
    const { partnerId: id } = await own.partner()
    const owner = await own.member(id, { role: 'admin' })
    const body = { name: 'Good', role: 'admin', scopes: ['customers:read'] }
    const { key } = (await own.call(owner, 'POST', `/api/v1/partners/${id}/keys`, body)).body
    const path = `/api/v1/partners/${id}/customers`
    const shown = (text: string) => own.call(null, 'GET', path, undefined, { authorization: `Bearer ${text}` })
    const replies = await Promise.all(Array.from({ length: 40 }, () => shown(newApiKey())))
    expect(replies.filter(({ status }) => status === 401).length).toBe(30)
    expect(replies.filter(({ status }) => status === 429).length).toBe(10)
    expect((await shown(key)).status).toBe(200)
    await own.close()
  })
})
