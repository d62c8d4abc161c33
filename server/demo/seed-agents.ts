import { deflateSync } from 'node:zlib'
import type { Client as Owner } from 'pg'
import type { AnyJob } from '../platform/jobs/job.ts'
import { vendorName } from './cast.ts'
import { products, serialOf } from './cast-service.ts'
import type { Client } from './client.ts'
import type { Partner, Partners } from './seed-partners.ts'
import type { Teams } from './seed-team.ts'

/** One customer's network is read by FusionInventory agents, which are not ours; devices of its contract that no collector finds, and others. */
const site = {
  partner: 'northbridge',
  customer: 'bramley',
  name: 'Agents of the shops',
  inventoryName: 'Shops',
  site: 'York',
  domain: 'shops.bramley-foods.example',
  contract: 'MN-7001-0102',
  covered: [13, 14, 15],
  uncovered: ['MNX78203107', 'MNX78203118'],
}
const program = 'FusionInventory-Agent_v2.6-3'

const message = (query: string, content: string) =>
  deflateSync(
    `<?xml version="1.0" encoding="UTF-8" ?>\n<REQUEST>${content}<DEVICEID>york-till-2026-01-12</DEVICEID><QUERY>${query}</QUERY></REQUEST>\n`,
  )

/** As a task of network inventory posts it, one device a message. */
function posts(): Uint8Array<ArrayBuffer>[] {
  const serials = [...site.covered.map((index) => serialOf(site.contract, index)), ...site.uncovered]
  const devices = serials.map((serial, at) => {
    const model = products[(site.covered[at] ?? at) % products.length]?.productId
    const info = `<IPS><IP>10.61.4.${at + 11}</IP></IPS><MAC>00:00:5e:00:53:${(at + 16).toString(16)}</MAC><MANUFACTURER>${vendorName}</MANUFACTURER><MODEL>${model}</MODEL><NAME>shop-${at + 1}.${site.domain}</NAME><SERIAL>${serial}</SERIAL><LOCATION>Shop ${at + 1}</LOCATION><TYPE>NETWORKING</TYPE><FIRMWARE>7.4.5</FIRMWARE>`
    return message(
      'SNMPQUERY',
      `<CONTENT><DEVICE><INFO>${info}</INFO></DEVICE><MODULEVERSION>4.2</MODULEVERSION></CONTENT>`,
    )
  })
  return [message('PROLOG', '<TOKEN>12345678</TOKEN>'), ...devices]
}

/** An address for agents, what was posted to it some hours ago, gathered and taken in. */
export async function seedAgents(
  client: Client,
  partners: Partners,
  { leads }: Teams,
  { jobs, owner }: { jobs: readonly AnyJob[]; owner: Owner },
): Promise<void> {
  const { partnerId } = partners.byKey.get(site.partner) as Partner
  const lead = leads.get(site.partner)
  if (!lead) throw new Error(`the demonstration world: nobody leads ${site.partner}`)
  const path = `/partners/${partnerId}/collectors`
  const { name, inventoryName } = site
  const customerId = partners.customerIds.get(site.customer)
  const registration = { customerId, kind: 'agent', name, inventoryName, site: site.site, intervalHours: 24 }
  const { collectorId } = await client.call(lead, 'post', path, registration)
  const { address } = await client.call(lead, 'post', `${path}/${collectorId}/address`)
  for (const content of posts()) await client.agent(address, content, program)
  await owner.query(`update agent_gathering set last_post_at = now() - interval '1 hour' where collector_id = $1`, [
    collectorId,
  ])
  await client.work(jobs, 'inventory.gather', {})
  const { rows } = await owner.query<{ id: string }>(
    `update collection set collected_at = now() - interval '6 hours' where collector_id = $1 returning collection_id as id`,
    [collectorId],
  )
  for (const { id } of rows) await client.work(jobs, 'inventory.process', { partnerId, collectionId: id })
}
