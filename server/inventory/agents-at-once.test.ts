import { afterAll, beforeAll, expect, test } from 'vitest'
import { netinventory, prolog, xml } from '../../test/support/agent-posts.ts'
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
