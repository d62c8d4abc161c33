import { z } from '@hono/zod-openapi'
import {
  PASSWORD_MAX_CHARACTERS,
  PASSWORD_MIN_CHARACTERS,
  type PasswordProblem,
  passwordProblems,
} from '../platform/crypto/passwords.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { errors } from './errors.ts'

/** A password as it arrives: length is judged by the rules, so that all reasons come at once. */
export const passwordField = z
  .string()
  .min(1)
  .max(PASSWORD_MAX_CHARACTERS * 4)

/** What a password must not be made of, besides the person's own words: whose portal this is. */
export async function passwordContext(
  tx: Tx,
  person: { email: string; firstName: string; lastName: string },
): Promise<string[]> {
  const { name } = await tx.selectFrom('vendor_settings').select('name').executeTakeFirstOrThrow()
  return [person.email, person.firstName, person.lastName, name, 'Partnergate']
}

/** Throws with every reason for which a password is refused (SP 800-63B-4), at `path`. `context`: names, addresses, companies. */
export async function requireGoodPassword(
  password: string,
  context: readonly string[],
  path = 'password',
): Promise<void> {
  const found = await passwordProblems(password, context)
  if (found.length === 0) return
  throw errors.password_refused({
    fields: found.map(({ code }) => ({ path, code, message: messages[code] })),
  })
}

const messages: Record<PasswordProblem['code'], string> = {
  password_too_short: `Use at least ${PASSWORD_MIN_CHARACTERS} characters`,
  password_too_long: `Use at most ${PASSWORD_MAX_CHARACTERS} characters`,
  password_guessable: 'This is easily guessed: common words or a pattern with little added',
  password_personal: 'This is made of your name, address or company with little added',
}

/** The reasons as codes; none when the password is good. */
export async function passwordReasons(password: string, context: readonly string[]): Promise<string[]> {
  return (await passwordProblems(password, context)).map(({ code }) => code)
}
