import { keyScopes } from './cast-team.ts'
import type { Client, Person } from './client.ts'
import type { Partner, Partners } from './seed-partners.ts'
import type { Teams } from './seed-team.ts'
import type { Vendor } from './seed-vendor.ts'

/** API keys to try the command line with: as good as a password, and of this world only. */
export type Keys = { partner: string; vendor: string }

const days = 365

export async function seedKeys(client: Client, vendor: Vendor, partners: Partners, { leads }: Teams): Promise<Keys> {
  const { partnerId } = partners.byKey.get('northbridge') as Partner
  const partner = await client.call(leads.get('northbridge') as Person, 'post', `/partners/${partnerId}/keys`, {
    name: 'Nightly export',
    role: 'admin',
    scopes: keyScopes.partner,
    expiresInDays: days,
  })
  const ours = await client.call(vendor.administrator, 'post', '/vendor/keys', {
    name: 'Contracts from our records',
    role: 'support_agent',
    scopes: keyScopes.vendor,
    expiresInDays: days,
  })
  return { partner: partner.key, vendor: ours.key }
}

/** A support agent looked at a partner's pages; its administrators were told, and see it. */
export async function seedActing(client: Client, vendor: Vendor, partners: Partners): Promise<void> {
  const { partnerId } = partners.byKey.get('northbridge') as Partner
  const path = `/vendor/partners/${partnerId}/acting`
  const { actingId } = await client.call(vendor.agent, 'post', path, {
    reason: 'Case 48211: a customer is missing in the list',
    minutes: 30,
  })
  await client.call(vendor.agent, 'get', `/partners/${partnerId}/customers`)
  await client.call(vendor.agent, 'post', `${path}/${actingId}/end`, { reason: 'Found it: its contract had ended' })
}
