import { audit, auditCall, type OperationCall } from '../audit/index.ts'
import { sendMail } from '../messages/index.ts'
import { verifyPassword } from '../platform/crypto/passwords.ts'
import type { Principal } from '../platform/db/transaction.ts'
import { type Problem, problems } from '../platform/http/problem.ts'
import { errors } from './errors.ts'
import { consumeOneTime, issueOneTime, withdrawOneTimes } from './one-time.ts'
import { findAccount, findAccountByEmail, setEmail } from './queries.ts'

export const emailChangeMinutes = 24 * 60

/** Mails a link to the new address and a notice to the old one. The answer does not tell whether the new one is taken. */
export async function requestEmailChange(
  call: OperationCall & { principal: Principal },
  email: string,
  currentPassword: string,
): Promise<{ email: string } | Problem> {
  const { tx, deps, principal } = call
  const account = await findAccount(tx, principal.accountId)
  if (!account || !(await verifyPassword(account.password, currentPassword))) {
    await auditCall(call, {
      partnerId: null,
      action: 'account.email_change_refused',
      objectType: 'account',
      objectId: principal.accountId,
      objectLabel: principal.email,
      why: 'present password wrong',
    })
    return errors.password_wrong({
      fields: [{ path: 'currentPassword', code: 'password_wrong', message: 'The present password is wrong' }],
    })
  }
  if (email === account.email)
    throw problems.invalid_request({
      fields: [{ path: 'email', code: 'email_unchanged', message: 'This is your address already' }],
    })
  const taken = await findAccountByEmail(tx, email)
  const token = await issueOneTime(tx, 'email_change', principal.accountId, { email }, emailChangeMinutes)
  if (!taken) {
    await sendMail(tx, deps.config, {
      to: email,
      language: principal.language,
      template: 'email_change_confirm',
      params: {
        firstName: principal.firstName,
        link: `${deps.config.origin}/confirm-email#t=${token}`,
        hours: emailChangeMinutes / 60,
      },
    })
  }
  await sendMail(tx, deps.config, {
    to: principal.email,
    language: principal.language,
    template: 'email_change_notice',
    params: { firstName: principal.firstName, newEmail: email },
  })
  await auditCall(call, {
    partnerId: null,
    action: 'account.email_change_requested',
    objectType: 'account',
    objectId: principal.accountId,
    objectLabel: principal.email,
    why: 'present password',
    detail: { to: email },
  })
  return { email }
}

/** Makes the confirmed address the account's, everywhere at once. */
export async function confirmEmail(call: OperationCall, token: string): Promise<{ email: string }> {
  const { tx, deps, request } = call
  const value = await consumeOneTime(tx, 'email_change', token)
  const account = value && (await findAccount(tx, value.accountId ?? ''))
  const email = value?.email
  if (!account || !email) throw errors.link_invalid()
  if (!(await setEmail(tx, account.id, email))) throw errors.email_taken()
  // A link for a new password that lies in the old mailbox must not outlive the change.
  await withdrawOneTimes(tx, account.id)
  for (const to of [account.email, email])
    await sendMail(tx, deps.config, {
      to,
      language: account.language,
      template: 'email_changed',
      params: { firstName: account.firstName, newEmail: email },
    })
  await audit(
    tx,
    deps.config.secret,
    { person: { ...account, accountId: account.id }, address: request.address, requestId: request.requestId },
    {
      partnerId: null,
      action: 'account.email_changed',
      objectType: 'account',
      objectId: account.id,
      objectLabel: email,
      why: 'link mailed to the new address',
      detail: { from: account.email, to: email },
    },
  )
  return { email }
}
