import type { Human } from './cast.ts'

/** The support service's people of the partners (R19–R21). */
export type TeamCast = {
  human: Human
  /** Where they work, in the order in which they were invited; who works for two partners changes between them. */
  parts: TeamPart[]
  joinedDaysAgo: number
  lastSeenDaysAgo: number
}
type TeamPart = {
  partner: string
  role: 'super_admin' | 'admin' | 'user'
  /** Of a partner user: every customer, or these, perhaps until a day (counted from today). */
  sees?: 'all' | { customer: string; until?: number }[]
  suspended?: string
}

const at = (name: string, domain: string) => `${name}@${domain}.example`

/** The first of each partner is its super administrator, whom the vendor invites; the others are invited by that one. */
export const team: TeamCast[] = [
  {
    human: { firstName: 'Miriam', lastName: 'Holt', email: at('miriam.holt', 'northbridge-systems') },
    parts: [{ partner: 'northbridge', role: 'super_admin' }],
    joinedDaysAgo: 200,
    lastSeenDaysAgo: 0,
  },
  {
    // Sponsorship administrator already: the same account.
    human: { firstName: 'Pablo', lastName: 'Serrano', email: at('pablo.serrano', 'ebrored'), language: 'es' },
    parts: [{ partner: 'ebrored', role: 'super_admin' }],
    joinedDaysAgo: 95,
    lastSeenDaysAgo: 0,
  },
  {
    human: { firstName: 'Desmond', lastName: 'Clay', email: at('desmond.clay', 'northbridge-systems') },
    parts: [{ partner: 'northbridge', role: 'admin' }],
    joinedDaysAgo: 190,
    lastSeenDaysAgo: 0,
  },
  {
    human: { firstName: 'Yusuf', lastName: 'Demir', email: at('yusuf.demir', 'northbridge-systems') },
    parts: [
      { partner: 'northbridge', role: 'user', sees: [{ customer: 'alder' }, { customer: 'bramley', until: 10 }] },
    ],
    joinedDaysAgo: 150,
    lastSeenDaysAgo: 3,
  },
  {
    human: { firstName: 'Clara', lastName: 'Voss', email: at('clara.voss', 'voss-networking') },
    parts: [
      { partner: 'northbridge', role: 'user', sees: 'all' },
      { partner: 'ebrored', role: 'admin' },
    ],
    joinedDaysAgo: 80,
    lastSeenDaysAgo: 1,
  },
  {
    human: { firstName: 'Felix', lastName: 'Grant', email: at('felix.grant', 'northbridge-systems') },
    parts: [
      {
        partner: 'northbridge',
        role: 'user',
        sees: [{ customer: 'alder' }, { customer: 'bramley' }],
        suspended: 'On leave until spring',
      },
    ],
    joinedDaysAgo: 170,
    lastSeenDaysAgo: 118,
  },
  {
    human: { firstName: 'Inés', lastName: 'Robles', email: at('ines.robles', 'ebrored'), language: 'es' },
    parts: [{ partner: 'ebrored', role: 'user', sees: [{ customer: 'ebro' }, { customer: 'sol', until: 5 }] }],
    joinedDaysAgo: 60,
    lastSeenDaysAgo: 2,
  },
]

/** Invited, and has not come yet. */
export const invited = {
  partner: 'northbridge',
  human: { firstName: 'Harriet', lastName: 'Bloom', email: at('harriet.bloom', 'northbridge-systems') },
  customer: 'alder',
}

/** What the keys that the terminal shows are let into: enough for what the command line does. */
export const keyScopes = {
  partner: [
    'access-reviews:read',
    'associations:read',
    'audit:read',
    'contracts:read',
    'customers:read',
    'reach:read',
    'team:write',
  ],
  vendor: ['access:read', 'access-reviews:read', 'contracts:read', 'imports:write', 'partners:read', 'reach:read'],
}
