import type { Hono } from 'hono'
import { type Db, inTransaction } from '../db/transaction.ts'
import type { AppVariables } from '../http/guard.ts'
import { publishedKeys } from './keys.ts'

/** Where anybody finds what a signature of this installation is checked against. */
export const KEYS_PATH = '/.well-known/partnergate-keys.json'

/** Serves the public keys as a JWK set. Cached for minutes only: a new key must be found soon after it first signs. */
export function mountKeys(app: Hono<{ Variables: AppVariables }>, { db }: { db: Db }): void {
  app.get(KEYS_PATH, async (c) => {
    const keys = await inTransaction(db, { kind: 'public' }, (tx) => publishedKeys(tx), { readOnly: true })
    c.header('Cache-Control', 'public, max-age=300')
    c.header('Content-Type', 'application/jwk-set+json')
    return c.body(JSON.stringify(keys))
  })
}
