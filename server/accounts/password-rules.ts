import { z } from '@hono/zod-openapi'
import { PASSWORD_MAX_CHARACTERS, passwordProblems } from '../platform/crypto/passwords.ts'
import { errors } from './errors.ts'

/** A password as it arrives: length is judged by the rules, so that all reasons come at once. */
export const passwordField = z
  .string()
  .min(1)
  .max(PASSWORD_MAX_CHARACTERS * 4)

/** Throws with every reason for which a password is refused (SP 800-63B-4), at `path`. `context`: names, addresses, companies. */
export async function requireGoodPassword(
  password: string,
  context: readonly string[],
  path = 'password',
): Promise<void> {
  const found = await passwordProblems(password, context)
  if (found.length === 0) return
  throw errors.password_refused({
    fields: found.map((problem) => ({ path, code: problemCode(problem), message: String(problemCode(problem)) })),
  })
}

function problemCode(problem: unknown): string {
  return typeof problem === 'string' ? problem : ((problem as { code: string }).code ?? 'password')
}
