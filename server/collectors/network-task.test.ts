import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { prolog } from '../../test/support/agent-posts.ts'
import { type AgentScene, openAgentScene } from '../../test/support/agent-scene.ts'
import { createApp } from '../app.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import { createLog } from '../platform/log.ts'

let scene: AgentScene
let here: Awaited<ReturnType<AgentScene['renew']>>
let path: string
beforeAll(async () => {
  scene = await openAgentScene()
  here = await scene.renew()
  path = `${here.site.at}/${here.collectorId}/network-task`
})
afterAll(() => scene?.world.close())

const secrets = ['very-private-community', 'quiet-harbour-8', 'quiet-lantern-9']
const [community, authPassword, privPassword] = secrets
const task = {
  ranges: ['10.0.0.0/28', '192.0.2.1 - 192.0.2.9', '198.51.100.7'],
  port: 1161,
  credentials: [
    { version: '2c', community },
    { version: '3', user: 'reader', authProtocol: 'md5', authPassword, privProtocol: 'des', privPassword },
  ],
}
const put = (body: object) => scene.world.call(scene.admin, 'PUT', path, { ...task, ...body })
const get = () => scene.world.call(scene.admin, 'GET', path)

describe('a network task', () => {
  test('is set, shown without what is secret, changed and removed, all of it in the audit', async () => {
    expect((await get()).body).toEqual({ task: null })
    const made = await put({})
    expect(made.status, made.text).toBe(200)
    expect(made.body.task).toMatchObject({
      ranges: task.ranges,
      port: 1161,
      credentials: [
        { credentialId: 1, version: '2c', user: '', authProtocol: null, privProtocol: null },
        { credentialId: 2, version: '3', user: 'reader', authProtocol: 'md5', privProtocol: 'des' },
      ],
      discoveryBeganAt: null,
      foundTotal: 0,
      found: [],
    })
    const changed = await put({ credentials: [{ credentialId: 2 }, { version: '1', community: 'other' }] })
    expect(changed.body.task.credentials).toMatchObject([{ credentialId: 2 }, { credentialId: 3, version: '1' }])
    expect((await get()).body).toEqual(changed.body)
    expect((await scene.world.call(scene.admin, 'DELETE', path)).status).toBe(204)
    expect((await get()).body).toEqual({ task: null })
    const again = await scene.world.call(scene.admin, 'DELETE', path)
    expect([again.status, again.body.code]).toEqual([404, 'network_task_missing'])
    const { rows } = await sql<{ action: string; body: string }>`select action, body from audit_entry
      where object_id = ${here.collectorId} and action like 'collector.network_task%' order by seq`.execute(
      scene.world.ownerDb,
    )
    expect(rows.map(({ action }) => action.slice(23))).toEqual(['changed', 'changed', 'removed'])
    expect(JSON.parse(rows[1]?.body ?? '').detail).toMatchObject({
      before: { port: 1161, credentials: [{ credentialId: 1 }, { user: 'reader', authProtocol: 'md5' }] },
      after: { credentials: [{ credentialId: 2 }, { credentialId: 3, version: '1' }] },
    })
  })

  test('its secrets are in no answer, no line of the log, no entry of the audit, and in the database only sealed', async () => {
    const lines: string[] = []
    const log = createLog('trace', { write: (line) => void lines.push(line) })
    const app = createApp({ ...scene.world.deps, log })
    const asked = async (method: string, url: string, body?: object) => {
      const headers = {
        origin: scene.world.config.origin,
        cookie: scene.admin.cookie,
        'content-type': 'application/json',
      }
      return (await app.request(url, { method, headers, ...(body && { body: JSON.stringify(body) }) })).text()
    }
    const answers = [
      await asked('PUT', path, task),
      await asked('PUT', path, { ...task, port: 0 }),
      await asked('PUT', path, { ...task, credentials: [...task.credentials, { version: '2c', authPassword }] }),
      await asked('GET', path),
      await asked('GET', `${here.site.at}/${here.collectorId}`),
      await asked('GET', `/api/v1/partners/${scene.partnerId}/audit`),
    ]
    const handed = await here.site.post(here.address, prolog)
    for (const secret of secrets) expect(handed.text).toContain(secret)
    const { rows } = await sql<{
      kept: string
    }>`select (select string_agg(to_jsonb(c)::text, ' ') from agent_network_credential c)
      || (select string_agg(body, ' ') from audit_entry) as kept`.execute(scene.world.ownerDb)
    expect(answers[5]).toContain('network_task_changed')
    for (const secret of secrets) expect([...answers, ...lines, rows[0]?.kept].join('\n')).not.toContain(secret)
  })

  test('not even sealed can a request read them; the registration’s own address can, and only its own', async () => {
    await put({})
    const other = await here.site.register()
    const hashOf = async (id: string) =>
      (
        await sql<{ hash: string }>`select token_hash as hash from agent_address where collector_id = ${id}
          and revoked_at is null`.execute(scene.world.ownerDb)
      ).rows[0]?.hash ?? ''
    await here.site.makeAddress(other)
    const { db } = scene.world
    const count = async (entry: Parameters<typeof inTransaction>[1]) =>
      inTransaction(
        db,
        entry,
        async (tx) => (await sql`select * from app.network_credentials()`.execute(tx)).rows.length,
      )
    expect(await count({ kind: 'agent', hash: await hashOf(here.collectorId) })).toBe(2)
    expect(await count({ kind: 'agent', hash: await hashOf(other) })).toBe(0)
    expect(await count({ kind: 'system' })).toBe(0)
    const sealed = inTransaction(db, { kind: 'system' }, (tx) =>
      sql`select secrets_sealed from agent_network_credential`.execute(tx),
    )
    await expect(sealed).rejects.toThrow(/permission denied/)
  })
})

describe('is refused with clear words', () => {
  const refused: [string, object, string, string][] = [
    ['no range', { ranges: [] }, 'ranges', 'too_small'],
    ['no address', { ranges: ['10.0.0.0/24', 'office'] }, 'ranges.1', 'range_not_understood'],
    ['IPv6', { ranges: ['2001:db8::/64'] }, 'ranges.0', 'range_not_understood'],
    ['a leading zero', { ranges: ['010.0.0.1'] }, 'ranges.0', 'range_not_understood'],
    ['three addresses', { ranges: ['10.0.0.1-10.0.0.2-10.0.0.3'] }, 'ranges.0', 'range_not_understood'],
    ['a prefix beyond 32', { ranges: ['10.0.0.0/33'] }, 'ranges.0', 'range_not_understood'],
    ['two prefixes', { ranges: ['10.0.0.0/24/28'] }, 'ranges.0', 'range_not_understood'],
    ['the middle of a network', { ranges: ['10.0.0.7/24'] }, 'ranges.0', 'range_not_a_network'],
    ['last before first', { ranges: ['10.0.0.9-10.0.0.1'] }, 'ranges.0', 'range_reversed'],
    ['0/8', { ranges: ['0.0.0.1'] }, 'ranges.0', 'range_not_polled'],
    ['multicast', { ranges: ['223.255.255.250-224.0.0.1'] }, 'ranges.0', 'range_not_polled'],
    ['everybody', { ranges: ['255.255.255.255'] }, 'ranges.0', 'range_not_polled'],
    ['twice the same', { ranges: ['10.0.0.0/24', '10.0.0.9'] }, 'ranges.1', 'range_overlaps'],
    ['a whole /16', { ranges: ['10.0.0.0/16'] }, 'ranges', 'ranges_too_large'],
    [
      'too many together',
      { ranges: ['10.0.0.0/21', '10.1.0.0/21', '10.2.0.0-10.2.0.9'] },
      'ranges',
      'ranges_too_large',
    ],
    ['the whole internet', { ranges: ['0.0.0.0/0'] }, 'ranges.0', 'range_not_polled'],
    ['no port', { port: 70_000 }, 'port', 'too_big'],
    ['no credential', { credentials: [] }, 'credentials', 'too_small'],
    ['nothing in it', { credentials: [{}] }, 'credentials.0.version', 'required'],
    ['no community', { credentials: [{ version: '2c' }] }, 'credentials.0.community', 'required'],
    ['no user', { credentials: [{ version: '3' }] }, 'credentials.0.user', 'required'],
    [
      'a user of 2c',
      { credentials: [{ version: '2c', community, user: 'x' }] },
      'credentials.0.user',
      'credential_part',
    ],
    [
      'a password for nothing',
      { credentials: [{ version: '3', user: 'x', authPassword }] },
      'credentials.0.authProtocol',
      'required',
    ],
    [
      'privacy without authentication',
      { credentials: [{ version: '3', user: 'x', privProtocol: 'aes', privPassword }] },
      'credentials.0.authProtocol',
      'required',
    ],
    [
      'a short password',
      { credentials: [{ version: '3', user: 'x', authProtocol: 'sha', authPassword: 'short' }] },
      'credentials.0.authPassword',
      'too_small',
    ],
    [
      'what agents cannot speak',
      { credentials: [{ version: '3', user: 'x', authProtocol: 'sha256', authPassword }] },
      'credentials.0.authProtocol',
      'invalid_value',
    ],
    ['line ends', { credentials: [{ version: '2c', community: 'a\nb' }] }, 'credentials.0.community', 'invalid_format'],
    ['one it has not', { credentials: [{ credentialId: 99 }] }, 'credentials.0.credentialId', 'unknown_credential'],
    [
      'one kept and changed',
      { credentials: [{ credentialId: 1, community: 'x' }] },
      'credentials.0.community',
      'credential_part',
    ],
  ]

  test.each(refused)('%s', async (_, body, field, code) => {
    const reply = await put(body)
    expect([reply.status, reply.body.code]).toEqual([400, 'invalid_request'])
    expect(reply.body.fields).toContainEqual({ path: field, code, message: expect.stringMatching(/\w+/) })
  })

  test('as many addresses as are taken', async () => {
    expect((await put({ ranges: ['10.0.0.0/21', '10.1.0.0/21', '10.2.0.1-10.2.0.4'] })).status).toBe(200)
  })

  test('of a registration that is no agent, of another partner, without the service, and to who only looks', async () => {
    const { world, partnerId, admin } = scene
    const own = await world.collector(partnerId, here.customerId)
    const refusal = await world.call(admin, 'PUT', `${here.site.at}/${own}/network-task`, task)
    expect([refusal.status, refusal.body.code]).toEqual([409, 'collector_no_network_task'])
    const { partnerId: elsewhere } = await world.partner()
    const stranger = await world.member(elsewhere, { role: 'admin' })
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect((await world.call(stranger, method, path, method === 'PUT' ? task : undefined)).status).toBe(404)
    const foreign = path.replace(partnerId, elsewhere)
    expect((await world.call(stranger, 'PUT', foreign, task)).status).toBe(404)
    expect((await world.call(stranger, 'GET', foreign)).status).toBe(404)
    const unassociated = await world.member(partnerId, { role: 'user' })
    expect((await world.call(unassociated, 'PUT', path, task)).status).toBe(404)
  })
})
