import { sql } from 'kysely'
import { hashApiKey, newApiKey } from '../../server/platform/crypto/api-key.ts'
import { newId } from '../../server/platform/ids.ts'
import { apiKeysOf } from './api-keys.ts'
import type { TestDatabase } from './database.ts'
import { type Actor, peopleOf } from './people.ts'
import { recordsOf } from './records.ts'

/** Somebody who may do something until a change commits, and the change. */
export type Change = {
  /** By what they are known: a session's cookie, or an API key. */
  headers: Record<string, string>
  method: 'GET' | 'PATCH'
  path: string
  /** One statement; what it takes away is gone with its commit. */
  apply: () => Promise<unknown>
}

export const kinds = [
  'role',
  'association',
  'contract',
  'member',
  'partner',
  'account',
  'acting',
  'key revoked',
  'key rotated',
] as const
export type Kind = (typeof kinds)[number]

/** Makes, for each kind of change, somebody who may until it happens. Grace is none, so that an end is an end (R25). */
export function changesOf({ ownerDb, config }: Pick<TestDatabase, 'ownerDb' | 'config'>) {
  const people = peopleOf({ ownerDb, config })
  const records = recordsOf({ ownerDb, config } as TestDatabase, people)
  const { apiKey } = apiKeysOf({ ownerDb, config })

  async function place() {
    await sql`update vendor_settings set service_grace_days = 0`.execute(ownerDb)
    const { partnerId } = await records.partner()
    const customerId = await records.customer(partnerId)
    const contractId = await records.service(partnerId, customerId)
    const url = `/api/v1/partners/${partnerId}`
    return { partnerId, customerId, contractId, url, customer: `${url}/customers/${customerId}` }
  }
  const reads = ({ cookie }: Actor, path: string, apply: () => Promise<unknown>): Change => ({
    headers: { cookie },
    method: 'GET',
    path,
    apply,
  })
  /** A script's key, whose owner stays what they are. */
  const withKey = async (end: (keyId: string) => Promise<unknown>): Promise<Change> => {
    const at = await place()
    const owner = await people.member(at.partnerId, { role: 'super_admin' })
    const { keyId, key } = await apiKey(at.partnerId, owner, { scopes: ['customers:read'] })
    return { headers: { authorization: `Bearer ${key}` }, method: 'GET', path: at.customer, apply: () => end(keyId) }
  }

  const make: Record<Kind, () => Promise<Change>> = {
    role: async () => {
      const at = await place()
      const actor = await people.member(at.partnerId, { role: 'admin' })
      return reads(actor, `${at.url}/audit?limit=1`, () =>
        sql`update membership set role = 'user' where account_id = ${actor.accountId}`.execute(ownerDb),
      )
    },
    association: async () => {
      const at = await place()
      const actor = await people.member(at.partnerId, { role: 'user', customers: [at.customerId] })
      return reads(actor, at.customer, () =>
        sql`delete from association where account_id = ${actor.accountId}`.execute(ownerDb),
      )
    },
    contract: async () => {
      const at = await place()
      const actor = await people.member(at.partnerId, { role: 'user', customers: [at.customerId] })
      return reads(actor, at.customer, () =>
        sql`update contract set ends_at = clock_timestamp() where contract_id = ${at.contractId}`.execute(ownerDb),
      )
    },
    member: async () => {
      const at = await place()
      const actor = await people.member(at.partnerId, { role: 'super_admin' })
      return reads(actor, at.customer, () =>
        sql`update membership set state = 'suspended' where account_id = ${actor.accountId}`.execute(ownerDb),
      )
    },
    partner: async () => {
      const at = await place()
      const actor = await people.member(at.partnerId, { role: 'super_admin' })
      const apply = () =>
        sql`update partner set state = 'suspended' where partner_id = ${at.partnerId}`.execute(ownerDb)
      // A suspended partner still reads.
      return { headers: { cookie: actor.cookie }, method: 'PATCH', path: at.customer, apply }
    },
    account: async () => {
      const at = await place()
      const actor = await people.member(at.partnerId, { role: 'super_admin' })
      return reads(actor, at.customer, () =>
        sql`update auth."user" set "disabledAt" = now() where id = ${actor.accountId}`.execute(ownerDb),
      )
    },
    acting: async () => {
      const at = await place()
      const actor = await people.staff('support_agent')
      const actingId = newId()
      await sql`insert into acting (partner_id, acting_id, account_id, actor_name, reason, ends_at)
        values (${at.partnerId}, ${actingId}, ${actor.accountId}, 'Staff', 'a drill', now() + interval '1 hour')`.execute(
        ownerDb,
      )
      return reads(actor, at.customer, () =>
        sql`update acting set ended_at = now() where acting_id = ${actingId}`.execute(ownerDb),
      )
    },
    'key revoked': () =>
      withKey((keyId) => sql`update api_key set revoked_at = now() where key_id = ${keyId}`.execute(ownerDb)),
    // Rotated without overlap: the old secret ends as the new one begins.
    'key rotated': () =>
      withKey((keyId) =>
        sql`with ended as (update api_key_secret set valid_until = now() where key_id = ${keyId} returning partner_id, key_id)
          insert into api_key_secret (partner_id, key_id, secret_hash, hint, created_by_name)
          select partner_id, key_id, ${hashApiKey(config.secret, newApiKey())}, 'pgk_new', 'Fixture' from ended`.execute(
          ownerDb,
        ),
      ),
  }
  return (kind: Kind): Promise<Change> => make[kind]()
}

export type Outcome = {
  allowedBefore: number
  /** Begun after the commit was acknowledged. */
  refusedAfter: number
  allowedAfter: number
  /** From commit to the end of the first refused request, for each process. */
  firstRefusalMs: number[]
}

/**
 * Asks all processes over and over as the person, commits the change in the middle, and goes on until each process has
 * refused `enough` requests that began after the commit. What was begun before it may be answered either way.
 */
export async function provoke(origins: string[], origin: string, change: Change, enough: number): Promise<Outcome> {
  const asked: { process: number; from: number; to: number; status: number }[] = []
  let committedAt = Number.POSITIVE_INFINITY
  const after = (process: number) => asked.filter((one) => one.process === process && one.from > committedAt)
  const deadline = performance.now() + 30_000
  const ask = async (process: number, worker: number) => {
    for (let n = 0; performance.now() < deadline && after(process).length < enough; n++) {
      const from = performance.now()
      const response = await fetch(`${origins[process]}${change.path}`, {
        method: change.method,
        headers: { ...change.headers, origin, 'content-type': 'application/json' },
        ...(change.method === 'PATCH' && { body: JSON.stringify({ city: `City ${worker} ${n}` }) }),
      })
      await response.arrayBuffer()
      asked.push({ process, from, to: performance.now(), status: response.status })
    }
  }
  const load = origins.flatMap((_, process) => [ask(process, 0), ask(process, 1)])
  while (origins.some((_, process) => asked.filter((one) => one.process === process).length < enough)) {
    if (performance.now() > deadline) throw new Error(`${change.path} was not answered often enough`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  await change.apply()
  committedAt = performance.now()
  await Promise.all(load)
  const begun = asked.filter((one) => one.from > committedAt)
  const refused = begun.filter(({ status }) => status >= 400 && status < 500)
  return {
    allowedBefore: asked.filter((one) => one.from <= committedAt && one.status === 200).length,
    refusedAfter: refused.length,
    // A failure of the server is no refusal either.
    allowedAfter: begun.length - refused.length,
    firstRefusalMs: origins.map((_, process) =>
      Math.min(...refused.filter((one) => one.process === process).map(({ to }) => to - committedAt)),
    ),
  }
}
