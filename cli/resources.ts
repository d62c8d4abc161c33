import type { paths } from '@partnergate/client'
import type { CurrentKey } from './command.ts'
import { UsageError } from './command.ts'

type Path = keyof paths & string
type Resource = {
  summary: string
  /** With a partner's key; with the vendor's. `{partnerId}` is the key's own, or what --partner says. */
  partner?: Path
  vendor?: Path
  columns: string[]
}

/** What can be listed. Everything else of a row is in --json. */
export const resources = {
  partners: {
    summary: 'partners',
    vendor: '/api/v1/vendor/partners',
    columns: ['name', 'state', 'country', 'contractsInForce', 'customers', 'administrators', 'partnerId'],
  },
  customers: {
    summary: 'customers of a partner',
    partner: '/api/v1/partners/{partnerId}/customers',
    vendor: '/api/v1/vendor/partners/{partnerId}/customers',
    columns: ['name', 'state', 'country', 'people', 'customerId'],
  },
  people: {
    summary: 'people of customers',
    partner: '/api/v1/partners/{partnerId}/people',
    vendor: '/api/v1/vendor/people',
    columns: ['firstName', 'lastName', 'email', 'state', 'customerName', 'registrationId'],
  },
  sponsorships: {
    summary: 'sponsorships of a partner',
    partner: '/api/v1/partners/{partnerId}/sponsorships',
    columns: ['customerName', 'registrationNumber', 'state', 'seatsUsed', 'seats', 'expiresAt', 'sponsorshipId'],
  },
  contracts: {
    summary: 'contracts',
    vendor: '/api/v1/vendor/contracts',
    columns: ['number', 'partnerName', 'contractTypeName', 'state', 'startsAt', 'endsAt', 'contractId'],
  },
  keys: {
    summary: 'API keys',
    partner: '/api/v1/partners/{partnerId}/keys',
    vendor: '/api/v1/vendor/keys',
    columns: ['name', 'state', 'role', 'owner.name', 'expiresAt', 'lastUsedAt', 'keyId'],
  },
  audit: {
    summary: 'what was done',
    partner: '/api/v1/partners/{partnerId}/audit',
    vendor: '/api/v1/vendor/audit',
    columns: ['at', 'actor', 'action', 'objectLabel', 'why'],
  },
} satisfies Record<string, Resource>
export type ResourceName = keyof typeof resources

/** Where this key finds it, with the partner filled in. */
export function placeOf(
  name: string,
  key: CurrentKey,
  partner: string | undefined,
): { path: Path; partnerId: string; columns: string[] } {
  if (!(name in resources)) throw new UsageError(`List what? One of: ${Object.keys(resources).join(', ')}`)
  const resource: Resource = resources[name as ResourceName]
  const path = key.partner ? resource.partner : resource.vendor
  if (!path) throw new UsageError(`${name} are listed with a key of ${key.partner ? 'the vendor' : 'a partner'}`)
  const partnerId = key.partner?.partnerId ?? partner ?? ''
  if (path.includes('{partnerId}') && !partnerId) throw new UsageError(`Of which partner? --partner ID`)
  return { path, partnerId, columns: resource.columns }
}
