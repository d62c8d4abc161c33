import { auditCall, type OperationCall } from '../audit/index.ts'
import { rightOf } from '../partners/index.ts'
import { hashApiKey, hintOf, newApiKey } from '../platform/crypto/api-key.ts'
import type { Principal } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { newId } from '../platform/ids.ts'
import { normalise } from '../platform/normalise.ts'
import { errors } from './errors.ts'
import { type KeyRole, mayGive } from './policy.ts'
import {
  countKeys,
  endSecrets,
  insertSecret,
  type KeyRow,
  knownCustomers,
  readKey,
  setCustomers,
  vendorHome,
} from './queries.ts'

export type KeyCall = OperationCall & { principal: Principal }
type Given = {
  name: string
  role: KeyRole
  scopes: string[]
  expiresInDays: number
  sponsors: boolean
  allCustomers: boolean
  customers: string[]
}
export type MadeKey = { keyId: string; key: string; hint: string; expiresAt: Date }

const most = 200

/**
 * Makes a key; its maker owns it. `home` is a partner's id or the vendor's. The answer is the only place where it stands.
 * @throws forbidden (R24), invalid_request, too_many_keys
 */
export async function createKey(call: KeyCall, home: string, given: Given): Promise<MadeKey> {
  const { tx, principal } = call
  const refusal = mayGive(principal.partner, given)
  if (refusal) throw refusal
  if (home !== vendorHome) await requireAssociation(call, home, given)
  if ((await countKeys(tx, home, { state: ['active', 'sleeping'] })) >= most) throw errors.too_many_keys()
  const keyId = newId()
  const expiresAt = inDays(given.expiresInDays)
  const by = nameOf(principal)
  await tx
    .insertInto('api_key')
    .values({
      partner_id: home,
      key_id: keyId,
      name: given.name,
      name_norm: normalise(given.name),
      role: given.role,
      sponsors: given.sponsors,
      all_customers: given.role === 'user' && given.allCustomers,
      scopes: given.scopes,
      owner_id: principal.accountId,
      owner_name: by,
      created_by: principal.accountId,
      created_by_name: by,
      expires_at: expiresAt,
    })
    .execute()
  if (given.customers.length > 0) await setCustomers(tx, home, keyId, given.customers)
  const { key, hint } = await addSecret(call, home, keyId)
  await auditKey(call, home, { keyId, name: given.name }, 'api_key.created', { after: { ...given, hint, expiresAt } })
  return { keyId, key, hint, expiresAt }
}

/** Changes name, scopes or association. It counts from the key's next request on. */
export async function changeKey(
  call: KeyCall,
  home: string,
  keyId: string,
  given: Partial<Pick<Given, 'name' | 'scopes' | 'allCustomers' | 'customers'>>,
): Promise<void> {
  const before = await lockKey(call, home, keyId)
  const after = {
    name: given.name ?? before.name,
    scopes: given.scopes ?? before.scopes,
    allCustomers: given.allCustomers ?? before.allCustomers,
    customers: given.allCustomers ? [] : (given.customers ?? before.customers.map(({ customerId }) => customerId)),
  }
  if (home !== vendorHome) await requireAssociation(call, home, { ...after, role: before.role })
  await call.tx
    .updateTable('api_key')
    .set({
      name: after.name,
      name_norm: normalise(after.name),
      scopes: after.scopes,
      all_customers: before.role === 'user' && after.allCustomers,
      updated_at: new Date(),
    })
    .where('partner_id', '=', home)
    .where('key_id', '=', keyId)
    .execute()
  if (given.customers || given.allCustomers !== undefined) await setCustomers(call.tx, home, keyId, after.customers)
  const { name, scopes, allCustomers, customers } = before
  await auditKey(call, home, { keyId, name: after.name }, 'api_key.changed', {
    before: { name, scopes, allCustomers, customers: customers.map(({ customerId }) => customerId) },
    after,
  })
}

/**
 * A new secret at once; those before it go on for `overlapHours`, none longer than it was to. May give the key a new end.
 * @throws key_expired when it has ended and gets none
 */
export async function rotateKey(
  call: KeyCall,
  home: string,
  keyId: string,
  given: { overlapHours: number; expiresInDays?: number | undefined },
): Promise<MadeKey> {
  const before = await lockKey(call, home, keyId)
  if (before.state === 'expired' && given.expiresInDays === undefined) throw errors.key_expired()
  const expiresAt = given.expiresInDays === undefined ? before.expiresAt : inDays(given.expiresInDays)
  const oldUntil = await endSecrets(call.tx, home, keyId, given.overlapHours)
  await call.tx
    .updateTable('api_key')
    .set({ expires_at: expiresAt, updated_at: new Date() })
    .where('partner_id', '=', home)
    .where('key_id', '=', keyId)
    .execute()
  const { key, hint } = await addSecret(call, home, keyId)
  await auditKey(call, home, before, 'api_key.rotated', {
    before: { expiresAt: before.expiresAt, hints: before.secrets.map((one) => one.hint) },
    after: { expiresAt, hint, oldSecretsUntil: oldUntil },
  })
  return { keyId, key, hint, expiresAt }
}

/** The caller answers for the key from now on; one that slept works again. */
export async function takeOverKey(call: KeyCall, home: string, keyId: string): Promise<void> {
  const before = await lockKey(call, home, keyId)
  const { accountId } = call.principal
  if (before.ownerId === accountId) throw errors.key_owned()
  await call.tx
    .updateTable('api_key')
    .set({ owner_id: accountId, owner_name: nameOf(call.principal), updated_at: new Date() })
    .where('partner_id', '=', home)
    .where('key_id', '=', keyId)
    .execute()
  await auditKey(call, home, before, 'api_key.taken_over', {
    before: { owner: before.ownerName, state: before.state },
    after: { owner: nameOf(call.principal) },
  })
}

/** Ends a key at once, whatever its role: taking away is open to every administrator. */
export async function revokeKey(call: KeyCall, home: string, keyId: string, reason: string): Promise<void> {
  const before = await readKey(call.tx, home, keyId, true)
  if (!before) throw problems.not_found()
  if (before.state === 'revoked') throw errors.key_revoked()
  await call.tx
    .updateTable('api_key')
    .set({
      revoked_at: new Date(),
      revoked_by_name: nameOf(call.principal),
      revoked_reason: reason,
      updated_at: new Date(),
    })
    .where('partner_id', '=', home)
    .where('key_id', '=', keyId)
    .execute()
  await auditKey(call, home, before, 'api_key.revoked', { reason, role: before.role, lastUsedAt: before.lastUsedAt })
}

/** The key, locked, when the caller may give all that it is. */
async function lockKey(call: KeyCall, home: string, keyId: string): Promise<KeyRow> {
  const key = await readKey(call.tx, home, keyId, true)
  if (!key) throw problems.not_found()
  const refusal = mayGive(call.principal.partner, key)
  if (refusal) throw refusal
  if (key.state === 'revoked') throw errors.key_revoked()
  return key
}

async function addSecret(call: KeyCall, home: string, keyId: string): Promise<{ key: string; hint: string }> {
  const key = newApiKey()
  const hint = hintOf(key)
  const hash = hashApiKey(call.deps.config.secret, key)
  await insertSecret(call.tx, { home, keyId, hash, hint, by: nameOf(call.principal) })
  return { key, hint }
}

/** A `user` key reaches some customers of the partner or all; an administrator's reaches all, and lists none. */
async function requireAssociation(
  call: KeyCall,
  partnerId: string,
  { role, allCustomers, customers }: Pick<Given, 'role' | 'allCustomers' | 'customers'>,
): Promise<void> {
  const field = (code: string, message: string) =>
    problems.invalid_request({ fields: [{ path: 'customers', code, message }] })
  // That it reaches all says no more than its role does.
  if (role !== 'user') {
    if (customers.length > 0) throw field('for_user_keys', 'Only a key with role user lists customers')
    return
  }
  if (allCustomers ? customers.length > 0 : customers.length === 0)
    throw field('customers_or_all', 'Name the customers, or choose all')
  const known = await knownCustomers(call.tx, partnerId, customers)
  if (customers.some((id) => !known.has(id))) throw field('unknown_customer', 'Not one of the partner’s customers')
}

function auditKey(
  call: KeyCall,
  home: string,
  key: { keyId: string; name: string },
  action: string,
  detail: Record<string, unknown>,
): Promise<void> {
  const ofVendor = home === vendorHome
  return auditCall(call, {
    partnerId: ofVendor ? null : home,
    action,
    objectType: 'api_key',
    objectId: key.keyId,
    objectLabel: key.name,
    why: ofVendor ? 'vendor role administrator' : rightOf(call.principal),
    detail,
  })
}

function nameOf({ firstName, lastName }: Principal): string {
  return `${firstName} ${lastName}`.trim()
}

function inDays(days: number): Date {
  return new Date(Date.now() + days * 86_400_000)
}
