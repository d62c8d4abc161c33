import { expect } from 'vitest'
import { type Actor, inDays, type World } from './world.ts'

/** A partner whose administrator sponsors a customer through the API, for tests of sponsorships. */
export async function openSponsoring(world: World) {
  const { partnerId, contractId } = await world.partner()
  const admin: Actor = await world.administrator(partnerId)
  const customerId = await world.customer(partnerId)
  const at = (rest = '') => `/api/v1/partners/${partnerId}/sponsorships${rest}`
  const terms = () => ({
    customerId,
    contractId,
    entitlements: ['software.download', 'support.cases'],
    seats: 3,
    expiresAt: inDays(100).toISOString(),
  })

  async function draft(given: object = {}): Promise<string> {
    const made = await world.call(admin, 'POST', at(), { ...terms(), ...given })
    expect(made.status, made.text).toBe(201)
    return made.body.sponsorshipId
  }

  async function issue() {
    const sponsorshipId = await draft()
    const answer = await world.call(admin, 'POST', at(`/${sponsorshipId}/issue`), {})
    expect(answer.status, answer.text).toBe(200)
    const { registrationNumber: number, verificationKey: key } = answer.body
    return { partnerId, customerId, sponsorshipId, number, key }
  }

  const audited = (sponsorshipId: string) =>
    world.ownerDb
      .selectFrom('audit_entry')
      .select(['action', 'body'])
      .where('object_id', '=', sponsorshipId)
      .orderBy('seq')
      .execute()
  return { partnerId, contractId, customerId, admin, at, terms, draft, issue, audited }
}

/** `path:code` of each field a refusal names. */
export const codesOf = (body: { fields: { path: string; code: string }[] }) =>
  body.fields.map((field) => `${field.path}:${field.code}`)
