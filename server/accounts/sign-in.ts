import { audit, auditCall, type OperationCall } from '../audit/index.ts'
import type { Problem } from '../platform/http/problem.ts'
import { forgetLimit } from '../platform/http/throttle.ts'
import { authHeaders, inAuth } from './auth.ts'
import { signInBucket } from './buckets.ts'
import { errors } from './errors.ts'
import { endSessions, findAccount, noteSignIn } from './queries.ts'

type SignedIn = { accountId: string; email: string; cookies: string[] }

/**
 * Opens a session through Better Auth. A wrong password, an unknown address, an unconfirmed or disabled account get one and
 * the same refusal after the same work (attack 10); it is returned, not thrown, so that the audit entry stays.
 */
export async function signIn(
  call: OperationCall,
  email: string,
  password: string,
): Promise<SignedIn | { problem: Problem }> {
  const { tx, deps, request } = call
  const outcome = await inAuth(tx, deps.config, deps.db, async (api) => {
    try {
      return await api.signInEmail({
        body: { email, password },
        headers: authHeaders(request.address, request.userAgent),
        returnHeaders: true,
      })
    } catch (error) {
      if (isRefusal(error)) return null
      throw error
    }
  })
  // Looked up after the password was judged, so that a disabled account costs the same time as any other.
  const account = outcome && (await findAccount(tx, outcome.response.user.id))
  if (outcome && !account) await endSessions(tx, outcome.response.user.id, null, null)
  if (!outcome || !account) {
    await auditCall(
      { ...call, principal: null },
      {
        partnerId: null,
        action: 'account.sign_in_refused',
        objectType: 'account',
        objectId: email,
        objectLabel: email,
        why: 'wrong password, unknown, unconfirmed or disabled',
      },
    )
    return { problem: errors.sign_in_failed() }
  }
  // The owner's typing errors, or a stranger's guesses, no longer count.
  await forgetLimit(tx, signInBucket(email))
  await noteSignIn(tx, account.id)
  await audit(
    tx,
    deps.config.secret,
    { person: { ...account, accountId: account.id }, address: request.address, requestId: request.requestId },
    {
      partnerId: null,
      action: 'account.signed_in',
      objectType: 'account',
      objectId: account.id,
      objectLabel: email,
      why: 'password',
    },
  )
  return { accountId: account.id, email, cookies: outcome.headers.getSetCookie() }
}

function isRefusal(error: unknown): boolean {
  const status = (error as { statusCode?: number }).statusCode
  return status === 401 || status === 403
}
