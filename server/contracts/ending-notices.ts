import { sql } from 'kysely'
import { z } from 'zod'
import { catalogue, sendMail } from '../messages/index.ts'
import { peopleInCharge } from '../partners/index.ts'
import { inTransaction, type Tx } from '../platform/db/transaction.ts'
import { type AnyJob, defineJob, type JobContext } from '../platform/jobs/job.ts'

/** So many days before an end people hear of it, each once; who is late hears the nearest only. */
const days = [90, 60, 30, 7]

/**
 * Tells daily whose contracts and customers' support end soon: SA and PA all of them, sponsorship administrators those that
 * sponsorships stand on. One mail a person, whatever ends. What was told is kept by the end that it was told of, so another
 * end is told anew; a partner's turn is one transaction, so a repeated run tells nobody twice.
 */
const endingsJob = defineJob(
  'contracts.endings',
  z.object({}),
  async (_, context) => {
    for (const partnerId of await partnersConcerned(context)) {
      if (context.signal.aborted) throw new Error('stopped before every partner was told')
      await tellPartner(context, partnerId)
    }
  },
  { cron: '30 5 * * *', oneWaitingPerKey: true, timeoutSeconds: 1800 },
)

export const contractJobs: AnyJob[] = [endingsJob]

/** What ends within 90 days: contracts in force and support of active customers; `days`: the notice that is due now. */
const endings = sql`
  select f.*, (select min(d) from unnest(${days}::int[]) d where f.ends_at <= now() + make_interval(days => d)) as days
  from (
    select c.partner_id, 'contract' as kind, c.contract_id as object_id, c.number as name, t.name as detail, c.ends_at,
      exists (select from sponsorship s where s.partner_id = c.partner_id and s.contract_id = c.contract_id
        and s.state = 'issued' and s.expires_at > now()) as sponsored
    from contract c join contract_type t on t.contract_type_id = c.contract_type_id and t.state = 'active'
    where c.state = 'active' and c.starts_at <= now() and c.ends_at > now()
    union all
    select cu.partner_id, 'support', cu.customer_id, cu.name, coalesce(cu.support_contract_number, ''), cu.support_ends_at,
      exists (select from sponsorship s where s.partner_id = cu.partner_id and s.customer_id = cu.customer_id
        and s.state = 'issued' and s.expires_at > now())
    from customer cu
    where cu.state = 'active' and cu.support_ends_at > now()
  ) f
  where f.ends_at <= now() + make_interval(days => ${days[0]}::int)`
const untold = sql<boolean>`not exists (select from ending_notice n where n.partner_id = e.partner_id and n.kind = e.kind
  and n.object_id = e.object_id and n.ends_at = e.ends_at and n.days <= e.days)`

async function partnersConcerned({ db }: JobContext): Promise<string[]> {
  const { rows } = await inTransaction(db, { kind: 'system' }, (tx) =>
    sql<{ id: string }>`select distinct e.partner_id as id from (${endings}) e
      join partner p on p.partner_id = e.partner_id and p.state = 'active' where ${untold} order by 1`.execute(tx),
  )
  return rows.map((row) => row.id)
}

type Ending = {
  kind: 'contract' | 'support'
  object_id: string
  name: string
  detail: string
  ends_at: Date
  sponsored: boolean
}

async function tellPartner({ db, config }: JobContext, partnerId: string): Promise<void> {
  await inTransaction(db, { kind: 'system' }, async (tx) => {
    const partner = await tx.selectFrom('partner').select('name').where('partner_id', '=', partnerId).executeTakeFirst()
    if (!partner) return
    const readers = await peopleInCharge(tx, partnerId)
    // What nobody there would hear waits until somebody does.
    const told = await claim(tx, partnerId, {
      administered: readers.some((reader) => reader.administers),
      sponsored: readers.some((reader) => reader.sponsors),
    })
    for (const to of readers) {
      const own = told.filter((one) => to.administers || (to.sponsors && one.sponsored))
      if (own.length === 0) continue
      await sendMail(tx, config, {
        to: to.email,
        language: to.language,
        partnerId,
        template: 'contracts_ending',
        params: {
          firstName: to.firstName,
          partner: partner.name,
          count: own.length,
          items: own.slice(0, 100).map((one) => sentence(one, to.language)),
          link: `${config.origin}/partner/${partnerId}/${to.administers ? 'contracts?endingWithin=90' : 'customers'}`,
        },
      })
    }
  })
}

function sentence({ kind, name, detail, ends_at }: Ending, language: string): string {
  // The end is exclusive; people know the last day.
  const at = new Date(ends_at.getTime() - 1)
  return catalogue.text(language, `contracts_ending.item_${kind}`, { name, detail, at })
}

/** Marks as told what is due and has somebody to hear it; returns what this run was the first to mark, the next end first. */
async function claim(
  tx: Tx,
  partnerId: string,
  heard: { administered: boolean; sponsored: boolean },
): Promise<Ending[]> {
  const { rows } = await sql<Ending>`
    with due as (select e.* from (${endings}) e
      where e.partner_id = ${partnerId} and (${heard.administered} or (${heard.sponsored} and e.sponsored)) and ${untold}),
    marked as (insert into ending_notice (partner_id, kind, object_id, ends_at, days)
      select partner_id, kind, object_id, ends_at, days from due on conflict do nothing returning kind, object_id)
    select d.kind, d.object_id, d.name, d.detail, d.ends_at, d.sponsored from due d join marked using (kind, object_id)
    order by d.ends_at, d.name`.execute(tx)
  return rows
}
