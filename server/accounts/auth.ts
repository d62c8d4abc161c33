import type { Auth as BetterAuth, BetterAuthOptions } from 'better-auth'
import type { Config } from '../platform/config.ts'
import { hashPassword, verifyPassword } from '../platform/crypto/passwords.ts'
import { type Db, type Tx, withAuthRole } from '../platform/db/transaction.ts'
import { sessionCookieName, sessionSecret } from '../platform/http/session-cookie.ts'
import { newId } from '../platform/ids.ts'

/** A session lives a week from sign-in, in use or not. */
export const sessionSeconds = 7 * 24 * 3600

const addressHeader = 'x-partnergate-address'

function options(config: Config, db: Db): BetterAuthOptions {
  return {
    baseURL: config.origin,
    basePath: '/api/auth',
    secret: sessionSecret(config.secret),
    database: { db: db.withSchema('auth') as never, type: 'postgres', transaction: true },
    advanced: {
      // A function, not 'uuid': with 'uuid' single-use reservations always succeeded (upstream #10624).
      // Its schema check looks in schema public; migrations/ is what makes the tables, and tests run against them.
      database: { generateId: () => newId(), validateSchema: false },
      cookies: {
        session_token: {
          name: sessionCookieName,
          attributes: { path: '/', secure: true, sameSite: 'lax', httpOnly: true },
        },
      },
      ipAddress: { ipAddressHeaders: [addressHeader] },
      useSecureCookies: false, // The name already says __Host-; a second prefix would break it.
      disableCSRFCheck: true, // The guard refused foreign origins before anything reached this.
      disableOriginCheck: true,
    },
    rateLimit: { enabled: false }, // Counted in the database, for all processes alike (takeLimits).
    telemetry: { enabled: false },
    logger: { disabled: true },
    session: { expiresIn: sessionSeconds, disableSessionRefresh: true, cookieCache: { enabled: false } },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true, // There is no sign-up but registration.
      requireEmailVerification: true,
      minPasswordLength: 1, // Our own rules answer with every reason at once.
      maxPasswordLength: 1024,
      password: { hash: hashPassword, verify: ({ hash, password }) => verifyPassword(hash, password) },
    },
  }
}

const instances = new WeakMap<Db, { auth: BetterAuth; options: BetterAuthOptions }>()

/** Runs `call` of Better Auth's API inside our transaction, as the role that reaches schema auth. */
export async function inAuth<T>(
  tx: Tx,
  config: Config,
  db: Db,
  call: (api: BetterAuth['api']) => Promise<T>,
): Promise<T> {
  const { core, adapters, library } = await betterAuthModules()
  let instance = instances.get(db)
  if (!instance) {
    const made = options(config, db)
    instance = { auth: library.betterAuth(made) as unknown as BetterAuth, options: made }
    instances.set(db, instance)
  }
  const { auth, options: given } = instance
  const storage = await core.getCurrentDBAdapterAsyncLocalStorage()
  const adapter = adapters.kyselyAdapter(tx.withSchema('auth') as never, { type: 'postgres', transaction: false })(
    given,
  )
  return withAuthRole(tx, () =>
    storage.run({ adapter, pendingHooks: [], isTransactionActive: true } as never, () => call(auth.api)),
  )
}

let modules: ReturnType<typeof importModules> | undefined

async function importModules() {
  const [core, adapters, library] = await Promise.all([
    import('@better-auth/core/context'),
    import('@better-auth/kysely-adapter'),
    import('better-auth'),
  ])
  return { core, adapters, library }
}

/** Loaded with the first sign-in or right after start, not during it: a quarter of a second that nobody need wait for. */
export function betterAuthModules(): ReturnType<typeof importModules> {
  modules ??= importModules()
  return modules
}

/** Headers for Better Auth: what it may know of the request, nothing the client could forge into an address. */
export function authHeaders(address: string, userAgent: string, cookie?: string): Headers {
  const headers = new Headers({ [addressHeader]: address, 'user-agent': userAgent.slice(0, 400) })
  if (cookie) headers.set('cookie', cookie)
  return headers
}
