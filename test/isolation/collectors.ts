import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { at, markOf, type PartnerPlan, type Row, type Sheet } from './plan.ts'

/** A registered machine, by a licence of its, in force or not, and its own key; of agents that are not ours, by their address. */
export type MachinePlan = {
  partnerId: string
  collectorId: string
  customerId: string
  licenceId: string
  jkt: string
  key: KeyObject
  /** The hash of an address's secret, for agents. */
  addressHash?: string
}

const vendors = pair()
/** Signs the licences of these worlds. Retired, so that the portal makes one of its own where it signs. */
export const licenceKeys: Row[] = [
  { key_id: 'old', public_jwk: {}, private_sealed: '\\x00', state: 'retired', licences_until: at(-1) },
  {
    key_id: vendors.thumbprint,
    public_jwk: { ...vendors.jwk, kid: vendors.thumbprint, alg: 'EdDSA', use: 'sig' },
    private_sealed: '\\x00',
    state: 'retired',
    licences_until: at(300),
  },
]
export const licenceKeyId = vendors.thumbprint

/** Collectors of the world's customers, with licences in every condition. */
export function planCollectors(of: Sheet, partners: PartnerPlan[]): void {
  for (const partner of partners)
    for (const customer of partner.customers) {
      if (of.random.chance(0.6)) collector(of, partner, customer)
      if (of.random.chance(0.4)) agent(of, partner, customer)
    }
}

/** A registration that agents post to, its address in force or not, and what is gathered of it. */
function agent(of: Sheet, partner: PartnerPlan, customer: Row): void {
  const { random, add, id } = of
  const collectorId = id()
  const over = random.chance(0.3) ? random.pick(['deleted', 'revoked']) : null
  registration(of, partner, customer, collectorId, { kind: 'agent', deleted_at: over === 'deleted' ? at(-1) : null })
  const keys = { partner_id: partner.id, customer_id: customer.customer_id, collector_id: collectorId }
  const addressId = id()
  add('agent_address', {
    ...keys,
    address_id: addressId,
    token_hash: `hash of ${addressId}`,
    made_at: at(-5),
    made_by_name: 'Fixture',
    revoked_at: over === 'revoked' ? at(-1) : null,
  })
  add('agent_gathering', { ...keys, collection_id: null, posts: random.int(3), bytes: 0 })
  networkTask(of, keys)
  const own = pair()
  const machine = {
    partnerId: partner.id,
    collectorId,
    customerId: customer.customer_id as string,
    licenceId: addressId,
    jkt: own.thumbprint,
    key: own.key,
    addressHash: `hash of ${addressId}`,
  }
  of.plan.actors.push({ kind: 'agent', account: null, machine })
}

/** What it is asked to discover, with what, and what it found. */
function networkTask({ add }: Sheet, keys: Row): void {
  const mark = markOf(keys.collector_id as string)
  add('agent_network_task', { ...keys, ranges: '{10.0.0.0/24}', port: 161, last_number: 1, updated_by_name: 'Fixture' })
  add('agent_network_credential', {
    ...keys,
    number: 1,
    position: 0,
    version: '3',
    user_name: `User ${mark}`,
    secrets_sealed: '\\x00',
  })
  add('agent_network_device', { ...keys, address: '10.0.0.1', number: 1 })
}

function registration({ add, id }: Sheet, partner: PartnerPlan, customer: Row, collectorId: string, more: Row): void {
  add('collector', {
    partner_id: partner.id,
    collector_id: collectorId,
    customer_id: customer.customer_id,
    name: `Collector ${markOf(collectorId)}`,
    name_norm: `collector ${markOf(collectorId)}`,
    inventory_name: `Inventory ${markOf(collectorId)}`,
    inventory_norm: `inventory ${markOf(collectorId)}`,
    interval_hours: 24,
    search_norm: `collector ${markOf(collectorId)}`,
    kind: 'collector',
    jkt: null,
    enrolled_at: null,
    created_by: id(),
    created_by_name: 'Fixture',
    updated_by_name: 'Fixture',
    deleted_at: null,
    ...more,
  })
}

function collector(of: Sheet, partner: PartnerPlan, customer: Row): void {
  const { random, add, id } = of
  const collectorId = id()
  const own = pair()
  const over = random.chance(0.35)
    ? random.pick(['deleted', 'revoked', 'expired', 'superseded', 'old key', 'file'])
    : null
  registration(of, partner, customer, collectorId, {
    jkt: own.thumbprint,
    enrolled_at: at(-5),
    deleted_at: over === 'deleted' ? at(-1) : null,
  })
  const licenceId = id()
  add('collector_licence', {
    partner_id: partner.id,
    licence_id: licenceId,
    collector_id: collectorId,
    customer_id: customer.customer_id,
    kind: over === 'file' ? 'file' : 'bound',
    code_hash: over === 'file' ? 'x' : null,
    key_id: over === 'old key' ? 'old' : licenceKeyId,
    jkt: own.thumbprint,
    issued_at: at(-5),
    expires_at: at(over === 'expired' ? -1 : 60),
    used_at: at(-4),
    superseded_at: over === 'superseded' ? at(-1) : null,
    revoked_at: over === 'revoked' ? at(-1) : null,
  })
  const machine = {
    partnerId: partner.id,
    collectorId,
    customerId: customer.customer_id as string,
    licenceId,
    jkt: own.thumbprint,
    key: own.key,
  }
  of.plan.actors.push({ kind: 'collector', account: null, machine })
}

/** What the machine shows with a request: its licence, and a proof by its key. */
export function shownBy(
  machine: MachinePlan,
  { origin, method, path, body }: { origin: string; method: string; path: string; body: unknown },
): Record<string, string> {
  const now = Math.floor(Date.now() / 1000)
  const licence = signed(
    vendors.key,
    { alg: 'EdDSA', typ: 'collector-license+jwt', kid: licenceKeyId },
    { iss: origin, jti: machine.licenceId, partner: machine.partnerId, exp: now + 3600 },
  )
  const jwk = publicOf(machine.key)
  const proof = signed(
    machine.key,
    { alg: 'EdDSA', typ: 'dpop+jwt', jwk },
    {
      htm: method,
      htu: origin + path.replace(/\?.*/, ''),
      iat: now,
      jti: randomUUID(),
      ath: digest(licence),
      ...(body !== undefined && { body_sha256: digest(JSON.stringify(body)) }),
    },
  )
  return { authorization: `DPoP ${licence}`, dpop: proof }
}

function pair() {
  const { privateKey } = generateKeyPairSync('ed25519')
  const jwk = publicOf(privateKey)
  // RFC 7638: the required members in their order.
  return { key: privateKey, jwk, thumbprint: digest(JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x })) }
}

function publicOf(key: KeyObject) {
  const { crv, kty, x } = key.export({ format: 'jwk' })
  return { crv, kty, x }
}

function signed(key: KeyObject, header: object, claims: object): string {
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}`
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
