import { sql } from 'kysely'
import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { sponsorshipAdministrators } from '../entitlements/index.ts'
import { sendMail } from '../messages/index.ts'
import { inTransaction, type Tx } from '../platform/db/transaction.ts'
import { defineJob, type JobContext } from '../platform/jobs/job.ts'

/**
 * Says daily what attestation asks for (R18). Access itself stops by effective access at the moment the grace period ends;
 * this only tells people. A partner's turn is one transaction that marks whom it told, so a repeated run tells nobody twice.
 */
export const attestationJob = defineJob(
  'people.attestation',
  z.object({}),
  async (_, context) => {
    for (const partnerId of await partnersConcerned(context)) {
      if (context.signal.aborted) throw new Error('stopped before every partner was told')
      await tellPartner(context, partnerId)
    }
  },
  { cron: '20 5 * * *', oneWaitingPerKey: true, timeoutSeconds: 1800 },
)

const dueSql = sql<boolean>`(r.attestation_warned_at is null
  and r.attested_at + make_interval(days => v.attestation_days - v.attestation_warning_days) <= now()
  and r.attested_at + make_interval(days => v.attestation_days + v.attestation_grace_days) > now())`
const overSql = sql<boolean>`(r.attestation_suspended_told_at is null
  and r.attested_at + make_interval(days => v.attestation_days + v.attestation_grace_days) <= now())`

async function partnersConcerned({ db }: JobContext): Promise<string[]> {
  const { rows } = await inTransaction(db, { kind: 'system' }, (tx) =>
    sql<{ partner_id: string }>`
      select distinct r.partner_id from registration r cross join vendor_settings v
      where r.state = 'active' and (${dueSql} or ${overSql}) order by 1`.execute(tx),
  )
  return rows.map((row) => row.partner_id)
}

async function tellPartner({ db, config }: JobContext, partnerId: string): Promise<void> {
  await inTransaction(db, { kind: 'system', partnerId }, async (tx) => {
    const partner = await tx.selectFrom('partner').select('name').where('partner_id', '=', partnerId).executeTakeFirst()
    if (!partner) return
    const administrators = await sponsorshipAdministrators(tx, partnerId)
    const link = `${config.origin}/partner/${partnerId}/attestation`
    // Without an administrator there is nobody to warn yet; whoever becomes one is warned then.
    const due = administrators.length > 0 ? await markWarned(tx, partnerId) : []
    const over = await markSuspended(tx, partnerId)
    for (const to of administrators) {
      const mail = { to: to.email, language: to.language, partnerId }
      const params = { firstName: to.first_name, partner: partner.name, link }
      if (due.length > 0)
        await sendMail(tx, config, {
          ...mail,
          template: 'attestation_due',
          params: {
            ...params,
            count: due.length,
            dueAt: new Date(Math.min(...due.map((row) => row.due_at.getTime()))),
          },
        })
      if (over.length > 0)
        await sendMail(tx, config, {
          ...mail,
          template: 'attestation_suspended_partner',
          params: { ...params, people: over.slice(0, 50).map((row) => `${row.name}, ${row.customer_name}`) },
        })
    }
    for (const person of over)
      await sendMail(tx, config, {
        to: person.email,
        language: person.language,
        partnerId,
        template: 'attestation_suspended_person',
        params: { firstName: person.first_name, partner: partner.name, customer: person.customer_name },
      })
    for (const person of over)
      await audit(
        tx,
        config.secret,
        { person: null, label: 'system' },
        {
          partnerId,
          action: 'registration.suspended',
          objectType: 'registration',
          objectId: person.registration_id,
          objectLabel: person.name,
          why: 'attestation unanswered after the warned grace period',
          detail: { attestedAt: person.attested_at },
        },
      )
  })
}

async function markWarned(tx: Tx, partnerId: string): Promise<{ due_at: Date }[]> {
  const { rows } = await sql<{ due_at: Date }>`
    update registration r set attestation_warned_at = now() from vendor_settings v
    where r.partner_id = ${partnerId} and r.state = 'active' and ${dueSql}
    returning r.attested_at + make_interval(days => v.attestation_days) as due_at`.execute(tx)
  return rows
}

type Suspended = {
  registration_id: string
  first_name: string
  name: string
  email: string
  language: string
  customer_name: string
  attested_at: Date
}

async function markSuspended(tx: Tx, partnerId: string): Promise<Suspended[]> {
  const { rows } = await sql<Suspended>`
    update registration r set attestation_suspended_told_at = now() from vendor_settings v, customer cu
    where r.partner_id = ${partnerId} and r.state = 'active' and ${overSql}
      and cu.partner_id = r.partner_id and cu.customer_id = r.customer_id
    returning r.registration_id, r.first_name, r.first_name || ' ' || r.last_name as name, r.email, r.language,
      cu.name as customer_name, r.attested_at`.execute(tx)
  return rows
}
