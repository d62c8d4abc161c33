import {
  IconActivity,
  IconAffiliate,
  IconBell,
  IconBook2,
  IconBuilding,
  IconBuildings,
  IconCertificate,
  IconChecklist,
  IconDeviceDesktopAnalytics,
  IconFileCertificate,
  IconFileDownload,
  IconFileText,
  IconGauge,
  IconHeadset,
  IconHelp,
  IconHome,
  IconHourglass,
  IconInbox,
  IconKey,
  IconLicense,
  IconListDetails,
  IconLockAccess,
  IconLogin,
  IconMail,
  IconPlus,
  IconReportAnalytics,
  IconRosetteDiscountCheck,
  IconRoute,
  IconSettings,
  IconShieldCheck,
  IconStack2,
  IconTicket,
  IconUserCheck,
  IconUserPlus,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react'
import type { Me, Membership } from '../api/me.ts'
import { type Context, contextOf, pages } from './pages.ts'

/** Every entry there can be, in the order in which it shows; its label is `shell:nav.<id>`. */
const icons = {
  overview: IconGauge,
  home: IconHome,
  register: IconUserPlus,
  signIn: IconLogin,
  rules: IconBook2,
  questions: IconListDetails,
  help: IconHelp,
  access: IconLockAccess,
  account: IconSettings,
  addSponsorship: IconPlus,
  becomeAdministrator: IconRosetteDiscountCheck,
  whoSeesOurData: IconUsersGroup,
  partners: IconBuildings,
  administratorRequests: IconInbox,
  onboarding: IconChecklist,
  customers: IconBuilding,
  sponsorships: IconTicket,
  people: IconUsers,
  requests: IconInbox,
  attestation: IconUserCheck,
  statusReport: IconReportAnalytics,
  team: IconUsersGroup,
  associations: IconAffiliate,
  contracts: IconFileText,
  contractTypes: IconFileCertificate,
  entitlements: IconLicense,
  applications: IconDeviceDesktopAnalytics,
  lifecycle: IconHourglass,
  collectors: IconActivity,
  inventory: IconListDetails,
  collections: IconStack2,
  alerts: IconBell,
  reports: IconReportAnalytics,
  exports: IconFileDownload,
  accessReviews: IconCertificate,
  mail: IconMail,
  staff: IconUsersGroup,
  apiKeys: IconKey,
  settings: IconSettings,
  explain: IconRoute,
  supportAccess: IconHeadset,
  audit: IconShieldCheck,
  auditVerification: IconCertificate,
} as const
export type NavId = keyof typeof icons
export type NavEntry = { id: NavId; icon: (typeof icons)[NavId]; href: string }

const forStrangers: NavId[] = ['home', 'register', 'signIn', 'rules', 'questions', 'help']
const forSponsors: NavId[] = [
  'overview',
  'customers',
  'sponsorships',
  'contracts',
  'people',
  'requests',
  'attestation',
  'accessReviews',
  'statusReport',
  'supportAccess',
  'audit',
]
const forPartnerUsers: NavId[] = [
  'overview',
  'customers',
  'collectors',
  'inventory',
  'collections',
  'contracts',
  'alerts',
  'reports',
  'exports',
]
const forPartnerAdmins: NavId[] = [
  ...forPartnerUsers,
  'team',
  'associations',
  'accessReviews',
  'apiKeys',
  'explain',
  'supportAccess',
  'audit',
]
const forSupportAgents: NavId[] = [
  'overview',
  'partners',
  'administratorRequests',
  'onboarding',
  'contracts',
  'people',
  'mail',
  'audit',
]
const forAdministrators: NavId[] = [
  ...forSupportAgents,
  'contractTypes',
  'entitlements',
  'lifecycle',
  'applications',
  'settings',
  'staff',
  'apiKeys',
  'accessReviews',
]

/** What a reader may be led to in a context: the table of roles, before it is known which pages exist. */
export function allowedEntries(context: Context, me: Me): Set<NavId> {
  if (context.kind !== 'partner') return new Set(entriesOutsidePartners(context.kind, me))
  const { partnerId } = context
  const membership = membershipIn(me, partnerId)
  const ids = new Set<NavId>(membership?.sponsors ? forSponsors : [])
  const role = membership?.role
  for (const id of role === 'user' ? forPartnerUsers : role ? forPartnerAdmins : []) ids.add(id)
  return ids
}

function entriesOutsidePartners(kind: 'stranger' | 'person' | 'vendor', me: Me): NavId[] {
  if (kind === 'stranger') return forStrangers
  return kind === 'person' ? entriesOfPerson(me) : entriesOfStaff(me.staffRole)
}

function entriesOfPerson(me: Me): NavId[] {
  if (me.sponsored.length > 0) return ['access', 'addSponsorship', 'whoSeesOurData', 'account']
  return ['account', 'addSponsorship', 'becomeAdministrator']
}

function entriesOfStaff(role: Me['staffRole']): NavId[] {
  if (role === 'support_agent') return forSupportAgents
  if (role === 'administrator') return forAdministrators
  return role === 'auditor' ? [...forAdministrators, 'auditVerification'] : []
}

/** The left navigation: entries the reader's roles allow and for which a page exists. */
export function navigationOf(context: Context, me: Me): NavEntry[] {
  const allowed = allowedEntries(context, me)
  return (Object.keys(icons) as NavId[])
    .filter((id) => allowed.has(id))
    .flatMap((id) => {
      const page = pages.find((candidate) => candidate.nav === id && contextOf(candidate.path).kind === context.kind)
      if (!page) return []
      return [{ id, icon: icons[id], href: hrefOf(page.path, context) }]
    })
}

/** Whether the reader has any business in this context; if not, the shell answers as if it did not exist. */
export function belongsTo(context: Context, me: Me): boolean {
  if (context.kind === 'vendor') return me.staffRole !== null
  if (context.kind !== 'partner') return true
  const { partnerId } = context
  return membershipIn(me, partnerId) !== undefined
}

/** The reader's hat in a partner. Who looks at its pages for the vendor sees them as its super administrator does. */
function membershipIn(me: Me, partnerId: string): Pick<Membership, 'role' | 'sponsors'> | undefined {
  const own = me.memberships.find((candidate) => candidate.partnerId === partnerId)
  if (own || !actingIn(me, partnerId)) return own
  return { role: 'super_admin', sponsors: true }
}

/** Set while the reader looks at this partner's pages for the vendor. */
export function actingIn(me: Me, partnerId: string): Me['acting'][number] | undefined {
  return me.acting.find((candidate) => candidate.partnerId === partnerId)
}

/** Where a reader begins: their most powerful hat. */
export function homeOf(me: Me): string {
  if (me.staffRole) return '/vendor'
  const membership = me.memberships.find(({ role, sponsors }) => role !== null || sponsors)
  if (membership) return `/partner/${membership.partnerId}`
  return me.sponsored.length > 0 ? '/access' : '/account'
}

function hrefOf(pattern: string, context: Context): string {
  return context.kind === 'partner' ? pattern.replace('$partnerId', context.partnerId) : pattern
}
