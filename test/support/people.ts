import { createHmac, randomBytes } from 'node:crypto'
import { hashPassword } from '../../server/platform/crypto/passwords.ts'
import { sessionCookieName, sessionSecret } from '../../server/platform/http/session-cookie.ts'
import { newId } from '../../server/platform/ids.ts'
import { normalise } from '../../server/platform/normalise.ts'
import type { TestDatabase } from './database.ts'

/** Somebody with a session. */
export type Actor = {
  accountId: string
  email: string
  firstName: string
  lastName: string
  cookie: string
  password: string
}

/** The session's token inside somebody's cookie: to begin a transaction as them without a request. */
export function tokenOf({ cookie }: { cookie: string }): string {
  return decodeURIComponent(cookie.split('=')[1] ?? '').split('.')[0] ?? ''
}

export const goodPassword = 'correct-lantern-orbit-42'
let passwordHash: Promise<string> | undefined
let people = 0

/** Makes accounts with sessions, and what ties them to the vendor or a partner; written as the owner. */
export function peopleOf({ ownerDb, config }: Pick<TestDatabase, 'ownerDb' | 'config'>) {
  async function person(
    names: { firstName?: string; lastName?: string; email?: string; language?: string } = {},
  ): Promise<Actor> {
    people += 1
    const accountId = newId()
    const firstName = names.firstName ?? 'Pat'
    const lastName = names.lastName ?? `Person ${people}`
    const email = names.email ?? `person${people}@example.com`
    passwordHash ??= hashPassword(goodPassword)
    await ownerDb
      .insertInto('auth.user')
      .values({
        id: accountId,
        name: `${firstName} ${lastName}`,
        email,
        emailVerified: true,
        firstName,
        lastName,
        language: names.language ?? 'en',
      })
      .execute()
    await ownerDb
      .insertInto('auth.account')
      .values({ id: newId(), accountId, providerId: 'credential', userId: accountId, password: await passwordHash })
      .execute()
    return { accountId, email, firstName, lastName, cookie: await session(accountId), password: goodPassword }
  }

  async function session(accountId: string): Promise<string> {
    const token = randomBytes(24).toString('hex')
    await ownerDb
      .insertInto('auth.session')
      .values({
        id: newId(),
        token,
        userId: accountId,
        expiresAt: new Date(Date.now() + 3600_000),
        updatedAt: new Date(),
      })
      .execute()
    const signature = createHmac('sha256', sessionSecret(config.secret)).update(token).digest('base64')
    return `${sessionCookieName}=${encodeURIComponent(`${token}.${signature}`)}`
  }

  async function staff(role: 'administrator' | 'support_agent' | 'auditor' = 'administrator'): Promise<Actor> {
    const actor = await person({ firstName: 'Staff' })
    await ownerDb
      .insertInto('vendor_staff')
      .values({
        account_id: actor.accountId,
        role,
        first_name: actor.firstName,
        last_name: actor.lastName,
        email: actor.email,
      })
      .execute()
    return actor
  }

  async function member(
    partnerId: string,
    given: {
      sponsors?: boolean
      role?: 'super_admin' | 'admin' | 'user' | null
      /** Of a PU: customers they are associated with, or all. */
      customers?: string[] | 'all'
    } = {},
  ): Promise<Actor> {
    const actor = await person({ firstName: 'Member' })
    await ownerDb
      .insertInto('membership')
      .values({
        partner_id: partnerId,
        account_id: actor.accountId,
        role: given.role ?? null,
        sponsors: given.sponsors ?? false,
        first_name: actor.firstName,
        last_name: actor.lastName,
        name_norm: normalise(`${actor.lastName} ${actor.firstName}`),
        email: actor.email,
        all_customers: given.customers === 'all',
      })
      .execute()
    if (Array.isArray(given.customers))
      for (const id of given.customers) await associate(partnerId, actor.accountId, id)
    return actor
  }

  async function associate(partnerId: string, accountId: string, customerId: string, endsAt: Date | null = null) {
    await ownerDb
      .insertInto('association')
      .values({
        partner_id: partnerId,
        account_id: accountId,
        customer_id: customerId,
        given_by: newId(),
        given_by_name: 'Fixture',
        ends_at: endsAt,
      })
      .execute()
  }

  return {
    associate,
    person,
    session,
    staff,
    member,
    administrator: (partnerId: string) => member(partnerId, { sponsors: true }),
  }
}
