import { sql } from 'kysely'
import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { sendMail } from '../messages/index.ts'
import { inTransaction, type Tx } from '../platform/db/transaction.ts'
import { defineJob, type JobContext } from '../platform/jobs/job.ts'
import { statusFile } from './status-file.ts'
import { statusReport } from './status-report.ts'

type Due = { partner_id: string; account_id: string }
type Subscriber = {
  partner_name: string
  first_name: string
  email: string
  language: string
  status_report: string
  previous: Date | null
}

/** Not sent since the present week or month began (UTC; weeks begin on Monday). */
const dueSql = sql<boolean>`(m.state = 'active' and m.sponsors and m.status_report <> 'never'
  and coalesce(m.status_report_sent_at, '-infinity') < date_trunc(
    case m.status_report when 'weekly' then 'week' else 'month' end, now(), 'UTC'))`

/**
 * Sends the status report to the administrators who want it, once in each of their periods. Looked at hourly, so that an
 * installation that was down at midnight still sends; each subscriber's turn is one transaction that claims the period first,
 * so neither a repeated run nor two processes send twice.
 */
export const statusReportJob = defineJob(
  'reports.status',
  z.object({}),
  async (_, context) => {
    const due = await inTransaction(context.db, { kind: 'system' }, (tx) =>
      sql<Due>`select m.partner_id, m.account_id from membership m join partner p on p.partner_id = m.partner_id
        where p.state = 'active' and ${dueSql} order by 1, 2`.execute(tx),
    )
    for (const one of due.rows) {
      if (context.signal.aborted) throw new Error('stopped before every report was sent')
      await sendTo(context, one)
    }
  },
  { cron: '10 * * * *', oneWaitingPerKey: true, timeoutSeconds: 1800 },
)

async function sendTo(
  { db, config }: JobContext,
  { partner_id: partnerId, account_id: accountId }: Due,
): Promise<void> {
  await inTransaction(db, { kind: 'system', partnerId }, async (tx) => {
    const to = await claim(tx, partnerId, accountId)
    if (!to) return
    const { totals } = await statusReport(tx, partnerId, { since: new Date(), period: 'month', customerId: null })
    const { file, type, name, rows } = await statusFile(tx, partnerId, {
      format: 'xlsx',
      content: 'people',
      language: to.language,
      filter: {},
    })
    const now = new Date()
    await sendMail(tx, config, {
      to: to.email,
      language: to.language,
      partnerId,
      template: 'status_report',
      params: {
        firstName: to.first_name,
        partner: to.partner_name,
        since: to.previous ?? now,
        until: now,
        active: totals.active,
        withoutAccess: totals.without_access,
        unconfirmed: totals.unconfirmed,
        toVerify: totals.to_be_verified,
        suspended: totals.suspended,
        disabled: totals.disabled,
        link: `${config.origin}/partner/${partnerId}/status-report`,
      },
      attachments: [
        {
          filename: name,
          contentType: type,
          content: typeof file === 'string' ? new TextEncoder().encode(file) : file,
        },
      ],
    })
    await audit(
      tx,
      config.secret,
      { person: null, label: 'system' },
      {
        partnerId,
        action: 'status_report.sent',
        objectType: 'status_report',
        objectId: accountId,
        objectLabel: to.email,
        why: `subscribed ${to.status_report}`,
        detail: { rows },
      },
    )
  })
}

/** Marks this period as sent; null when another process was first or the subscription ended. */
async function claim(tx: Tx, partnerId: string, accountId: string): Promise<Subscriber | null> {
  const { rows } = await sql<Subscriber>`
    with before as materialized (
      select m.partner_id, m.account_id, m.status_report_sent_at as previous from membership m
      where m.partner_id = ${partnerId} and m.account_id = ${accountId} and ${dueSql} for update)
    update membership m set status_report_sent_at = now() from before b, partner p
    where m.partner_id = b.partner_id and m.account_id = b.account_id and p.partner_id = m.partner_id
    returning p.name as partner_name, m.first_name, m.email, m.language, m.status_report, b.previous`.execute(tx)
  return rows[0] ?? null
}
