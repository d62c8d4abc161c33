import { type components, everyItem, take } from '@partnergate/client'
import { type Command, type Connection, type Given, Refused, textOf, UsageError } from './command.ts'
import { actionNames, explainReach, isAction } from './explain-reach.ts'
import { explainStaff, isStaffAction, staffActionNames } from './explain-staff.ts'
import { isId } from './names.ts'
import { say, untilWhen } from './output.ts'

type Explanation = components['schemas']['AccessExplanation']

export const explainCommand: Command = {
  usage: 'PERSON ENTITLEMENT | MEMBER ACTION [CUSTOMER] | STAFF ACTION [ABOUT]',
  summary: 'Whether somebody has an entitlement, or may do something, now; and every link of the chain',
  details: [
    'PERSON is a customer’s: an e-mail address, or an id (a registration’s with a partner’s key, an account’s with the vendor’s).',
    'MEMBER is a partner’s: an e-mail address, the whole name, or an account’s id; me is the partner’s key itself. CUSTOMER is the whole name, or an id.',
    `A member’s ACTION is one of ${actionNames.join(', ')}.`,
    'STAFF is of the vendor’s staff, named likewise. ABOUT is the id of the partner, colleague or access review it is about.',
    `Their ACTION is one of ${staffActionNames.join(', ')}.`,
    'Ends with status 1 when the answer is no.',
  ].join('\n'),
  options: {
    partner: { type: 'string', value: 'NAME|ID', help: 'With a key of the vendor: the member’s partner' },
    json: { type: 'boolean', help: 'As JSON' },
  },
  async run({ args, given, connect }) {
    const [person, what, customer] = args
    if (!person || !what) throw new UsageError('About whom, and what?')
    if (isAction(what)) {
      const question = { member: person, action: what, customer }
      return sayChain(await explainReach(await connect(), textOf(given, 'partner'), question), given)
    }
    if (isStaffAction(what))
      return sayChain(await explainStaff(await connect(), { member: person, action: what, about: customer }), given)
    if (!isEntitlement(what)) throw new UsageError(unknownAct(what))
    if (!person.includes('@') && !isId(person)) throw new UsageError(`${person} is no e-mail address, and no id`)
    const answer = await explanationOf(await connect(), person, what)
    say(given.json ? JSON.stringify(answer) : inWords(answer))
    if (!answer.holds) throw new Refused(`No: ${person} does not have ${what}`)
  },
}

/** An entitlement's id has points in it, an act has none. */
const isEntitlement = (what: string) => what.includes('.')

const unknownAct = (what: string) =>
  [
    `There is no act ${what}, and no entitlement is called so: those are like software.download`,
    `A member’s acts: ${actionNames.join(', ')}`,
    `The staff’s: ${staffActionNames.join(', ')}`,
  ].join('\n')

function sayChain(answer: { name: string; action: string; holds: boolean; links: Link[] }, given: Given): void {
  say(given.json ? JSON.stringify(answer) : [yesOrNo(answer.holds), ...answer.links.map(linkInWords)].join('\n'))
  if (!answer.holds) throw new Refused(`No: ${answer.name} may not ${answer.action.replaceAll('_', ' ')}`)
}

async function explanationOf({ api, key }: Connection, person: string, entitlementId: string): Promise<Explanation> {
  if (key.partner) {
    const path = { partnerId: key.partner.partnerId }
    const read = (query: object) =>
      api.GET('/api/v1/partners/{partnerId}/people', { params: { path, query: { ...query, q: person } } })
    const registrationId = person.includes('@') ? (await found(everyItem(read), person)).registrationId : person
    const query = { registrationId, entitlementId }
    return take(api.GET('/api/v1/partners/{partnerId}/access/explain', { params: { path, query } }))
  }
  const accountOf = async (registrationId: string) =>
    (await take(api.GET('/api/v1/vendor/people/{registrationId}', { params: { path: { registrationId } } }))).accountId
  const read = (query: object) => api.GET('/api/v1/vendor/people', { params: { query: { ...query, q: person } } })
  const accountId = person.includes('@')
    ? await accountOf((await found(everyItem(read), person)).registrationId)
    : person
  return take(api.GET('/api/v1/vendor/access/explain', { params: { query: { accountId, entitlementId } } }))
}

async function found<T extends { email: string }>(people: AsyncIterable<T>, email: string): Promise<T> {
  for await (const one of people) if (one.email.toLowerCase() === email.toLowerCase()) return one
  throw new Refused(`There is nobody ${email} that this key sees`)
}

function inWords({ holds, until, registrations }: Explanation): string {
  const lines = registrations.flatMap((one) => [
    `${one.holds ? 'yes' : 'no '}  ${one.customerName}, through ${one.partnerName}`,
    ...one.links.map((link) => `   ${linkInWords(link)}`),
  ])
  return [yesOrNo(holds, until), ...lines].join('\n')
}

const yesOrNo = (holds: boolean, until?: string | null) =>
  holds ? `Yes${until ? `, ${untilWhen(until)}` : ''}.` : 'No.'

type Link = { link: string; holds: boolean; fact?: string | null; state?: string | null; until?: string | null }

function linkInWords({ link, holds, fact, state, until }: Link): string {
  const said = [fact, state, until && untilWhen(until)].filter(Boolean).join(', ')
  return `  ${holds ? '✓' : '✗'} ${link.replaceAll('_', ' ')}${said && `: ${said}`}`
}
