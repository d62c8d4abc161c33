import type { ApiProblem } from '../api/problem.ts'
import type { Question } from './asking.ts'
import { type Action, actions, type StaffAction } from './explained.ts'

const root = '/api/v1/partners/{partnerId}/'
const vendorRoot = '/api/v1/vendor/'

/** What an operation of a partner needs, by the part of the path after the partner; of customers, what one changes. */
const areas: Record<string, Action> = {
  team: 'manage_people',
  'team-export': 'manage_people',
  'team-invitations': 'register_people',
  'team-imports': 'register_people',
  associations: 'manage_associations',
  'access-reviews': 'manage_reviews',
  keys: 'manage_keys',
  reach: 'manage_people',
  'contract-lines': 'search_lines',
  'device-coverage': 'search_lines',
  'coverage-endings': 'search_lines',
  renewal: 'search_lines',
  'renewal-devices': 'search_lines',
  sponsorships: 'sponsor',
  people: 'sponsor',
  requests: 'sponsor',
  attestation: 'sponsor',
  audit: 'read_audit',
}

/** The same of the vendor's operations; of one partner, by what follows the partner. */
const staffAreas: Record<string, StaffAction> = {
  partners: 'manage_partners',
  contracts: 'manage_contracts',
  imports: 'import_contracts',
  'administrator-requests': 'decide_requests',
  onboarding: 'onboard_partners',
  team: 'onboard_partners',
  acting: 'use_support_access',
  mail: 'resend_mail',
  settings: 'change_settings',
  staff: 'manage_staff',
  'staff-invitations': 'manage_staff',
  entitlements: 'manage_entitlements',
  'entitlements-order': 'manage_entitlements',
  'contract-types': 'manage_contract_types',
  'access-reviews': 'run_vendor_reviews',
  keys: 'manage_vendor_keys',
}

/** The chain that explains a refusal, as a question; undefined where none does: not refused for a right, or not a partner's. */
export function questionOf({ status, code, missing, request }: ApiProblem): Question | undefined {
  if (status !== 403 || !request) return undefined
  if (request.path.startsWith(vendorRoot)) return staffQuestionOf(request)
  const { partnerId, customerId } = request.params
  if (!partnerId || !request.path.startsWith(root)) return undefined
  // Whoever looks for the vendor is no member there: what they lack is explained to them as the vendor's staff.
  if (code === 'acting_reads_only') return { staffAction: 'act_in_partner', about: partnerId }
  const [area = '', ...rest] = request.path.slice(root.length).split('/')
  const action = actionOf({ code, missing, area, last: rest.at(-1), reads: request.method === 'GET', customerId })
  if (!action || (actions[action].customer && !customerId)) return undefined
  return { partnerId, action, customerId: actions[action].customer ? customerId : undefined }
}

/** About whom or what: as far as the address says it. */
function staffQuestionOf({ method, path, params }: NonNullable<ApiProblem['request']>): Question | undefined {
  const [area = '', , ofPartner = ''] = path.slice(vendorRoot.length).split('/')
  const staffAction =
    area === 'keys' && method === 'GET' ? 'read_vendor_keys' : (staffAreas[ofPartner] ?? staffAreas[area])
  if (!staffAction) return undefined
  const about = {
    manage_staff: params.accountId,
    onboard_partners: params.partnerId,
    run_vendor_reviews: params.reviewId,
  }
  return { staffAction, about: staffAction in about ? about[staffAction as keyof typeof about] : undefined }
}

type Asked = {
  code: string
  missing: string | undefined
  area: string
  last: string | undefined
  reads: boolean
  customerId: string | undefined
}

function actionOf({ code, missing, area, last, reads, customerId }: Asked): Action | undefined {
  if (code.startsWith('service_') && customerId) return reads ? 'see_data' : 'register_collector'
  // Two rights are the same whatever was asked: what the refusal says is missing tells them.
  if (missing === 'sponsorship administrator') return 'sponsor'
  if (missing === 'role super administrator') return area === 'access-reviews' ? 'start_reviews' : 'manage_super_admins'
  if (area === 'acting') return reads ? 'read_support_access' : 'end_support_access'
  if (area === 'contracts') return last === 'end' ? 'see_what_stops' : last === 'lines' ? 'search_lines' : undefined
  if (area !== 'customers') return areas[area]
  if (!customerId) return reads ? undefined : 'add_customer'
  if (last === 'seen-by') return 'manage_associations'
  return reads ? 'see_customer' : 'change_customer'
}
