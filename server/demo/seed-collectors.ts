import { createHash, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { collectors } from './cast-collectors.ts'
import type { Client, Person } from './client.ts'
import type { Partner, Partners } from './seed-partners.ts'
import type { Teams } from './seed-team.ts'

/** Collectors of customers whose service is in force: enrolled, waiting for their machine, just registered, and one lost. */
export async function seedCollectors(
  client: Client,
  partners: Partners,
  { leads }: Teams,
  origin: string,
): Promise<void> {
  for (const { partner, customer, until, version, ...registration } of collectors) {
    const { partnerId } = partners.byKey.get(partner) as Partner
    const lead = leads.get(partner) as Person
    const path = `/partners/${partnerId}/collectors`
    const customerId = partners.customerIds.get(customer)
    const { collectorId } = await client.call(lead, 'post', path, { ...registration, customerId })
    if (until === 'registered') continue
    const { licence } = await client.call(lead, 'post', `${path}/${collectorId}/licence`)
    if (until === 'licensed') continue
    await enrol(client, origin, licence, version)
    if (until === 'revoked')
      await client.call(lead, 'post', `${path}/${collectorId}/revoke`, { reason: 'Stolen with the van it was in' })
  }
}

/** As the program does at the customer: with a key of its own, which here nobody keeps. */
async function enrol(client: Client, origin: string, licence: string, version: string): Promise<void> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const body = JSON.stringify({ version })
  const proof = await proofOf(privateKey, publicKey, {
    htm: 'POST',
    htu: `${origin}/api/v1/collector/enrol`,
    ath: digest(licence),
    body_sha256: digest(body),
  })
  await client.machine('/collector/enrol', body, { authorization: `DPoP ${licence}`, dpop: proof })
}

async function proofOf(privateKey: KeyObject, publicKey: KeyObject, claims: Record<string, string>): Promise<string> {
  const jwk = publicKey.export({ format: 'jwk' })
  return new SignJWT({ ...claims, jti: randomUUID() })
    .setIssuedAt()
    .setProtectedHeader({ typ: 'dpop+jwt', alg: 'EdDSA', jwk })
    .sign(privateKey)
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
