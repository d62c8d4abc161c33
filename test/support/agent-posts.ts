import { deflateSync, gunzipSync, inflateSync } from 'node:zlib'
import { sql } from 'kysely'
import { gatherJob, processJob } from '../../server/inventory/jobs.ts'
import type { Actor } from './people.ts'
import type { Reply, World } from './world.ts'

/** A message as FusionInventory's agents write it. */
export const xml = (query: string, content: string, deviceId = 'probe-1') =>
  `<?xml version="1.0" encoding="UTF-8" ?>\n<REQUEST>\n<CONTENT>${content}<MODULEVERSION>4.2</MODULEVERSION></CONTENT>\n<DEVICEID>${deviceId}</DEVICEID>\n<QUERY>${query}</QUERY>\n</REQUEST>\n`
export const prolog =
  '<?xml version="1.0" encoding="UTF-8" ?>\n<REQUEST><DEVICEID>probe-1</DEVICEID><QUERY>PROLOG</QUERY><TOKEN>12345678</TOKEN></REQUEST>'
export const frame = (query: string, part: 'START' | 'END', process = 18) =>
  xml(query, `<AGENT><${part}>1</${part}></AGENT><PROCESSNUMBER>${process}</PROCESSNUMBER>`)
/** A network device's inventory, as a network inventory task posts it. */
export const netinventory = (n: number, version = '17.9.4', parts = '') =>
  xml(
    'SNMPQUERY',
    `<DEVICE>${parts}<INFO><IPS><IP>10.0.0.${n}</IP></IPS><MANUFACTURER>Cisco</MANUFACTURER><MODEL>C9300-48P</MODEL><NAME>sw-${n}</NAME><SERIAL>FOC${1000000 + n}</SERIAL><TYPE>NETWORKING</TYPE><FIRMWARE>${version}</FIRMWARE></INFO></DEVICE>`,
  )
/** The same found by a discovery, without what only an inventory tells. */
export const netdiscovery = (n: number) =>
  xml(
    'NETDISCOVERY',
    `<DEVICE><IP>10.0.0.${n}</IP><LOCATION>Hall ${n}</LOCATION><SNMPHOSTNAME>sw-${n}</SNMPHOSTNAME></DEVICE>`,
  )
/** A computer, as GLPI's agent tells of it. */
export const computer = (n: number, content: object = {}, more: object = {}) =>
  JSON.stringify({
    action: 'inventory',
    deviceid: `pc-${n}-2026-11-22`,
    itemtype: 'Computer',
    content: {
      versionclient: 'GLPI-Agent_v1.12',
      bios: { ssn: `PCS${1000000 + n}`, smanufacturer: 'Cisco' },
      hardware: { name: `pc-${n}` },
      ...content,
    },
    ...more,
  })
export const contact = JSON.stringify({ action: 'contact', deviceid: 'pc-1-2026', name: 'GLPI-Agent', version: '1.12' })

/** Agents that post to an address, and an administrator who registered them. */
export function agents(world: World, admin: Actor, of: { partnerId: string; customerId: string }) {
  const at = `/api/v1/partners/${of.partnerId}/collectors`
  const context = { ...world.deps, signal: new AbortController().signal, attempt: 1 }
  let names = 0

  async function register(): Promise<string> {
    names += 1
    const body = { customerId: of.customerId, kind: 'agent', name: `Agents ${names}`, inventoryName: `Agents ${names}` }
    const reply = await world.call(admin, 'POST', at, body)
    if (reply.status !== 201) throw new Error(reply.text)
    return reply.body.collectorId
  }

  async function makeAddress(collectorId: string): Promise<string> {
    const reply = await world.call(admin, 'POST', `${at}/${collectorId}/address`)
    if (reply.status !== 200) throw new Error(reply.text)
    return reply.body.address
  }

  async function post(address: string, message: string | Uint8Array, headers: Record<string, string> = {}) {
    const content = typeof message === 'string' ? deflateSync(message) : message
    const response = await world.app.request(new URL(address).pathname, {
      method: 'POST',
      body: new Uint8Array(content),
      headers: {
        'content-type': 'application/x-compress-zlib',
        'user-agent': 'FusionInventory-Agent_v2.6-3',
        ...headers,
      },
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    const text = (bytes[0] === 0x78 ? inflateSync(bytes) : bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString(
      'utf8',
    )
    return { status: response.status, headers: response.headers, text, code: codeIn(text) }
  }

  /** Lets time pass for what is gathered, then closes what is due. Answers the collections, done. */
  async function closed(minutes = 15): Promise<Reply['body'][]> {
    await sql`update agent_gathering set last_post_at = last_post_at - make_interval(mins => ${minutes}),
      opened_at = opened_at - make_interval(mins => ${minutes}), closed_at = closed_at - make_interval(mins => ${minutes})`.execute(
      world.ownerDb,
    )
    await gatherJob.handle({}, context)
    const { rows } = await sql<{ id: string }>`select collection_id as id from collection where state = 'received'
      and options ? 'posts' order by accepted_at`.execute(world.ownerDb)
    const found = []
    for (const { id } of rows) {
      await processJob.handle({ partnerId: of.partnerId, collectionId: id }, context)
      found.push((await world.call(admin, 'GET', `/api/v1/partners/${of.partnerId}/collections/${id}`)).body)
    }
    return found
  }

  const shown = async (collectorId: string) => (await world.call(admin, 'GET', `${at}/${collectorId}`)).body
  const act = (collectorId: string, act: 'revoke' | 'delete') =>
    world.call(admin, 'POST', `${at}/${collectorId}/${act}`, { reason: 'Site closed' })

  return { at, register, makeAddress, post, closed, shown, act }
}

function codeIn(text: string): string | undefined {
  try {
    return JSON.parse(text).code
  } catch {
    return undefined
  }
}
