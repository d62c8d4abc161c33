import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { contact, netinventory, prolog, xml } from '../../test/support/agent-posts.ts'
import { type AgentScene, openAgentScene } from '../../test/support/agent-scene.ts'
import { inDays } from '../../test/support/world.ts'
import { processOf } from './network-tasks.ts'

let scene: AgentScene
let here: Renewed
let site: Renewed['site']
let address: string
let collectorId: string
let customerId: string
let counted: Renewed['counted']

type Renewed = Awaited<ReturnType<AgentScene['renew']>>
beforeAll(async () => {
  scene = await openAgentScene()
})
afterAll(() => scene?.world.close())
beforeEach(async () => {
  here = await scene.renew()
  ;({ site, address, collectorId, customerId, counted } = here)
})

const taskPath = (id = collectorId) => `${site.at}/${id}/network-task`
const community = { version: '2c', community: `pub"<lic&'` }
const v3 = {
  version: '3',
  user: 'reader',
  authProtocol: 'sha',
  authPassword: 'quiet-harbour-8',
  privProtocol: 'aes',
  privPassword: 'quiet-lantern-9',
}
const task = { ranges: ['10.0.0.1-10.0.0.9'], credentials: [community, v3] }
const set = async (body: object = task, id = collectorId) => {
  const reply = await scene.world.call(scene.admin, 'PUT', taskPath(id), body)
  expect(reply.status, reply.text).toBe(200)
  return reply.body.task
}
const shown = async () => (await scene.world.call(scene.admin, 'GET', taskPath())).body.task
const ask = async (at = address) => (await site.post(at, prolog)).text
const frequency = (answer: string) => Number(/<PROLOG_FREQ>(\d+)</.exec(answer)?.[1])
const post = async (...messages: string[]) => {
  for (const message of messages) expect((await site.post(address, message)).status).toBe(200)
}
const of = (query: string, part: string, process: number) =>
  xml(query, `${part}<PROCESSNUMBER>${process}</PROCESSNUMBER>`)
const discovers = (part: string) => of('NETDISCOVERY', part, processOf(collectorId))
const reads = (part: string) => of('SNMPQUERY', part, processOf(collectorId) + 1)
const found = (n: number, credential: string | number = 1) =>
  discovers(
    `<DEVICE><IP>10.0.0.${n}</IP><AUTHSNMP>${credential}</AUTHSNMP><SNMPHOSTNAME>sw-${n}</SNMPHOSTNAME></DEVICE>`,
  )
const read = (n: number) =>
  reads(
    `<DEVICE><INFO><ID>10.0.0.${n}</ID><IPS><IP>192.0.2.${n}</IP></IPS><MANUFACTURER>Cisco</MANUFACTURER><SERIAL>FOC${1000000 + n}</SERIAL><TYPE>NETWORKING</TYPE></INFO></DEVICE>`,
  )
const failed = (n: number, message: string) =>
  reads(`<DEVICE><ERROR><ID>10.0.0.${n}</ID><MESSAGE>${message}</MESSAGE></ERROR></DEVICE>`)
const begins = '<AGENT><START>1</START></AGENT>'
const ends = '<AGENT><END>1</END></AGENT>'
/** As if all that happened to the task had happened so many hours earlier. */
const hoursPass = async (hours: number) => {
  const earlier = (column: string) =>
    sql`${sql.ref(column)} = ${sql.ref(column)} - make_interval(hours => ${hours}::int)`
  const columns = (names: string) => sql.join(names.split(' ').map(earlier))
  await sql`update agent_network_task set ${columns(
    'discovery_began_at discovery_heard_at discovery_ended_at reading_handed_at reading_heard_at reading_ended_at',
  )} where collector_id = ${collectorId}`.execute(scene.world.ownerDb)
  await sql`update agent_network_device set ${columns('found_at asked_at read_at')}
    where collector_id = ${collectorId}`.execute(scene.world.ownerDb)
}

describe('a registration’s agent is handed its network task', () => {
  test('what is to be found at its first contact, what was found at the next, and nothing until the interval is over', async () => {
    await set()
    const first = await ask()
    const authentication =
      '<AUTHENTICATION ID="1" VERSION="2c" COMMUNITY="pub&quot;&lt;lic&amp;&#39;"/>' +
      '<AUTHENTICATION ID="2" VERSION="3" USERNAME="reader" AUTHPROTOCOL="sha" AUTHPASSPHRASE="quiet-harbour-8" PRIVPROTOCOL="aes" PRIVPASSPHRASE="quiet-lantern-9"/>'
    expect(first).toContain(
      `<OPTION><NAME>NETDISCOVERY</NAME><PARAM PID="${processOf(collectorId)}" THREADS_DISCOVERY="10" TIMEOUT="2"/>` +
        `<RANGEIP ID="1" ENTITY="0" IPSTART="10.0.0.1" IPEND="10.0.0.9" PORT="161"/>${authentication}</OPTION>`,
    )
    expect(first).not.toContain('SNMPQUERY')
    expect(frequency(first)).toBe(1)

    await post(discovers(begins), found(2, 2), found(1), discovers(ends), discovers(ends))
    // A discovery alone is no collection, which would have no serial numbers and be blocked (R28).
    expect(await counted()).toEqual({ collections: 0, chunks: 0, used: 0 })
    expect(await shown()).toMatchObject({ foundTotal: 2, unread: 2, found: [{ address: '10.0.0.1' }, {}] })

    const second = await ask()
    expect(second).not.toContain('NETDISCOVERY')
    expect(second).toContain(
      `<OPTION><NAME>SNMPQUERY</NAME><PARAM PID="${processOf(collectorId) + 1}" THREADS_QUERY="10" TIMEOUT="15"/>` +
        '<DEVICE ID="10.0.0.1" IP="10.0.0.1" PORT="161" AUTHSNMP_ID="1"/><DEVICE ID="10.0.0.2" IP="10.0.0.2" PORT="161" AUTHSNMP_ID="2"/>' +
        `${authentication}</OPTION>`,
    )
    expect(frequency(second)).toBe(1)
    await post(reads(begins), read(1), read(2), reads(ends))
    expect(await shown()).toMatchObject({ unread: 0, found: [{ failure: null }, { failure: null }] })
    const [collection] = await site.closed(2)
    expect(collection).toMatchObject({ state: 'done', counts: { devices: 2 } })
    // Where it was asked is where it is reached.
    expect((await here.devices()).map((one) => one.address).sort()).toEqual(['10.0.0.1', '10.0.0.2'])

    const third = await ask()
    expect(third).not.toContain('OPTION')
    expect(frequency(third)).toBe(24)
    await hoursPass(20)
    expect(frequency(await ask())).toBe(4)
    await hoursPass(4)
    const again = await ask()
    expect(again).toContain('NETDISCOVERY')
    expect(again).toContain('<DEVICE ID="10.0.0.2"')
  })

  test('one agent at a time; again when it fell silent, three times, then not before its interval', async () => {
    await set()
    expect(await ask()).toContain('NETDISCOVERY')
    await hoursPass(1)
    const busy = await ask()
    expect([busy.includes('OPTION'), frequency(busy)]).toEqual([false, 1])
    await post(discovers(begins)) // it was heard of
    await hoursPass(1)
    expect(await ask()).not.toContain('OPTION')
    for (const hours of [2, 2]) {
      await hoursPass(hours)
      expect(await ask()).toContain('NETDISCOVERY')
    }
    await hoursPass(2)
    const given = await ask()
    expect([given.includes('OPTION'), frequency(given)]).toEqual([false, 16])
    await hoursPass(16)
    expect(await ask()).toContain('NETDISCOVERY')
  })

  test('what could not be read is asked three times, then not before its interval; why is shown', async () => {
    await set()
    await ask()
    await post(found(1), found(2), discovers(ends))
    for (const _ of [1, 2, 3]) {
      expect(await ask()).toContain('<DEVICE ID="10.0.0.1"')
      await post(
        failed(1, 'SNMP communication error: no response from host 10.0.0.1'),
        failed(2, 'SNMP communication error: authentication error on host 10.0.0.2'),
        reads(ends),
      )
    }
    const given = await ask()
    expect([given.includes('OPTION'), frequency(given)]).toEqual([false, 24])
    expect((await shown()).found).toMatchObject([{ failure: 'no_answer' }, { failure: 'refused' }])
    expect(await counted()).toMatchObject({ collections: 0 })
  })

  test('an agent that finds the same with ever another credential is handed it no more often', async () => {
    await set()
    await ask()
    await post(found(1), discovers(ends))
    for (const credential of [2, 1, 2]) {
      expect(await ask()).toContain('SNMPQUERY')
      await post(found(1, credential), reads(ends))
    }
    expect(await ask()).not.toContain('OPTION')
    // Whoever changes the task wants to see what comes of it.
    const { credentials } = await shown()
    await set({
      ...task,
      credentials: credentials.map(({ credentialId }: { credentialId: number }) => ({ credentialId })),
    })
    expect(await ask()).toContain('<DEVICE ID="10.0.0.1" IP="10.0.0.1" PORT="161" AUTHSNMP_ID="2"/>')
  })

  test('thousands of devices in one message are one statement each time, and the same twice is one', async () => {
    await set({ ...task, ranges: ['10.0.0.0-10.0.15.255'] })
    await ask()
    const addresses = Array.from({ length: 4096 }, (_, n) => `10.0.${n >> 8}.${n & 255}`)
    const statements = async () =>
      (
        await sql<{ rows: number; statements: number }>`select count(*)::int as rows,
          count(distinct (xmin::text, cmin::text))::int as statements from agent_network_device
          where collector_id = ${collectorId}`.execute(scene.world.ownerDb)
      ).rows[0]
    const answers = addresses.map((at) => `<DEVICE><IP>${at}</IP><AUTHSNMP>1</AUTHSNMP></DEVICE>`)
    await post(discovers([answers[0], ...answers].slice(0, 4096).join('')), discovers(answers.join('')))
    expect(await statements()).toEqual({ rows: 4096, statements: 1 })
    const errors = addresses.map((at) => `<DEVICE><ERROR><ID>${at}</ID><MESSAGE>none</MESSAGE></ERROR></DEVICE>`)
    await post(discovers(ends), reads(errors.join('')))
    expect(await statements()).toEqual({ rows: 4096, statements: 1 })
    expect(await shown()).toMatchObject({ foundTotal: 4096, found: Array(200).fill({ failure: 'no_answer' }) })
  })

  test('only what it was asked to look for is remembered, and what is not a discovery of ours is gathered', async () => {
    await set()
    await ask()
    await post(found(10), found(3, 7), found(4, ''), found(5, 'x'), found(6))
    expect((await shown()).found).toMatchObject([{ address: '10.0.0.6' }])
    expect(await counted()).toMatchObject({ collections: 0 })
    await post(
      of(
        'NETDISCOVERY',
        '<DEVICE><IP>10.0.0.7</IP><AUTHSNMP>1</AUTHSNMP><SNMPHOSTNAME>sw-7</SNMPHOSTNAME></DEVICE>',
        1,
      ),
    )
    expect(await counted()).toMatchObject({ collections: 1, chunks: 1 })
    expect(await shown()).toMatchObject({ foundTotal: 1 })
  })

  test('what is neither found nor read for seven intervals is forgotten', async () => {
    await set()
    await ask()
    await post(found(1), discovers(ends))
    await hoursPass(24 * 7)
    await ask()
    await post(found(2), discovers(ends))
    expect((await shown()).found).toMatchObject([{ address: '10.0.0.2' }])
  })

  test('not another registration’s, none after it was removed, none at a revoked address, none in JSON', async () => {
    const other = await site.register()
    const others = await site.makeAddress(other)
    await set()
    expect(await ask(others)).not.toContain('OPTION')
    expect((await site.post(address, contact)).text).toBe('{"status":"ok","expiration":24}')
    expect((await scene.world.call(scene.admin, 'DELETE', taskPath())).status).toBe(204)
    expect(await ask()).not.toContain('OPTION')
    // What an agent that is still at it says is no collection either.
    await post(found(1), discovers(begins))
    expect(await counted()).toMatchObject({ collections: 0 })
    await set()
    await site.act(collectorId, 'revoke')
    const refused = await site.post(address, prolog)
    expect([refused.status, refused.text.includes('OPTION')]).toEqual([403, false])
    const renewed = await site.makeAddress(collectorId)
    expect(await ask(renewed)).toContain('NETDISCOVERY')
    await site.act(collectorId, 'delete')
    const { rows } = await sql`select from agent_network_credential where collector_id = ${collectorId}`.execute(
      scene.world.ownerDb,
    )
    expect(rows).toEqual([])
  })

  test('none while the service is not in force', async () => {
    await set()
    await scene.world.ownerDb
      .updateTable('contract')
      .set({ ends_at: inDays(-1) })
      .where('customer_id', '=', customerId)
      .execute()
    const refused = await site.post(address, prolog)
    expect([refused.status, refused.code, refused.text.includes('OPTION')]).toEqual([403, 'uploads_refused', false])
    // Taking it away never needs the service.
    expect((await scene.world.call(scene.admin, 'DELETE', taskPath())).status).toBe(204)
  })

  test('two that ask at once: one is given it', async () => {
    await set()
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask()))
    expect(answers.filter((answer) => answer.includes('OPTION'))).toHaveLength(1)
  })

  test('a change is handed out at the next contact; what is outside of it, or answered a credential that went, is forgotten', async () => {
    const { credentials } = await set()
    await ask()
    await post(found(1), found(2, 2), found(9), discovers(ends))
    const kept = await set({ ranges: ['10.0.0.0/29'], credentials: [{ credentialId: credentials[0].credentialId }] })
    expect(kept.found).toMatchObject([{ address: '10.0.0.1' }])
    const answer = await ask()
    expect(answer).toContain('IPSTART="10.0.0.1" IPEND="10.0.0.6"')
    expect(answer).toContain('COMMUNITY="pub&quot;')
    expect(answer).not.toContain('reader')
    // A new one never has a number that was another's.
    const { credentials: next } = await set({ ...task, credentials: [community] })
    expect(next).toMatchObject([{ credentialId: 3 }])
    expect((await set({ ...task, port: 1161, credentials: [{ credentialId: 3 }] })).found).toEqual([])
  })

  test('what it reads is gathered with what others post', async () => {
    await set()
    await ask()
    await post(found(1), discovers(ends), netinventory(3))
    await ask()
    await post(read(1), reads(ends))
    expect((await site.closed(15))[0]).toMatchObject({ counts: { devices: 2 } })
  })
})
