import { type Algorithm, hash, verify } from '@node-rs/argon2'
import { Counter } from 'prom-client'
import { guessesNeeded } from './password-guessing.ts'

/** What passwords cost this process, by far the most of what it computes: sudden growth is somebody guessing. */
export const passwordHashes = new Counter({
  name: 'password_hashes_total',
  help: 'Password hashes computed, to store one or to compare with one.',
  registers: [],
})

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane; 8 ms of a core. 2 = argon2id (a const enum there). */
const PARAMETERS = {
  algorithm: 2 satisfies Algorithm.Argon2id as Algorithm,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
}

export const PASSWORD_MIN_CHARACTERS = 15
export const PASSWORD_MAX_CHARACTERS = 256

/** Below this many guesses (as a power of ten) a password counts as one of those an attacker tries. */
const MIN_GUESSES_LOG10 = 10

export type PasswordProblem =
  | { code: 'password_too_short'; min: number }
  | { code: 'password_too_long'; max: number }
  /** A common password, a pattern, or common words with little added. */
  | { code: 'password_guessable' }
  /** Made of the person's own name, address or company with little added. */
  | { code: 'password_personal' }

/**
 * Everything that is wrong with a new password (SP 800-63B-4 §3.1.1.2): length in code points and what is easily guessed;
 * no composition rules, any character allowed. `context`: what belongs to the person or the installation (names, e-mail
 * address, companies, the vendor), as it is written; it is taken apart here. An empty list means the password is good.
 */
export async function passwordProblems(password: string, context: readonly string[]): Promise<PasswordProblem[]> {
  const normalised = normalise(password)
  const characters = [...normalised].length
  const problems: PasswordProblem[] = []
  if (characters > PASSWORD_MAX_CHARACTERS) return [{ code: 'password_too_long', max: PASSWORD_MAX_CHARACTERS }]
  if (characters < PASSWORD_MIN_CHARACTERS) problems.push({ code: 'password_too_short', min: PASSWORD_MIN_CHARACTERS })
  const personal = await guessesNeeded(normalised, context)
  // what is too short anyway is called guessable only when it is more than just short
  if (personal < Math.min(MIN_GUESSES_LOG10, characters * 0.6)) {
    const general = await guessesNeeded(normalised, [])
    problems.push({ code: personal < general - 0.5 ? 'password_personal' : 'password_guessable' })
  }
  return problems
}

/** The hash to store (PHC string, argon2id, own salt). */
export function hashPassword(password: string): Promise<string> {
  passwordHashes.inc()
  return hash(normalise(password), PARAMETERS)
}

let hashOfNothing: Promise<string> | undefined

/**
 * Whether the password belongs to the stored hash. Without one (no such account) it spends the same time on a hash of
 * nothing and says no, so that time tells nobody whether an account exists (attack 10).
 */
export async function verifyPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  if (normalise(password).length > 4 * PASSWORD_MAX_CHARACTERS) return false
  hashOfNothing ??= hash(globalThis.crypto.randomUUID(), PARAMETERS)
  passwordHashes.inc()
  const matches = await verify(stored || (await hashOfNothing), normalise(password))
  return matches && Boolean(stored)
}

/** One spelling for what a keyboard may send in several (SP 800-63B-4: NFKC before hashing). */
function normalise(password: string): string {
  return password.toWellFormed().normalize('NFKC')
}
