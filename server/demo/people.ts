import type { Human } from './cast.ts'

type Becomes = 'unconfirmed' | 'to_be_verified' | 'active' | 'due' | 'suspended' | 'disabled' | 'left'
export type RegistrantCast = { human: Human; jobTitle: string; becomes: Becomes; registeredDaysAgo: number }
export type SponsorshipCast = {
  key: string
  partner: string
  customer: string
  contract: string
  entitlements: string[]
  seats: number
  days: number
  becomes: 'draft' | 'issued' | 'expired' | 'revoked'
  issuedDaysAgo: number
  people: RegistrantCast[]
}

function worker(
  name: string,
  domain: string,
  jobTitle: string,
  becomes: Becomes,
  registeredDaysAgo: number,
  language: 'en' | 'es' = 'en',
): RegistrantCast {
  const [firstName = '', ...rest] = name.split(' ')
  const mailbox = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll(' ', '.')
  const human = { firstName, lastName: rest.join(' '), email: `${mailbox}@${domain}`, language }
  return { human, jobTitle, becomes, registeredDaysAgo }
}

const usual = ['support.cases', 'software.download', 'support.documentation', 'support.bug_search']

/** One sponsorship in each state of R17. */
export const sponsorships: SponsorshipCast[] = [
  {
    key: 'alder',
    partner: 'northbridge',
    customer: 'alder',
    contract: 'main',
    entitlements: [...usual, 'support.returns', 'commerce.orders'],
    seats: 12,
    days: 250,
    becomes: 'issued',
    issuedDaysAgo: 280,
    people: [
      worker('Priya Nair', 'alder-logistics.example', 'Network engineer', 'active', 120),
      worker('Callum Reid', 'alder-logistics.example', 'IT manager', 'active', 75),
      worker('Sofia Bianchi', 'alder-logistics.example', 'Systems administrator', 'due', 250),
      worker('Gareth Pugh', 'alder-logistics.example', 'Warehouse systems', 'suspended', 270),
      worker('Hannah Cole', 'alder-logistics.example', 'Security analyst', 'disabled', 160),
      worker('Marcus Webb', 'alder-logistics.example', 'Contractor', 'left', 140),
      worker('Dora Finch', 'finch-consulting.example', 'External consultant', 'to_be_verified', 2),
      worker('Leo Hart', 'alder-logistics.example', 'Apprentice', 'unconfirmed', 1),
    ],
  },
  {
    key: 'bramley',
    partner: 'northbridge',
    customer: 'bramley',
    contract: 'ending',
    entitlements: ['support.cases', 'software.download', 'commerce.orders'],
    seats: 2,
    days: 19,
    becomes: 'issued',
    issuedDaysAgo: 100,
    people: [
      worker('Nadia Okafor', 'bramley-foods.example', 'Head of infrastructure', 'active', 95),
      worker('Ruben Vos', 'bramley-foods.example', 'Network engineer', 'active', 60),
    ],
  },
  {
    key: 'corvus',
    partner: 'northbridge',
    customer: 'corvus',
    contract: 'main',
    entitlements: [...usual, 'commerce.licences'],
    seats: 25,
    days: 300,
    becomes: 'issued',
    issuedDaysAgo: 0,
    people: [],
  },
  {
    key: 'delmar',
    partner: 'northbridge',
    customer: 'delmar',
    contract: 'main',
    entitlements: ['support.cases', 'support.advisories'],
    seats: 5,
    days: 20,
    becomes: 'expired',
    issuedDaysAgo: 200,
    people: [worker('Grace Amadi', 'delmar-hospitals.example', 'Wireless engineer', 'active', 190)],
  },
  {
    key: 'delmar-next',
    partner: 'northbridge',
    customer: 'delmar',
    contract: 'main',
    entitlements: ['support.cases', 'support.advisories', 'support.training'],
    seats: 8,
    days: 22,
    becomes: 'draft',
    issuedDaysAgo: 0,
    people: [],
  },
  {
    key: 'alder-old',
    partner: 'northbridge',
    customer: 'alder',
    contract: 'main',
    entitlements: ['software.download'],
    seats: 3,
    days: 100,
    becomes: 'revoked',
    issuedDaysAgo: 330,
    people: [],
  },
  {
    key: 'ebro',
    partner: 'ebrored',
    customer: 'ebro',
    contract: 'main',
    entitlements: ['support.cases', 'software.download', 'support.documentation'],
    seats: 10,
    days: 140,
    becomes: 'issued',
    issuedDaysAgo: 110,
    people: [
      worker('Lucía Ferrer', 'transportes-ebro.example', 'Responsable de redes', 'active', 100, 'es'),
      worker('Andrés Molina', 'transportes-ebro.example', 'Técnico de sistemas', 'active', 30, 'es'),
    ],
  },
  {
    key: 'weser',
    partner: 'halden',
    customer: 'weser',
    contract: 'main',
    entitlements: usual,
    seats: 6,
    days: 55,
    becomes: 'issued',
    issuedDaysAgo: 210,
    people: [worker('Karla Brandt', 'weser-maschinenbau.example', 'Plant IT', 'active', 205)],
  },
]
