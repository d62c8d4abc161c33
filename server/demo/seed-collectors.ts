import type { Client as Owner } from 'pg'
import type { AnyJob } from '../platform/jobs/job.ts'
import { collectors } from './cast-collectors.ts'
import { inventories } from './cast-inventory.ts'
import type { Client, Person } from './client.ts'
import { newMachine } from './machine.ts'
import { seedAgents } from './seed-agents.ts'
import { ageCollections, seedCollections } from './seed-inventory.ts'
import type { Partner, Partners } from './seed-partners.ts'
import type { Teams } from './seed-team.ts'

/**
 * Collectors of customers whose service is in force: enrolled, with what they uploaded, waiting for their machine, just registered, and
 * one lost.
 */
export async function seedCollectors(
  client: Client,
  partners: Partners,
  teams: Teams,
  { origin, jobs, owner }: { origin: string; jobs: readonly AnyJob[]; owner: Owner },
): Promise<void> {
  for (const { partner, customer, until, version, ...registration } of collectors) {
    const { partnerId } = partners.byKey.get(partner) as Partner
    const lead = teams.leads.get(partner) as Person
    const path = `/partners/${partnerId}/collectors`
    const customerId = partners.customerIds.get(customer)
    const { collectorId } = await client.call(lead, 'post', path, { ...registration, customerId })
    if (until === 'registered') continue
    const { licence: file } = await client.call(lead, 'post', `${path}/${collectorId}/licence`)
    if (until === 'licensed') continue
    const ask = newMachine(client, origin)
    const { licence } = await ask(file, 'POST', '/enrol', { version })
    const site = inventories.find(({ collector }) => collector === registration.name)
    if (site) await seedCollections(client, site, { ask, licence, version, partnerId, jobs })
    if (until === 'revoked')
      await client.call(lead, 'post', `${path}/${collectorId}/revoke`, { reason: 'Stolen with the van it was in' })
  }
  await seedAgents(client, partners, teams, { jobs, owner })
  await ageCollections(owner)
}
