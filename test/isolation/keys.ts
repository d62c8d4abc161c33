import { hashApiKey, newApiKey } from '../../server/platform/crypto/api-key.ts'
import { TEST_SECRET } from '../support/constants.ts'
import type { ActorKind } from './actors.ts'
import { at, markOf, type PartnerPlan, type Row, type Sheet } from './plan.ts'

const vendorChain = '00000000-0000-0000-0000-000000000000'

/** API keys of the world's partners and of the vendor, in force or not, with what they are worth left to the model. */
export function planKeys(of: Sheet, partners: PartnerPlan[]): void {
  const memberships = of.plan.rows.membership ?? []
  for (const partner of partners) {
    const owners = memberships.filter((row) => row.partner_id === partner.id && row.role !== null)
    if (owners.length === 0 || of.random.chance(0.3)) continue
    const owner = of.random.pick(owners)
    const role = of.random.pick(['super_admin', 'admin', 'user', 'user'])
    const key = apiKey(of, 'key', partner.id, owner.account_id as string, role)
    if (role === 'user' && !key.all_customers)
      for (const customer of partner.customers)
        if (of.random.chance(0.6))
          of.add('api_key_customer', {
            partner_id: partner.id,
            key_id: key.key_id,
            customer_id: customer.customer_id,
          })
  }
  const staff = (of.plan.rows.vendor_staff ?? [])[0]
  if (staff)
    apiKey(of, 'vendor key', vendorChain, staff.account_id as string, of.random.pick(['administrator', 'auditor']))
}

function apiKey(of: Sheet, kind: ActorKind, partnerId: string, ownerId: string, role: string): Row {
  const { random, add, id } = of
  const keyId = id()
  const text = newApiKey()
  const over = random.chance(0.2) ? random.pick(['expired', 'revoked', 'replaced']) : null
  const row = add('api_key', {
    partner_id: partnerId,
    key_id: keyId,
    name: `Key ${markOf(keyId)}`,
    name_norm: `key ${markOf(keyId)}`,
    role,
    sponsors: partnerId !== vendorChain && random.chance(0.4),
    all_customers: role === 'user' && random.chance(0.4),
    scopes: of.plan.scopes,
    owner_id: ownerId,
    owner_name: 'Owner',
    created_by: ownerId,
    created_by_name: 'Owner',
    expires_at: at(over === 'expired' ? -1 : 30),
    revoked_at: over === 'revoked' ? at(-1) : null,
  })
  add('api_key_secret', {
    secret_hash: hashApiKey(TEST_SECRET, text),
    partner_id: partnerId,
    key_id: keyId,
    hint: text.slice(0, 12),
    created_by_name: 'Owner',
    valid_until: over === 'replaced' ? at(-1) : null,
  })
  of.plan.actors.push({ kind, account: null, key: { keyId, text, partnerId } })
  return row
}
