import type { Partnergate, paths } from '@partnergate/client'
import { readAssociations } from './associations.ts'
import { type Connection, type Given, type Options, textOf, UsageError } from './command.ts'
import { contractIdOf, customerIdOf, partnerIdOf } from './names.ts'
import type { Row } from './output.ts'

type Path = keyof paths & string
type Resource = {
  summary: string
  /** With a partner's key; with the vendor's. */
  partner?: Path
  vendor?: Path
  columns: string[]
  /** How it is read, where that is no list of pages. */
  read?: (connection: Connection, partnerId: string, filters: Record<string, string[]>) => AsyncIterable<Row>
}

/** What can be listed. Everything else of a row is in --json. */
export const resources: Record<string, Resource> = {
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
    partner: '/api/v1/partners/{partnerId}/contracts',
    vendor: '/api/v1/vendor/contracts',
    columns: ['number', 'partnerName', 'contractTypeName', 'customerName', 'shownState', 'endsAt', 'contractId'],
  },
  lines: {
    summary: 'covered serial numbers; with a key of the vendor of one contract',
    partner: '/api/v1/partners/{partnerId}/contract-lines',
    vendor: '/api/v1/vendor/partners/{partnerId}/contracts/{contractId}/lines',
    columns: ['serial', 'vendor', 'productId', 'serviceLevel', 'customerName', 'contractNumber', 'endsAt'],
  },
  collectors: {
    summary: 'collectors of a partner’s customers',
    partner: '/api/v1/partners/{partnerId}/collectors',
    vendor: '/api/v1/vendor/partners/{partnerId}/collectors',
    columns: [
      'name',
      'customerName',
      'status',
      'site',
      'inventoryName',
      'lastUploadAt',
      'licenceExpiresAt',
      'collectorId',
    ],
  },
  devices: {
    summary: 'devices of customers, with their coverage now',
    partner: '/api/v1/partners/{partnerId}/devices',
    columns: ['hostname', 'customerName', 'serial', 'productId', 'softwareVersion', 'coverage', 'seenAt', 'deviceId'],
  },
  hardware: {
    summary: 'chassis and their parts',
    partner: '/api/v1/partners/{partnerId}/hardware',
    columns: ['hostname', 'kind', 'name', 'position', 'productId', 'serial', 'customerName'],
  },
  collections: {
    summary: 'uploads of inventory',
    partner: '/api/v1/partners/{partnerId}/collections',
    columns: ['customerName', 'inventoryName', 'source', 'state', 'collectedAt', 'collectionId'],
  },
  alerts: {
    summary: 'what needs attention now',
    partner: '/api/v1/partners/{partnerId}/alerts',
    columns: ['kind', 'severity', 'subjectName', 'customerName', 'state', 'dueAt', 'alertId'],
  },
  team: {
    summary: 'a partner’s people, with their roles',
    partner: '/api/v1/partners/{partnerId}/team',
    vendor: '/api/v1/vendor/partners/{partnerId}/team',
    columns: ['firstName', 'lastName', 'email', 'role', 'sponsors', 'state', 'lastSignInAt', 'accountId'],
  },
  invitations: {
    summary: 'invitations to a partner’s team',
    partner: '/api/v1/partners/{partnerId}/team-invitations',
    columns: ['email', 'role', 'state', 'invitedByName', 'expiresAt', 'invitationId'],
  },
  associations: {
    summary: 'who of a partner’s people sees which customers',
    partner: '/api/v1/partners/{partnerId}/associations',
    columns: ['name', 'email', 'role', 'customerName', 'state', 'endsAt'],
    read: readAssociations,
  },
  reviews: {
    summary: 'access reviews',
    partner: '/api/v1/partners/{partnerId}/access-reviews',
    vendor: '/api/v1/vendor/access-reviews',
    columns: ['title', 'audience', 'runBy', 'state', 'dueAt', 'rows', 'open', 'reviewId'],
  },
  'review-rows': {
    summary: 'who has what in one access review, and what was decided',
    partner: '/api/v1/partners/{partnerId}/access-reviews/{reviewId}/rows',
    vendor: '/api/v1/vendor/access-reviews/{reviewId}/rows',
    columns: ['kind', 'name', 'email', 'roleNow', 'customerName', 'state', 'decidedByName', 'rowId'],
  },
  imports: {
    summary: 'files of contracts',
    vendor: '/api/v1/vendor/imports',
    columns: ['fileName', 'state', 'counts.rows', 'counts.errorRows', 'createdByName', 'createdAt', 'importId'],
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
}

/** What fills the places of a path in by an option of the same name. */
const placeOptions = {
  partnerId: 'partner',
  customerId: 'customer',
  contractId: 'contract',
  reviewId: 'review',
} as const
type Place = keyof typeof placeOptions
export type Places = Partial<Record<Place, string>>

export const placeHelp: Options = {
  partner: { type: 'string', value: 'NAME|ID', help: 'With a key of the vendor: of this partner' },
  customer: { type: 'string', value: 'NAME|ID', help: 'Of this customer' },
  contract: { type: 'string', value: 'NUMBER|ID', help: 'Of this contract' },
  review: { type: 'string', value: 'ID', help: 'Of this access review' },
}

/** Ids of what people call by a name or a number; `own`: with a key of the partner itself. */
const idOf: Record<Place, (said: string, api: Partnergate, partnerId: string, own: boolean) => Promise<string>> = {
  partnerId: (said, api) => partnerIdOf(api, said),
  customerId: (said, api, partnerId, own) => customerIdOf(api, { partnerId, own }, said),
  contractId: (said, api, partnerId, own) => contractIdOf(api, { partnerId, own }, said),
  reviewId: async (said) => said,
}

/** Which lists and files an option narrows where it is no place of their path. */
const narrowed: Partial<Record<Place, RegExp>> = {
  partnerId: /^\/api\/v1\/vendor\/(contracts(-export)?|access-reviews\/\{reviewId\}\/rows)$/,
  customerId:
    /\/(contracts|contract-lines|device-coverage|collections|devices|hardware|software|alerts|team|collectors|sponsorships|people|status-report|rows)(-export|\/export)?$/,
  contractId: /\/(contract-lines|device-coverage)(-export)?$/,
}
const narrows = (place: Place, path: Path) =>
  narrowed[place]?.test(path) && (place === 'partnerId' || path.includes('{partnerId}') || path.endsWith('/rows'))

/** The path that this key uses, and what it is about: the key's own partner, or what options say; `filters` where they narrow a list. */
export async function placeOf(
  { partner, vendor }: { partner?: Path; vendor?: Path },
  name: string,
  { api, key }: Connection,
  given: Given,
): Promise<{ path: Path; places: Places; filters: Places }> {
  const path = key.partner ? partner : vendor
  if (!path) throw new UsageError(`${name}: with a key of ${key.partner ? 'the vendor' : 'a partner'}`)
  if (key.partner && textOf(given, 'partner')) throw new UsageError(`${name}: --partner is for a key of the vendor`)
  const places: Places = {}
  const filters: Places = {}
  for (const [place, option] of Object.entries(placeOptions) as [Place, string][]) {
    const isInPath = path.includes(`{${place}}`)
    const said = (isInPath && place === 'partnerId' && key.partner?.partnerId) || textOf(given, option)
    if (!said && isInPath) throw new UsageError(`${name}: of which ${option}? --${option} ${placeHelp[option]?.value}`)
    if (!said) continue
    if (!isInPath && !narrows(place, path))
      throw new UsageError(`${name}: --${option} does not narrow this; leave it out`)
    const partnerId = places.partnerId ?? filters.partnerId ?? ''
    ;(isInPath ? places : filters)[place] = await idOf[place](said, api, partnerId, key.partner !== null)
  }
  return { path, places, filters }
}
