import { hashApiKey, hintOf, newApiKey } from '../../server/platform/crypto/api-key.ts'
import { newId } from '../../server/platform/ids.ts'
import { normalise } from '../../server/platform/normalise.ts'
import type { TestDatabase } from './database.ts'
import { inDays } from './records.ts'

/** Makes API keys; written as the owner. */
export function apiKeysOf({ ownerDb, config }: Pick<TestDatabase, 'ownerDb' | 'config'>) {
  /** An API key of a partner, or of the vendor (`home: null`); answers it. */
  async function apiKey(
    home: string | null,
    owner: { accountId: string },
    given: { keyId?: string; name?: string; role?: string; scopes?: string[]; days?: number } = {},
  ): Promise<{ keyId: string; key: string }> {
    const keyId = given.keyId ?? newId()
    const key = newApiKey()
    const partner_id = home ?? '00000000-0000-0000-0000-000000000000'
    const name = given.name ?? 'Nightly import'
    const by = {
      owner_id: owner.accountId,
      owner_name: 'Fixture',
      created_by: owner.accountId,
      created_by_name: 'Fixture',
    }
    await ownerDb
      .insertInto('api_key')
      .values({
        ...by,
        partner_id,
        key_id: keyId,
        name,
        name_norm: normalise(name),
        role: given.role ?? (home ? 'admin' : 'administrator'),
        scopes: given.scopes ?? ['audit:read'],
        expires_at: inDays(given.days ?? 90),
      })
      .execute()
    await ownerDb
      .insertInto('api_key_secret')
      .values({
        partner_id,
        key_id: keyId,
        secret_hash: hashApiKey(config.secret, key),
        hint: hintOf(key),
        created_by_name: 'Fixture',
      })
      .execute()
    return { keyId, key }
  }

  return { apiKey }
}
