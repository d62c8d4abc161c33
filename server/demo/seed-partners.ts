import { type CustomerCast, customers, demoPassword, type Human, type PartnerCast, partners } from './cast.ts'
import type { Client, Person } from './client.ts'
import { daysFromNow } from './days.ts'
import type { Vendor } from './seed-vendor.ts'

export type Partner = { partnerId: string; administrator: Person | null; contractIds: Map<string, string> }
export type Partners = { byKey: Map<string, Partner>; customerIds: Map<string, string> }

/** Partners with their contracts; administrators who registered, asked and were approved; their customers. */
export async function seedPartners(client: Client, vendor: Vendor): Promise<Partners> {
  const byKey = new Map<string, Partner>()
  for (const cast of partners) byKey.set(cast.key, await seedPartner(client, vendor, cast))
  const customerIds = new Map<string, string>()
  for (const cast of customers) {
    const partner = byKey.get(cast.partner)
    if (partner?.administrator) customerIds.set(cast.key, await seedCustomer(client, partner, cast))
  }
  return { byKey, customerIds }
}

async function seedPartner(client: Client, vendor: Vendor, cast: PartnerCast): Promise<Partner> {
  const { call } = client
  const { partnerId } = await call(vendor.agent, 'post', '/vendor/partners', {
    name: cast.name,
    country: cast.country,
    website: `https://www.${cast.name.toLowerCase().replaceAll(' ', '-')}.example`,
  })
  const contractIds = new Map<string, string>()
  for (const { key, number, type, from, until } of cast.contracts) {
    const { contractId } = await call(vendor.agent, 'post', `/vendor/partners/${partnerId}/contracts`, {
      number,
      contractTypeId: vendor.contractTypeIds.get(type),
      startsAt: daysFromNow(from),
      endsAt: daysFromNow(until),
    })
    contractIds.set(key, contractId)
  }
  let administrator: Person | null = null
  for (const human of cast.administrators) {
    const person = await registerEmployee(client, human, cast.name)
    const numbers = cast.contracts.map(({ number }) => number)
    const requestId = await askToAdminister(client, person, cast, numbers)
    await call(vendor.agent, 'post', `/vendor/administrator-requests/${requestId}/approve`, { partnerId })
    administrator ??= person
  }
  return { partnerId, administrator, contractIds }
}

/** Registers as a partner's employee, confirms by the mailed link, signs in. */
export async function registerEmployee(client: Client, human: Human, companyName: string): Promise<Person> {
  const { language = 'en', ...names } = human
  await client.call(client.newAddress(), 'post', '/registration', {
    ...names,
    kind: 'partner_employee',
    language,
    password: demoPassword,
    companyName,
    termsAccepted: true,
  })
  const token = await client.tokenMailedTo(human.email, 'partner_employee_confirm')
  await client.call(client.newAddress(), 'post', '/confirmations', { token })
  return client.signIn(human.email, demoPassword)
}

/** Sends the request to become a sponsorship administrator; its id. */
export async function askToAdminister(
  client: Client,
  person: Person,
  company: { name: string; city: string; country: string },
  contractNumbers: string[],
): Promise<string> {
  const { requestId } = await client.call(person, 'post', '/administrator-requests', {
    jobTitle: 'Service manager',
    phone: '+44 113 496 0200',
    company: {
      name: company.name,
      street: '12 Market Street',
      city: company.city,
      postalCode: 'LS1 4AP',
      country: company.country,
      website: `https://www.${company.name.toLowerCase().replaceAll(' ', '-')}.example`,
    },
    ownBrandStatement: true,
    contractNumbers,
  })
  return requestId
}

async function seedCustomer(client: Client, partner: Partner, cast: CustomerCast): Promise<string> {
  const { support, domain, city, country, name, language, purchase } = cast
  const { customerId } = await client.call(
    partner.administrator as Person,
    'post',
    `/partners/${partner.partnerId}/customers`,
    {
      name,
      street: '1 Station Road',
      city,
      country,
      domains: [domain],
      language,
      contactName: language === 'es' ? 'Marta Gil' : 'Alex Rowe',
      contactEmail: `it-office@${domain}`,
      purchase,
      purchasedOn: daysFromNow(-320).slice(0, 10),
      ...(support && {
        supportContractNumber: support.number,
        supportStartsAt: daysFromNow(support.from),
        supportEndsAt: daysFromNow(support.until),
      }),
    },
  )
  return customerId
}
