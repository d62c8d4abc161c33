import { type components, everyItem, take } from '@partnergate/client'
import { type Command, type Connection, Refused, UsageError } from './command.ts'
import { say } from './output.ts'

type Explanation = components['schemas']['AccessExplanation']

export const explainCommand: Command = {
  usage: 'PERSON ENTITLEMENT [options]',
  summary: 'Whether a customer’s person has an entitlement now, and every link of the chain',
  details:
    'PERSON is an e-mail address, or an id (a registration’s with a partner’s key, an account’s with the vendor’s).\nEnds with status 1 when they have not.',
  options: { json: { type: 'boolean', help: 'As JSON' } },
  async run({ args, given, connect }) {
    const [person, entitlementId] = args
    if (!person || !entitlementId) throw new UsageError('Whose, and which entitlement?')
    const answer = await explanationOf(await connect(), person, entitlementId)
    say(given.json ? JSON.stringify(answer) : inWords(answer))
    if (!answer.holds) throw new Refused(`No: ${person} does not have ${entitlementId}`)
  },
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
    ...one.links.map(({ link, holds: does, fact, state, until: ends }) => {
      const said = [fact, state, ends && `until ${ends}`].filter(Boolean).join(', ')
      return `     ${does ? '✓' : '✗'} ${link.replaceAll('_', ' ')}${said && `: ${said}`}`
    }),
  ])
  return [holds ? `Yes${until ? `, until ${until}` : ''}.` : 'No.', ...lines].join('\n')
}
