import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { frame, netinventory, prolog, xml } from '../../test/support/agent-posts.ts'
import { type AgentScene, openAgentScene } from '../../test/support/agent-scene.ts'
import { processOf } from './network-tasks.ts'

let scene: AgentScene
beforeAll(async () => {
  scene = await openAgentScene()
})
afterAll(() => scene?.world.close())

test('agents of two versions, what they find and read, contacts and a change of their task: none waits for another for good', async () => {
  const { site, address, collectorId } = await scene.renew()
  const path = `${site.at}/${collectorId}/network-task`
  const task = { ranges: ['10.0.0.1-10.0.0.9'], credentials: [{ version: '2c', community: 'reads' }] }
  const change = () => scene.world.call(scene.admin, 'PUT', path, task)
  expect((await change()).status).toBe(200)
  const of = (query: string, content: string, process: number) =>
    xml(query, `${content}<PROCESSNUMBER>${process}</PROCESSNUMBER>`)
  const process = processOf(collectorId)
  const found = (n: number) =>
    of('NETDISCOVERY', `<DEVICE><IP>10.0.0.${n}</IP><AUTHSNMP>1</AUTHSNMP></DEVICE>`, process)
  const read = (n: number) =>
    of('SNMPQUERY', `<DEVICE><INFO><ID>10.0.0.${n}</ID><SERIAL>FOC${1000000 + n}</SERIAL></INFO></DEVICE>`, process + 1)
  const versioned = (message: string, n: number) =>
    message.replace('</CONTENT>', `<VERSIONCLIENT>FusionInventory-Agent_v2.${n}</VERSIONCLIENT></CONTENT>`)
  const statuses: number[] = []
  for (const round of [1, 2, 3, 4]) {
    const replies = await Promise.all(
      [1, 2].flatMap((n) => [
        site.post(address, versioned(found(n), n)),
        site.post(address, read(n + 2 * round)),
        site.post(address, versioned(netinventory(20 + n + 2 * round), n)),
        site.post(address, prolog),
        change(),
      ]),
    )
    statuses.push(...replies.map(({ status }) => status))
  }
  expect(new Set(statuses)).toEqual(new Set([200]))
})

test('devices that are posted in the same moment, behind a task’s beginning, are one collection', async () => {
  const { site, address, collectorId } = await scene.renew()
  const { ownerDb } = scene.world
  expect((await site.post(address, frame('SNMPQUERY', 'START'))).status).toBe(200)
  const waiting = async () => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
      where wait_event_type = 'Lock' and query like '%agent_gathering%'`.execute(ownerDb)
    return rows[0]?.n
  }
  // Both wait for what is gathered while nothing is open; the first then opens a collection, which the second did not see before.
  const posts = await ownerDb.transaction().execute(async (tx) => {
    await sql`select from agent_gathering where collector_id = ${collectorId} for update`.execute(tx)
    const sent = [31, 32].map((n) => site.post(address, netinventory(n)))
    for (let tries = 0; (await waiting()) !== 2; tries += 1) {
      if (tries > 1500) throw new Error('the posts do not wait')
      await sleep(20)
    }
    return { sent }
  })
  for (const reply of await Promise.all(posts.sent)) expect(reply.status).toBe(200)
  const { rows } = await sql<{ posts: number }>`select (select count(*)::int from collection_chunk k
      where k.collection_id = c.collection_id) as posts from collection c where c.collector_id = ${collectorId}`.execute(
    ownerDb,
  )
  expect(rows).toEqual([{ posts: 2 }])
})
