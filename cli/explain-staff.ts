import { type components, take } from '@partnergate/client'
import { type Connection, UsageError } from './command.ts'
import { called, isId, only } from './names.ts'

type Explained = components['schemas']['ExplainedStaff']
type Action = Explained['action']

/** What the vendor's staff may do, or not; the type has what the portal knows. */
const actions: Record<Action, true> = {
  manage_partners: true,
  manage_contracts: true,
  import_contracts: true,
  decide_requests: true,
  onboard_partners: true,
  use_support_access: true,
  resend_mail: true,
  change_settings: true,
  manage_staff: true,
  manage_entitlements: true,
  manage_contract_types: true,
  run_vendor_reviews: true,
  read_vendor_keys: true,
  manage_vendor_keys: true,
  act_in_partner: true,
}
export const staffActionNames = Object.keys(actions)
export const isStaffAction = (text: string): text is Action => Object.hasOwn(actions, text)

/** Whether one of the vendor's staff may do something, perhaps to a partner, a colleague or an access review; that one by id. */
export async function explainStaff(
  { api, key }: Connection,
  { member, action, about }: { member: string; action: Action; about: string | undefined },
): Promise<Explained> {
  if (key.partner) throw new UsageError('About the vendor’s staff, a key of the vendor is needed')
  const findStaff = async () => {
    const query = { q: member }
    const { items } = await take(api.GET('/api/v1/vendor/staff', { params: { query } }))
    return called(items, member)
  }
  const accountId = isId(member) ? member : only(await findStaff(), `of the staff called ${member}`)
  const query = { action, accountId, ...(about && { about }) }
  return take(api.GET('/api/v1/vendor/reach/explain', { params: { query } }))
}
