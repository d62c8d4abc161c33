import { applicant, demoPassword, partners, staff } from './cast.ts'
import type { Trial } from './seed-sponsorships.ts'

type Line = [who: string, email: string, where: string]

const [northbridge, ebrored, halden] = partners

const people: Line[] = [
  ['Vendor: administrator', staff.administrator.email, '/vendor'],
  ['Vendor: support agent', staff.agent.email, '/vendor/administrator-requests'],
  ['Vendor: auditor', staff.auditor.email, '/vendor/audit'],
  ['Partner: administrator', northbridge?.administrators[0]?.email ?? '', 'Northbridge Systems: people in every state'],
  ['Partner, in Spanish', ebrored?.administrators[0]?.email ?? '', 'Ebrored: the only administrator there'],
  ['Partner, contract ended', halden?.administrators[0]?.email ?? '', 'Halden: what stops then, and why'],
  ['Customer’s user', 'priya.nair@alder-logistics.example', '/access'],
  ['Customer’s user, in Spanish', 'lucia.ferrer@transportes-ebro.example', '/access'],
  ['Customer’s user, suspended', 'gareth.pugh@alder-logistics.example', '/access: nobody attested it'],
  ['Wants to be administrator', applicant.email, '/administrator-request'],
]

/** What the terminal says when the demonstration world is ready. */
export function describeDemo(origin: string, trial: Trial | null): string {
  const width = (index: 0 | 1) => Math.max(...people.map((line) => line[index].length))
  const rows = people.map(([who, email, where]) => `  ${who.padEnd(width(0))}  ${email.padEnd(width(1))}  ${where}`)
  return [
    '',
    `The demonstration world is open at ${origin}`,
    '',
    ...rows,
    '',
    `  Password of everybody: ${demoPassword}`,
    `  Every e-mail, confirmation links too: ${origin}/outbox`,
    ...(trial ? describeTrial(origin, trial) : []),
    '',
    '  Everything here is invented. Ctrl-C stops it; the next start finds it as you left it.',
    '',
    '',
  ].join('\n')
}

function describeTrial(origin: string, { registrationNumber, verificationKey, company, domain }: Trial): string[] {
  return [
    '',
    `  Register as an employee of ${company} (an address @${domain}) at ${origin}/register with`,
    `    registration number  ${registrationNumber}`,
    `    verification key     ${verificationKey}`,
  ]
}
