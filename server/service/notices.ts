import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { sendMail } from '../messages/index.ts'
import { peopleInCharge } from '../partners/index.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import { type AnyJob, defineJob, type JobContext } from '../platform/jobs/job.ts'
import { markTold, type Notice, type NoticeKind, partnersConcerned } from './queries.ts'

/**
 * Tells SA and PA when a customer's service turned to grace, a week before it closes, and when it closed (R25). What holds
 * follows the dates by itself; this only tells. A partner's turn is one transaction that marks what it told.
 */
const noticesJob = defineJob(
  'service.notices',
  z.object({}),
  async (_, context) => {
    const partners = await inTransaction(context.db, { kind: 'system' }, partnersConcerned, { readOnly: true })
    for (const partnerId of partners) {
      if (context.signal.aborted) throw new Error('stopped before every partner was told')
      await tellPartner(context, partnerId)
    }
  },
  { cron: '40 5 * * *', oneWaitingPerKey: true, timeoutSeconds: 1800 },
)

const kinds: NoticeKind[] = ['grace', 'closing', 'closed']

async function tellPartner({ db, config }: JobContext, partnerId: string): Promise<void> {
  await inTransaction(db, { kind: 'system' }, async (tx) => {
    const people = (await peopleInCharge(tx, partnerId)).filter(({ administers }) => administers)
    // Without an administrator there is nobody to tell yet; whoever becomes one is told then.
    if (people.length === 0) return
    const { name: partner } = await tx
      .selectFrom('partner')
      .select('name')
      .where('partner_id', '=', partnerId)
      .executeTakeFirstOrThrow()
    const told = await markTold(tx, partnerId)
    for (const kind of kinds) {
      const notices = told.filter((notice) => notice.kind === kind)
      if (notices.length === 0) continue
      for (const { firstName, email, language } of people)
        await sendMail(tx, config, {
          to: email,
          language,
          partnerId,
          template: `service_${kind}`,
          params: {
            firstName,
            partner,
            customers: notices.slice(0, 50).map(({ name }) => name),
            until: firstOf(notices),
            link: `${config.origin}/partner/${partnerId}/customers`,
          },
        })
      await audit(
        tx,
        config.secret,
        { person: null, label: 'system' },
        {
          partnerId,
          action: `service.${kind}_told`,
          objectType: 'partner',
          objectId: partnerId,
          objectLabel: notices
            .map(({ name }) => name)
            .join(', ')
            .slice(0, 300),
          why: 'the dates of the support-service contracts (R25)',
          detail: { customers: notices.length, people: people.length },
        },
      )
    }
  })
}

function firstOf(notices: Notice[]): Date {
  return new Date(Math.min(...notices.map(({ closesAt }) => closesAt.getTime())))
}

export const serviceJobs: AnyJob[] = [noticesJob]
