import type { ApiProblem } from '../api/problem.ts'
import type { Question } from './asking.ts'
import { type Action, actions } from './explained.ts'

const root = '/api/v1/partners/{partnerId}/'

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
  sponsorships: 'sponsor',
  people: 'sponsor',
  requests: 'sponsor',
  attestation: 'sponsor',
}

/** The chain that explains a refusal, as a question; undefined where none does: not refused for a right, or not a partner's. */
export function questionOf({ status, code, missing, request }: ApiProblem): Question | undefined {
  const { partnerId, customerId } = request?.params ?? {}
  if (status !== 403 || !partnerId || !request?.path.startsWith(root)) return undefined
  const [area = '', ...rest] = request.path.slice(root.length).split('/')
  const action = actionOf({ code, missing, area, last: rest.at(-1), reads: request.method === 'GET', customerId })
  if (!action || (actions[action].customer && !customerId)) return undefined
  return { partnerId, action, customerId: actions[action].customer ? customerId : undefined }
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
  if (area === 'contracts') return last === 'end' ? 'see_what_stops' : last === 'lines' ? 'search_lines' : undefined
  if (area !== 'customers') return areas[area]
  if (!customerId) return reads ? undefined : 'add_customer'
  if (last === 'seen-by') return 'manage_associations'
  return reads ? 'see_customer' : 'change_customer'
}
