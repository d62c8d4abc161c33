import { demoPassword } from './cast.ts'
import type { Client, Person } from './client.ts'
import { daysFromNow } from './days.ts'
import { type RegistrantCast, type SponsorshipCast, sponsorships } from './people.ts'
import type { Partner, Partners } from './seed-partners.ts'

/** Number and key of a sponsorship with free seats, to try out a registration with. */
export type Trial = { registrationNumber: string; verificationKey: string; company: string; domain: string }
type Codes = { registrationNumber: string; verificationKey: string }
export type Seeded = { sponsorshipId: string; partnerId: string; cast: SponsorshipCast }

/** Sponsorships from draft to revoked, people in every state, open requests, failed attempts. */
export async function seedSponsorships(
  client: Client,
  partners: Partners,
): Promise<{ trial: Trial; seeded: Seeded[] }> {
  const seeded: Seeded[] = []
  let trial: Trial | undefined
  for (const cast of sponsorships) {
    const partner = partners.byKey.get(cast.partner) as Partner
    const by = partner.administrator as Person
    const base = `/partners/${partner.partnerId}/sponsorships`
    const { sponsorshipId } = await client.call(by, 'post', base, {
      customerId: partners.customerIds.get(cast.customer),
      contractId: partner.contractIds.get(cast.contract),
      entitlements: cast.entitlements,
      seats: cast.seats,
      expiresAt: daysFromNow(cast.days),
    })
    seeded.push({ sponsorshipId, partnerId: partner.partnerId, cast })
    if (cast.becomes === 'draft') continue
    const codes = await issue(client, by, `${base}/${sponsorshipId}`)
    for (const person of cast.people) await register(client, person, codes, cast.customer)
    await settle(client, by, partner.partnerId, cast)
    if (cast.becomes === 'revoked')
      await client.call(by, 'post', `${base}/${sponsorshipId}/revoke`, {
        reason: 'Replaced by a sponsorship with more access',
      })
    if (cast.key === 'corvus') {
      trial = { ...codes, company: 'Corvus Energy', domain: 'corvus-energy.example' }
      await handOver(client, by, `${base}/${sponsorshipId}`, codes)
      await client.call(client.newAddress(), 'post', '/registration/check', codes)
    }
  }
  if (!trial) throw new Error('the demonstration world has no sponsorship to try')
  return { trial, seeded }
}

async function issue(client: Client, by: Person, path: string): Promise<Codes> {
  const { registrationNumber, verificationKey } = await client.call(by, 'post', `${path}/issue`, {})
  return { registrationNumber, verificationKey }
}

async function handOver(client: Client, by: Person, path: string, codes: Codes): Promise<void> {
  await client.call(by, 'post', `${path}/hand-over/email`, {
    contactName: 'Alex Rowe',
    to: 'alex.rowe@corvus-energy.example',
    key: 'separate_mail',
    verificationKey: codes.verificationKey,
  })
}

async function register(client: Client, cast: RegistrantCast, codes: Codes, site: string): Promise<void> {
  const { language = 'en', ...names } = cast.human
  const address = client.newAddress()
  await client.call(address, 'post', '/registration', {
    ...names,
    ...codes,
    kind: 'customer_user',
    language,
    password: demoPassword,
    jobTitle: cast.jobTitle,
    phone: '+44 1482 496 0300',
    site: `${site.charAt(0).toUpperCase()}${site.slice(1)}, head office`,
    country: language === 'es' ? 'ES' : 'GB',
    employedStatement: true,
    termsAccepted: true,
  })
  if (cast.becomes === 'unconfirmed') return
  const token = await client.tokenMailedTo(cast.human.email, 'registration_confirm')
  await client.call(address, 'post', '/confirmations', { token })
}

/** What their administrator, and they themselves, did since. */
async function settle(client: Client, by: Person, partnerId: string, { people }: SponsorshipCast): Promise<void> {
  for (const { becomes, human } of people) {
    if (becomes === 'disabled')
      await client.call(by, 'post', `/partners/${partnerId}/people/disable`, {
        registrationIds: [await registrationOf(client, by, partnerId, human.email)],
        reason: 'Moved to another company',
      })
    if (becomes === 'left') {
      const person = await client.signIn(human.email, demoPassword)
      const { items } = await client.call(person, 'get', '/access')
      await client.call(person, 'post', `/access/${items[0].registrationId}/leave`, {
        reason: 'My contract there has ended',
      })
    }
  }
}

async function registrationOf(client: Client, by: Person, partnerId: string, email: string): Promise<string> {
  const { items } = await client.call(by, 'get', `/partners/${partnerId}/people?q=${encodeURIComponent(email)}`)
  if (items.length !== 1) throw new Error(`the demonstration world: ${items.length} people are ${email}`)
  return items[0].registrationId
}

/** People who ask for more than they have, and one who switched something off. */
export async function seedWishes(client: Client): Promise<void> {
  const wish = async (email: string, entitlementId: string, note: string) => {
    const person = await client.signIn(email, demoPassword)
    const { items } = await client.call(person, 'get', '/access')
    await client.call(person, 'post', `/access/${items[0].registrationId}/requests`, { entitlementId, note })
    return { person, registrationId: items[0].registrationId as string }
  }
  await wish(
    'lucia.ferrer@transportes-ebro.example',
    'commerce.orders',
    'Necesito ver las fechas de entrega de nuestros pedidos.',
  )
  const { person, registrationId } = await wish(
    'priya.nair@alder-logistics.example',
    'commerce.licences',
    'We move licences between sites every month.',
  )
  await client.call(person, 'put', `/access/${registrationId}/entitlements/commerce.orders`, { on: false })
}
