import { deriveKey, hmac } from '../../server/platform/crypto/tokens.ts'
import { newId } from '../../server/platform/ids.ts'
import { normalise } from '../../server/platform/normalise.ts'
import { newRegistrationNumber, newVerificationKey } from '../../server/sponsorship/codes.ts'
import type { TestDatabase } from './database.ts'
import type { peopleOf } from './people.ts'

export type SponsorshipFixture = {
  partnerId: string
  customerId: string
  sponsorshipId: string
  number: string
  key: string
}

let counter = 0

/** Makes partners, contracts, customers, sponsorships and registrations; written as the owner. */
export function recordsOf(
  { ownerDb, config }: Pick<TestDatabase, 'ownerDb' | 'config'>,
  { person }: Pick<ReturnType<typeof peopleOf>, 'person'>,
) {
  /** The vendor's catalogue, made once: two entitlements and a contract type that allows the first. */
  async function catalogue() {
    const found = await ownerDb
      .selectFrom('contract_type')
      .select('contract_type_id')
      .where('name', '=', 'Gold')
      .executeTakeFirst()
    if (found) return found.contract_type_id
    await ownerDb
      .insertInto('entitlement')
      .values(
        ['software.download', 'support.cases', 'commerce.orders'].map((id, position) => ({
          entitlement_id: id,
          group_name: id.startsWith('commerce') ? 'commerce' : 'support',
          names: JSON.stringify({ en: `Name of ${id}`, es: `Nombre de ${id}` }),
          descriptions: JSON.stringify({ en: `About ${id}`, es: `Sobre ${id}` }),
          position,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const contractTypeId = newId()
    await ownerDb
      .insertInto('contract_type')
      .values({ contract_type_id: contractTypeId, name: 'Gold', qualifies_sponsoring: true })
      .execute()
    await ownerDb
      .insertInto('contract_type_entitlement')
      .values(
        ['software.download', 'support.cases'].map((entitlement_id) => ({
          contract_type_id: contractTypeId,
          entitlement_id,
        })),
      )
      .execute()
    return contractTypeId
  }

  /** A partner with one active contract that qualifies for sponsoring; its ceiling: software.download, support.cases. */
  async function partner(given: { name?: string } = {}) {
    counter += 1
    const contractTypeId = await catalogue()
    const name = given.name ?? `Partner ${counter}`
    const partnerId = newId()
    await ownerDb
      .insertInto('partner')
      .values({ partner_id: partnerId, name, name_norm: normalise(name) })
      .execute()
    const contractId = await contract(partnerId, { contractTypeId })
    return { partnerId, contractId, contractTypeId, name }
  }

  async function contract(
    partnerId: string,
    given: { contractTypeId?: string; number?: string; days?: number; customerId?: string } = {},
  ) {
    counter += 1
    const contractId = newId()
    const number = given.number ?? `C-${1000 + counter}`
    const norm = number.toUpperCase().replace(/[^A-Z0-9]/g, '')
    await ownerDb
      .insertInto('contract')
      .values({
        partner_id: partnerId,
        contract_id: contractId,
        number,
        number_norm: norm,
        contract_type_id: given.contractTypeId ?? (await catalogue()),
        customer_id: given.customerId ?? null,
        starts_at: inDays(-30),
        ends_at: inDays(given.days ?? 365),
      })
      .execute()
    await ownerDb
      .insertInto('contract_directory')
      .values({ number_norm: norm, partner_id: partnerId, contract_id: contractId })
      .execute()
    return contractId
  }

  /** A contract type that qualifies for the support service (R22), made once. */
  async function serviceType(): Promise<string> {
    const found = await ownerDb
      .selectFrom('contract_type')
      .select('contract_type_id')
      .where('name', '=', 'Partner support')
      .executeTakeFirst()
    if (found) return found.contract_type_id
    const contractTypeId = newId()
    await ownerDb
      .insertInto('contract_type')
      .values({ contract_type_id: contractTypeId, name: 'Partner support', qualifies_support_service: true })
      .execute()
    return contractTypeId
  }

  /** A support-service contract of the partner for one customer; negative `days`: ended so long ago (R25). */
  async function service(partnerId: string, customerId: string, given: { days?: number } = {}): Promise<string> {
    const contractTypeId = await serviceType()
    const contractId = await contract(partnerId, { contractTypeId, customerId, days: 365 })
    const { days } = given
    if (days !== undefined)
      await ownerDb
        .updateTable('contract')
        .set({ starts_at: inDays(Math.min(-30, days - 30)), ends_at: inDays(days) })
        .where('contract_id', '=', contractId)
        .execute()
    return contractId
  }

  async function customer(partnerId: string, given: { name?: string; domains?: string[] } = {}): Promise<string> {
    counter += 1
    const customerId = newId()
    const name = given.name ?? `Customer ${counter}`
    await ownerDb
      .insertInto('customer')
      .values({
        partner_id: partnerId,
        customer_id: customerId,
        name,
        name_norm: normalise(name),
        domains: given.domains ?? ['customer.example'],
        purchase: 'Switches',
        support_contract_number: `S-${counter}`,
        support_starts_at: inDays(-30),
        support_ends_at: inDays(300),
      })
      .execute()
    return customerId
  }

  async function sponsorship(
    partnerId: string,
    customerId: string,
    given: {
      seats?: number
      days?: number
      entitlements?: string[]
      domains?: string[]
      state?: 'draft' | 'issued' | 'revoked'
    } = {},
  ): Promise<SponsorshipFixture> {
    const base = await ownerDb
      .selectFrom('contract')
      .select('contract_id')
      .where('partner_id', '=', partnerId)
      .orderBy('created_at')
      .executeTakeFirstOrThrow()
    const sponsorshipId = newId()
    const number = newRegistrationNumber()
    const key = newVerificationKey()
    await ownerDb
      .insertInto('sponsorship')
      .values({
        partner_id: partnerId,
        sponsorship_id: sponsorshipId,
        customer_id: customerId,
        contract_id: base.contract_id,
        state: given.state ?? 'issued',
        seats: given.seats ?? 10,
        expires_at: inDays(given.days ?? 200),
        domains: given.domains ?? ['customer.example'],
        registration_number: plain(number),
        key_hash: hmac(deriveKey(config.secret, 'verification key'), plain(key)),
        key_issued_at: new Date(),
        issued_at: new Date(),
        created_by: newId(),
        created_by_name: 'Fixture',
      })
      .execute()
    await ownerDb
      .insertInto('sponsorship_directory')
      .values({ registration_number: plain(number), partner_id: partnerId, sponsorship_id: sponsorshipId })
      .execute()
    await ownerDb
      .insertInto('sponsorship_entitlement')
      .values(
        (given.entitlements ?? ['software.download', 'support.cases']).map((entitlement_id) => ({
          partner_id: partnerId,
          sponsorship_id: sponsorshipId,
          entitlement_id,
        })),
      )
      .execute()
    return { partnerId, customerId, sponsorshipId, number, key }
  }

  /** A person with a registration under the sponsorship, active unless said otherwise. */
  async function registered(
    of: SponsorshipFixture,
    given: { state?: string; email?: string; lastName?: string; attestedDaysAgo?: number } = {},
  ) {
    const actor = await person({
      ...(given.email && { email: given.email }),
      ...(given.lastName && { lastName: given.lastName }),
    })
    const registrationId = newId()
    const state = given.state ?? 'active'
    await ownerDb
      .insertInto('registration')
      .values({
        partner_id: of.partnerId,
        registration_id: registrationId,
        sponsorship_id: of.sponsorshipId,
        customer_id: of.customerId,
        account_id: actor.accountId,
        state,
        first_name: actor.firstName,
        last_name: actor.lastName,
        name_norm: normalise(`${actor.lastName} ${actor.firstName}`),
        email: actor.email,
        language: 'en',
        job_title: 'Engineer',
        phone: '+34 600 000 000',
        site: 'Madrid',
        country: 'ES',
        employed_statement_at: new Date(),
        terms_accepted_at: new Date(),
        domain_fits: true,
        seat_held_until: state === 'unconfirmed' ? inDays(3) : null,
        confirmed_at: state === 'unconfirmed' ? null : new Date(),
        attested_at: state === 'unconfirmed' ? null : inDays(-(given.attestedDaysAgo ?? 0)),
      })
      .execute()
    return { ...actor, registrationId }
  }

  return { catalogue, partner, contract, serviceType, service, customer, sponsorship, registered }
}

/** An instant `days` from now; negative is the past. */
export function inDays(days: number): Date {
  return new Date(Date.now() + days * 86_400_000)
}

/** A number or key without its grouping, as it is stored and hashed. */
export function plain(code: string): string {
  return code.replace(/[^0-9A-Z]/g, '')
}
