import { type components, take } from '@partnergate/client'
import { type Connection, UsageError } from './command.ts'
import { called, customerIdOf, isId, only, partnerIdOf } from './names.ts'

type Explained = components['schemas']['ExplainedReach']
type Action = Explained['action']

/** What a partner's people may do, or not; the type has what the portal knows. */
const actions: Record<Action, true> = {
  see_customer: true,
  see_data: true,
  read_contracts: true,
  search_lines: true,
  see_what_stops: true,
  add_customer: true,
  change_customer: true,
  sponsor: true,
  see_collectors: true,
  register_collector: true,
  download_licence: true,
  end_collector: true,
  upload_inventory: true,
  revalidate_collection: true,
  acknowledge_alerts: true,
  register_people: true,
  manage_people: true,
  manage_super_admins: true,
  manage_associations: true,
  manage_reviews: true,
  start_reviews: true,
  manage_keys: true,
  read_audit: true,
  read_support_access: true,
  end_support_access: true,
}
export const actionNames = Object.keys(actions)
export const isAction = (text: string): text is Action => Object.hasOwn(actions, text)

/** Whether a partner's member may do something, perhaps about one customer; each by id, by address or by the whole name. */
export async function explainReach(
  { api, key }: Connection,
  partner: string | undefined,
  { member, action, customer }: { member: string; action: Action; customer: string | undefined },
): Promise<Explained> {
  if (!key.partner && !partner) throw new UsageError('Of which partner? --partner NAME')
  const partnerId = key.partner?.partnerId ?? (await partnerIdOf(api, partner ?? ''))
  const path = { partnerId }
  const own = key.partner !== null
  const findMembers = async (q: string) => {
    // Names are kept last name first; which one is meant is told by the whole of it below.
    const query = { q: q.split(' ').at(-1) ?? q, limit: 100 }
    const { items } = await take(
      own
        ? api.GET('/api/v1/partners/{partnerId}/reach/people', { params: { path, query } })
        : api.GET('/api/v1/vendor/partners/{partnerId}/reach/people', { params: { path, query } }),
    )
    return called(items, q)
  }
  // The key itself; to the vendor's no partner's key is itself.
  const itself = own && member === 'me'
  const accountOf = async () => (isId(member) ? member : only(await findMembers(member), `people called ${member}`))
  const query = {
    ...(customer && { customerId: await customerIdOf(api, { partnerId, own }, customer) }),
    action,
  }
  if (itself) return take(api.GET('/api/v1/partners/{partnerId}/reach/explain', { params: { path, query } }))
  const ofMember = { ...query, accountId: await accountOf() }
  return take(
    own
      ? api.GET('/api/v1/partners/{partnerId}/reach/explain', { params: { path, query: ofMember } })
      : api.GET('/api/v1/vendor/partners/{partnerId}/reach/explain', { params: { path, query: ofMember } }),
  )
}
