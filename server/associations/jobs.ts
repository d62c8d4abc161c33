import { sql } from 'kysely'
import { z } from 'zod'
import { catalogue, sendMail } from '../messages/index.ts'
import { type PersonInCharge, peopleInCharge } from '../partners/index.ts'
import { inTransaction, type Tx } from '../platform/db/transaction.ts'
import { defineJob, type JobContext } from '../platform/jobs/job.ts'

/** Days before its end on which an association is announced to end. */
const warningDays = [14, 3] as const
/** What a mail lists of many. */
const shownLines = 50

/**
 * Tells daily whose associations end soon: the person, and those who gave them. The end itself needs no job (R35). A partner's
 * turn is one transaction that marks what it told, so a repeated run tells nobody twice.
 */
export const endingJob = defineJob(
  'associations.ending',
  z.object({}),
  async (_, context) => {
    for (const partnerId of await partnersConcerned(context)) {
      if (context.signal.aborted) throw new Error('stopped before every partner was told')
      await tellPartner(context, partnerId)
    }
  },
  { cron: '40 5 * * *', oneWaitingPerKey: true, timeoutSeconds: 1800 },
)

/** A warning day has come that nobody was told of; a later end makes it come again. */
const dueSql = (ends: string, warned: string) => {
  const [end, told] = [sql.ref(ends), sql.ref(warned)]
  const days = warningDays.map(
    (n) => sql`(${end} <= now() + make_interval(days => ${n})
      and coalesce(${told} < ${end} - make_interval(days => ${n}), true))`,
  )
  return sql<boolean>`(${end} > now() and (${sql.join(days, sql` or `)}))`
}

async function partnersConcerned({ db }: JobContext): Promise<string[]> {
  const { rows } = await inTransaction(db, { kind: 'system' }, (tx) =>
    sql<{ partner_id: string }>`
      select a.partner_id from association a where ${dueSql('a.ends_at', 'a.warned_at')}
      union select m.partner_id from membership m
      where m.all_customers and ${dueSql('m.all_customers_until', 'm.all_customers_warned_at')} order by 1`.execute(tx),
  )
  return rows.map((row) => row.partner_id)
}

type Ending = {
  account_id: string
  person: string
  first_name: string
  email: string
  language: string
  /** Null: every customer. */
  customer: string | null
  given_by: string | null
  ends_at: Date
}

async function tellPartner({ db, config }: JobContext, partnerId: string): Promise<void> {
  await inTransaction(db, { kind: 'system', partnerId }, async (tx) => {
    const partner = await tx.selectFrom('partner').select('name').where('partner_id', '=', partnerId).executeTakeFirst()
    const ending = await markWarned(tx, partnerId)
    if (!partner || ending.length === 0) return
    for (const own of Map.groupBy(ending, (one) => one.account_id).values()) {
      const [first] = own as [Ending]
      await sendMail(tx, config, {
        to: first.email,
        language: first.language,
        partnerId,
        template: 'associations_ending_person',
        params: {
          firstName: first.first_name,
          partner: partner.name,
          count: own.length,
          associations: own.slice(0, shownLines).map((one) => lineOf(first.language, one)),
          link: `${config.origin}/partner/${partnerId}/customers`,
        },
      })
    }
    for (const [to, theirs] of await byGiver(tx, partnerId, ending))
      await sendMail(tx, config, {
        to: to.email,
        language: to.language,
        partnerId,
        template: 'associations_ending_giver',
        params: {
          firstName: to.firstName,
          partner: partner.name,
          count: theirs.length,
          associations: theirs.slice(0, shownLines).map((one) => `${one.person} · ${lineOf(to.language, one)}`),
          link: `${config.origin}/partner/${partnerId}/associations`,
        },
      })
  })
}

/** Each administrator with what they gave; what nobody who is still one gave goes to the super administrators. */
async function byGiver(tx: Tx, partnerId: string, ending: Ending[]): Promise<Map<PersonInCharge, Ending[]>> {
  const administrators = (await peopleInCharge(tx, partnerId)).filter(({ administers }) => administers)
  const told = new Map<PersonInCharge, Ending[]>()
  for (const one of ending) {
    const giver = administrators.find((candidate) => candidate.accountId === one.given_by)
    for (const to of giver ? [giver] : administrators.filter(({ role }) => role === 'super_admin'))
      told.set(to, [...(told.get(to) ?? []), one])
  }
  return told
}

/** Marks what is announced now and answers it, soonest first; the suspended see nothing that could end. */
async function markWarned(tx: Tx, partnerId: string): Promise<Ending[]> {
  const member = sql`m.account_id, m.first_name || ' ' || m.last_name as person, m.first_name, m.email, m.language`
  const some = await sql<Ending>`
    update association a set warned_at = now() from membership m, customer cu
    where a.partner_id = ${partnerId} and ${dueSql('a.ends_at', 'a.warned_at')}
      and m.partner_id = a.partner_id and m.account_id = a.account_id and m.state = 'active' and m.role = 'user'
      and cu.partner_id = a.partner_id and cu.customer_id = a.customer_id
    returning ${member}, cu.name as customer, a.given_by, a.ends_at`.execute(tx)
  const all = await sql<Ending>`
    update membership m set all_customers_warned_at = now()
    where m.partner_id = ${partnerId} and m.all_customers and m.state = 'active' and m.role = 'user'
      and ${dueSql('m.all_customers_until', 'm.all_customers_warned_at')}
    returning ${member}, null as customer, m.all_customers_by as given_by, m.all_customers_until as ends_at`.execute(tx)
  return [...all.rows, ...some.rows].sort((a, b) => a.ends_at.getTime() - b.ends_at.getTime())
}

/** A customer, or every customer, and the last day. */
function lineOf(language: string, { customer, ends_at }: Ending): string {
  const what = customer ?? catalogue.text(language, 'associations.every_customer')
  return `${what} · ${catalogue.date(language, new Date(ends_at.getTime() - 1))}`
}
