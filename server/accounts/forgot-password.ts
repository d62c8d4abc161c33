import { z } from 'zod'
import { audit, type OperationCall } from '../audit/index.ts'
import { sendMail } from '../messages/index.ts'
import type { Config } from '../platform/config.ts'
import { deriveKey, open, seal } from '../platform/crypto/tokens.ts'
import { inTransaction, type Tx } from '../platform/db/transaction.ts'
import { enqueue } from '../platform/jobs/enqueue.ts'
import { type AnyJob, defineJob } from '../platform/jobs/job.ts'
import { issueOneTime } from './one-time.ts'
import { findAccountByEmail } from './queries.ts'

export const resetMinutes = 60

/**
 * Asks for a link to a new password. Whether there is such an account is looked up by a job afterwards, so that answer,
 * work and time are the same for every address (attack 10). The address travels sealed: the queue is nobody's to read.
 */
export async function forgotPassword(call: OperationCall, email: string): Promise<{ email: string }> {
  const { tx, deps, request } = call
  const asked = JSON.stringify({ email, address: request.address, requestId: request.requestId })
  await enqueue(tx, sendResetLinkJob, { asked: seal(sealingKey(deps.config), asked).toString('base64') })
  return { email }
}

const askedShape = z.object({ email: z.string(), address: z.string(), requestId: z.string() })

/** Mails the link when the address has a confirmed account, and nothing otherwise. */
async function sendResetLink(tx: Tx, config: Config, asked: z.infer<typeof askedShape>): Promise<void> {
  const { email, address, requestId } = asked
  const account = await findAccountByEmail(tx, email)
  if (!account?.emailVerified) return
  const token = await issueOneTime(tx, 'password_reset', account.id, {}, resetMinutes)
  await sendMail(tx, config, {
    to: email,
    language: account.language,
    template: 'password_reset',
    params: {
      firstName: account.firstName,
      link: `${config.origin}/reset-password#t=${token}`,
      minutes: resetMinutes,
    },
  })
  await audit(
    tx,
    config.secret,
    { person: null, label: 'stranger', address, requestId },
    {
      partnerId: null,
      action: 'account.password_reset_requested',
      objectType: 'account',
      objectId: account.id,
      objectLabel: email,
      why: 'anyone may ask; the link goes to the address',
    },
  )
}

const sendResetLinkJob = defineJob(
  'accounts.send_reset_link',
  z.strictObject({ asked: z.string() }),
  ({ asked }, { db, config }) => {
    const opened = askedShape.parse(JSON.parse(open(sealingKey(config), Buffer.from(asked, 'base64'))))
    return inTransaction(db, { kind: 'system' }, (tx) => sendResetLink(tx, config, opened))
  },
  { retryLimit: 5 },
)

export const accountJobs: AnyJob[] = [sendResetLinkJob]

const sealingKey = (config: Pick<Config, 'secret'>) => deriveKey(config.secret, 'forgotten password')
