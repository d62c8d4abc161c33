import { demoPassword, type Human } from './cast.ts'
import { invited, type TeamCast, team } from './cast-team.ts'
import type { Client, Person } from './client.ts'
import { daysFromNow } from './days.ts'
import type { Partner, Partners } from './seed-partners.ts'
import type { Vendor } from './seed-vendor.ts'

/** Super administrators by their partner's key, and everybody by their address; all signed in. */
export type Teams = { leads: Map<string, Person>; members: Map<string, Person> }

type Part = TeamCast['parts'][number]

/** The teams of the support service: the vendor invites the first of each partner, who registers the others. */
export async function seedTeams(client: Client, vendor: Vendor, partners: Partners): Promise<Teams> {
  const leads = new Map<string, Person>()
  const members = new Map<string, Person>()
  for (const cast of team) {
    let person: Person | undefined
    for (const part of cast.parts) {
      const lead = leads.get(part.partner)
      const { partnerId, administrator } = partners.byKey.get(part.partner) as Partner
      person ??= administrator?.email === cast.human.email ? administrator : undefined
      await invite(client, lead ?? vendor.agent, partnerId, part, cast.human, partners)
      const template = lead ? 'team_invitation' : 'super_admin_invitation'
      person = await join(client, await client.tokenMailedTo(cast.human.email, template), cast.human, person)
      if (lead) await settle(client, lead, partnerId, part, cast.human, partners)
      else leads.set(part.partner, person)
      members.set(cast.human.email, person)
    }
  }
  const { partner, human, customer } = invited
  const part: Part = { partner, role: 'user', sees: [{ customer }] }
  const { partnerId } = partners.byKey.get(partner) as Partner
  await invite(client, leads.get(partner) as Person, partnerId, part, human, partners)
  return { leads, members }
}

/** The vendor's people invite a super administrator, a super administrator everybody else. */
async function invite(
  client: Client,
  by: Person,
  partnerId: string,
  { role, sees = [] }: Part,
  { language = 'en', ...human }: Human,
  { customerIds }: Partners,
): Promise<void> {
  const wanted = { ...human, language }
  if (role === 'super_admin')
    await client.call(by, 'post', `/vendor/partners/${partnerId}/onboarding`, {
      ...wanted,
      reason: 'Named by the partner when it bought the support service',
    })
  else
    await client.call(by, 'post', `/partners/${partnerId}/team-invitations`, {
      ...wanted,
      role,
      customers: sees === 'all' ? sees : sees.map(({ customer }) => customerIds.get(customer)),
    })
}

/** Joins by the mailed link, with the account they have or a new one. */
async function join(
  client: Client,
  token: string,
  { firstName, lastName, email, language = 'en' }: Human,
  known: Person | undefined,
): Promise<Person> {
  if (known) await client.call(known, 'post', '/account/join', { token })
  else
    await client.call(client.newAddress(), 'post', '/join/accept', {
      token,
      firstName,
      lastName,
      password: demoPassword,
      language,
    })
  return known ?? client.signIn(email, demoPassword)
}

/** What their super administrator did since: some associations end on a day, somebody is suspended. */
async function settle(
  client: Client,
  lead: Person,
  partnerId: string,
  { sees = [], suspended }: Part,
  { email }: Human,
  { customerIds }: Partners,
): Promise<void> {
  const ending = sees === 'all' ? [] : sees.filter(({ until }) => until !== undefined)
  if (ending.length === 0 && !suspended) return
  const { items } = await client.call(lead, 'get', `/partners/${partnerId}/team?q=${encodeURIComponent(email)}`)
  const people = [items[0].accountId as string]
  if (ending.length > 0) {
    const changes = ending.map(({ customer, until = 0 }) => ({
      people,
      customers: [customerIds.get(customer)],
      act: 'give',
      endsAt: daysFromNow(until),
    }))
    const path = `/partners/${partnerId}/associations`
    const { effect } = await client.call(lead, 'post', `${path}/preview`, { changes })
    await client.call(lead, 'post', path, { changes, effect, reason: 'Until the end of the project' })
  }
  if (suspended)
    await client.call(lead, 'post', `/partners/${partnerId}/team/suspend`, { accountIds: people, reason: suspended })
}
