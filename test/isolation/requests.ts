import { apiPrefix } from '../../server/app.ts'
import type { Route } from '../../server/platform/http/route.ts'
import type { ActorPlan } from './actors.ts'
import type { Batch } from './batch.ts'
import type { Context } from './facts.ts'
import type { Plan, Row } from './plan.ts'
import type { Random } from './random.ts'

/** Where the ids in paths come from. A parameter that is missing here fails the test. */
const params: Record<string, { table: string; column: string } | { any: string }> = {
  partnerId: { table: 'partner', column: 'partner_id' },
  customerId: { table: 'customer', column: 'customer_id' },
  contractId: { table: 'contract', column: 'contract_id' },
  sponsorshipId: { table: 'sponsorship', column: 'sponsorship_id' },
  registrationId: { table: 'registration', column: 'registration_id' },
  requestId: { table: 'access_request', column: 'request_id' },
  accountId: { table: 'membership', column: 'account_id' },
  keyId: { table: 'api_key', column: 'key_id' },
  lineId: { table: 'contract_line', column: 'line_id' },
  actingId: { table: 'acting', column: 'acting_id' },
  mailId: { table: 'mail_message', column: 'mail_id' },
  invitationId: { table: 'staff_invitation', column: 'invitation_id' },
  chain: { table: 'partner', column: 'partner_id' },
  importId: { table: 'import', column: 'import_id' },
  collectionId: { table: 'collection', column: 'collection_id' },
  deviceId: { table: 'device', column: 'device_id' },
  alertId: { table: 'alert', column: 'alert_id' },
  exportId: { table: 'export', column: 'export_id' },
  viewId: { table: 'saved_view', column: 'view_id' },
  entryId: { table: 'lifecycle_entry', column: 'entry_id' },
  reviewId: { table: 'access_review', column: 'review_id' },
  collectorId: { table: 'collector', column: 'collector_id' },
  rowId: { table: 'access_review_row', column: 'row_id' },
  seq: { any: '1' },
  number: { any: '1' },
  index: { any: '0' },
  sessionId: { any: '01990000-0000-7000-8000-00000000aaaa' },
  entitlementId: { any: 'software.download' },
  contractTypeId: { any: '01990000-0000-7000-8000-000000000001' },
}

/** Where a name means something else than above: by how the path begins. */
const otherwise: { path: string; name: string; table: string }[] = [
  { path: '/administrator-requests/', name: 'requestId', table: 'administrator_request' },
  { path: '/vendor/administrator-requests/', name: 'requestId', table: 'administrator_request' },
  { path: '/partners/', name: 'importId', table: 'team_import' },
  { path: '/partners/', name: 'invitationId', table: 'team_invitation' },
  { path: '/vendor/partners/', name: 'invitationId', table: 'team_invitation' },
]

export const nobodysId = '01990000-0000-7000-8000-00000000dead'

/** The names in a path's braces. */
export const paramsOf = (route: Route) => [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')

/** The column of the world's rows that a parameter or a field of this name holds, and their table. */
export function sourceOf(route: Route, name: string) {
  const source = params[name]
  if (!source)
    throw new Error(`test/isolation/requests.ts does not know what {${name}} in ${route.path} is: see its README`)
  const other = otherwise.find((candidate) => candidate.name === name && route.path.startsWith(candidate.path))
  return other && 'table' in source ? { ...source, table: other.table } : source
}

/** The path with ids of one partner: `pick` says which row. A thing that the partner has none of is nobody's. */
export function pathOf(route: Route, pick: (name: string, table: string) => Row | undefined): string {
  const filled = route.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const source = sourceOf(route, name)
    if ('any' in source) return source.any
    return encodeURIComponent(String(pick(name, source.table)?.[source.column] ?? nobodysId))
  })
  return apiPrefix + filled
}

/** Rows of one partner in a table; of those without a partner, any. */
export function rowOf(plan: Plan, partnerId: string, table: string, random: Random): Row | undefined {
  const rows = plan.rows[table] ?? []
  const ours = rows.filter((row) => !('partner_id' in row) || row.partner_id === partnerId)
  return ours.length > 0 ? random.pick(ours) : undefined
}

/** The partners of their world with which somebody has or had to do. */
export function relatedTo(plan: Plan, actor: ActorPlan): string[] {
  if (actor.machine) return [actor.machine.partnerId]
  if (actor.key) return plan.partnerIds.filter((partnerId) => partnerId === actor.key?.partnerId)
  const tables = ['membership', 'acting', 'registration'].flatMap((table) => plan.rows[table] ?? [])
  const found = tables.filter((row) => row.account_id === actor.account?.id).map((row) => row.partner_id as string)
  return [...new Set(found)]
}

/** As what a route's transaction begins for this actor. */
export function contextOf(route: Route, actor: ActorPlan, partnerId: string | undefined): Context {
  const as = {
    name: actor.kind,
    accountId: actor.account?.id ?? null,
    writes: route.method !== 'get' || !!route.writes,
  }
  const inPartner = partnerId === undefined ? {} : { partnerId }
  if (actor.key) {
    const realm = route.realm === 'vendor' ? 'vendor' : route.realm === 'public' ? 'public' : 'partner'
    const of = route.realm === 'key' ? { partnerId: actor.key.partnerId } : inPartner
    return { ...as, keyId: actor.key.keyId, realm, ...of }
  }
  // Agents have an address outside of these routes, and no licence: here they are strangers.
  if (actor.machine && !actor.machine.addressHash && route.realm === 'collector')
    return { ...as, realm: 'collector', machine: actor.machine, partnerId: actor.machine.partnerId }
  if (!actor.account) return { ...as, realm: 'public' }
  const realm = ['public', 'key', 'collector'].includes(route.realm) ? 'person' : (route.realm as 'person')
  return { ...as, realm, ...inPartner }
}

/** Actors of each kind in the batch, with their world. */
export function actorsOf(batch: Batch): Map<string, { plan: Plan; actor: ActorPlan }[]> {
  const found = new Map<string, { plan: Plan; actor: ActorPlan }[]>()
  for (const plan of batch.plans)
    for (const actor of plan.actors) found.set(actor.kind, [...(found.get(actor.kind) ?? []), { plan, actor }])
  return found
}
