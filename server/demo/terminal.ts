import { applicant, demoPassword, staff } from './cast.ts'
import type { Handout } from './seed.ts'

type Line = [who: string, email: string, sees: string]

const northbridge = (name: string) => `${name}@northbridge-systems.example`

const people: Line[] = [
  ['Vendor: administrator', staff.administrator.email, 'everything, a running access review, API keys'],
  ['Vendor: support agent', staff.agent.email, 'requests, partners’ first people, imports of contracts'],
  ['Vendor: auditor', staff.auditor.email, 'the audit; reads only'],
  ['Super administrator', northbridge('miriam.holt'), 'Northbridge Systems: its team, all customers, reviews, keys'],
  ['Partner administrator', northbridge('desmond.clay'), 'the same team; rows of a review to decide'],
  ['Partner user of some', northbridge('yusuf.demir'), 'two customers, one of them for ten days more'],
  ['Partner user of all', 'clara.voss@voss-networking.example', 'every customer; administrator of Ebrored as well'],
  ['Partner user, suspended', northbridge('felix.grant'), 'nothing, and by whom'],
  ['Partner user, in Spanish', 'ines.robles@ebrored.example', 'Ebrored: a customer whose service is about to end'],
  ['Sponsorship administrator', northbridge('elena.marsh'), 'Northbridge Systems: customers’ people in every state'],
  ['Both, in Spanish', 'pablo.serrano@ebrored.example', 'Ebrored: sponsors customers and leads the team'],
  ['Partner, contract ended', 'jutta.reimann@halden-netzwerke.example', 'Halden Netzwerke: what stops then, and why'],
  ['Customer’s user', 'priya.nair@alder-logistics.example', 'what she has, and who at the partner sees her company'],
  ['Customer’s user, in Spanish', 'lucia.ferrer@transportes-ebro.example', 'what she has, from whom, until when'],
  [
    'Customer’s user, suspended',
    'gareth.pugh@alder-logistics.example',
    'why: nobody attested that he still works there',
  ],
  ['Wants to be administrator', applicant.email, 'her request, which the vendor has not decided'],
]

/** What the terminal says when the demonstration world is ready. */
export function describeDemo(origin: string, handout: Handout | null): string {
  const width = (index: 0 | 1) => Math.max(...people.map((line) => line[index].length))
  const rows = people.map(([who, email, sees]) => `  ${who.padEnd(width(0))}  ${email.padEnd(width(1))}  ${sees}`)
  return [
    '',
    `The demonstration world is open at ${origin}`,
    '',
    ...rows,
    '',
    `  Password of everybody: ${demoPassword}`,
    `  Every e-mail, confirmation links and an open invitation too: ${origin}/outbox`,
    ...(handout ? describeHandout(origin, handout) : []),
    '',
    '  Everything here is invented. Ctrl-C stops it; the next start finds it as you left it.',
    '',
    '',
  ].join('\n')
}

function describeHandout(origin: string, { trial, keys }: Handout): string[] {
  const { registrationNumber, verificationKey, company, domain } = trial
  return [
    '',
    `  Register as an employee of ${company} (an address @${domain}) at ${origin}/register with`,
    `    registration number  ${registrationNumber}`,
    `    verification key     ${verificationKey}`,
    '',
    '  From a script (npx partnergate --help; the API is described at /docs):',
    `    export PARTNERGATE_ORIGIN=${origin}`,
    `    PARTNERGATE_KEY=${keys.partner} npx partnergate list team`,
    `    PARTNERGATE_KEY=${keys.vendor} npx partnergate list contracts`,
  ]
}
