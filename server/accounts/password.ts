import { audit, auditCall, type OperationCall } from '../audit/index.ts'
import { sendMail } from '../messages/index.ts'
import { hashPassword, verifyPassword } from '../platform/crypto/passwords.ts'
import type { Principal } from '../platform/db/transaction.ts'
import type { Problem } from '../platform/http/problem.ts'
import { forgetLimit } from '../platform/http/throttle.ts'
import { signInBucket } from './buckets.ts'
import { errors } from './errors.ts'
import { consumeOneTime, withdrawOneTimes } from './one-time.ts'
import { passwordContext, requireGoodPassword } from './password-rules.ts'
import { findAccount, setPassword } from './queries.ts'

/** Sets a new password with a mailed token: the token is consumed by one statement, every session ends, the owner is told. */
export async function resetPassword(call: OperationCall, token: string, password: string): Promise<void> {
  const value = await consumeOneTime(call.tx, 'password_reset', token)
  const account = value && (await findAccount(call.tx, value.accountId ?? ''))
  if (!account) throw errors.link_invalid()
  // A refused password throws, so the token is not spent on it.
  await requireGoodPassword(password, await passwordContext(call.tx, account))
  await setPassword(call.tx, account.id, await hashPassword(password), null)
  await withdrawOneTimes(call.tx, account.id)
  // Who follows the mailed link is the owner, whoever filled the bucket of guesses.
  await forgetLimit(call.tx, signInBucket(account.email))
  await tellPasswordChanged(call, { ...account, accountId: account.id }, 'reset link')
}

/** Changes a signed-in person's password. A wrong present password is returned, so that its audit entry stays. */
export async function changePassword(
  call: OperationCall & { principal: Principal },
  current: string,
  password: string,
): Promise<undefined | Problem> {
  const { principal, tx } = call
  const account = await findAccount(tx, principal.accountId)
  if (!account || !(await verifyPassword(account.password, current))) {
    await auditCall(call, {
      partnerId: null,
      action: 'account.password_change_refused',
      objectType: 'account',
      objectId: principal.accountId,
      objectLabel: principal.email,
      why: 'present password wrong',
    })
    return errors.password_wrong({
      fields: [{ path: 'currentPassword', code: 'password_wrong', message: 'The present password is wrong' }],
    })
  }
  await requireGoodPassword(password, await passwordContext(tx, account))
  await setPassword(tx, account.id, await hashPassword(password), principal.sessionId)
  await withdrawOneTimes(tx, account.id)
  await tellPasswordChanged(call, principal, 'present password')
  return undefined
}

type Owner = Pick<Principal, 'accountId' | 'email' | 'firstName' | 'lastName' | 'language'>

async function tellPasswordChanged(call: OperationCall, owner: Owner, why: string): Promise<void> {
  const { tx, deps, request } = call
  await sendMail(tx, deps.config, {
    to: owner.email,
    language: owner.language,
    template: 'password_changed',
    params: { firstName: owner.firstName },
  })
  await audit(
    tx,
    deps.config.secret,
    { person: owner, address: request.address, requestId: request.requestId },
    {
      partnerId: null,
      action: 'account.password_changed',
      objectType: 'account',
      objectId: owner.accountId,
      objectLabel: owner.email,
      why,
    },
  )
}
