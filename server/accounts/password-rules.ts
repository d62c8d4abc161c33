import { z } from '@hono/zod-openapi'
import {
  PASSWORD_MAX_CHARACTERS,
  PASSWORD_MIN_CHARACTERS,
  type PasswordProblem,
  passwordProblems,
} from '../platform/crypto/passwords.ts'
import type { Tx } from '../platform/db/transaction.ts'
import type { FieldProblem } from '../platform/http/problem.ts'
import { errors } from './errors.ts'
import { isGroupName } from './names.ts'
import { nameOfGroup } from './person-fields.ts'

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
  const fields = await passwordFindings(password, context, path)
  if (fields.length > 0) throw errors.password_refused({ fields })
}

/** A route's `judge` for a person's form in which other fields are wrong: a name that is a group's, and the password. */
export async function judgePerson(body: Record<string, unknown>, context?: readonly string[]): Promise<FieldProblem[]> {
  const [firstName, lastName] = [textOf(body.firstName), textOf(body.lastName)]
  const group = firstName && lastName && isGroupName(firstName, lastName) ? [nameOfGroup] : []
  return [...group, ...(await judgePassword(body, context))]
}

/** The same of the password alone. */
export async function judgePassword(
  body: Record<string, unknown>,
  context: readonly string[] = [],
): Promise<FieldProblem[]> {
  const { password, firstName, lastName, email, companyName, vendorName } = body
  if (typeof password !== 'string' || password === '') return [] // the schema has said so
  const words = [firstName, lastName, email, companyName, vendorName].map(textOf).filter(Boolean)
  return passwordFindings(password, [...words, ...context], 'password')
}

const textOf = (value: unknown) => (typeof value === 'string' ? value.slice(0, 200) : '')

async function passwordFindings(password: string, context: readonly string[], path: string): Promise<FieldProblem[]> {
  const found = await passwordProblems(password, context)
  return found.map(({ code }) => ({ path, code, message: messages[code] }))
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
