import { z } from '@hono/zod-openapi'
import { sql } from 'kysely'
import { administersPartner } from '../partners/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { allHoldsSql } from './queries.ts'
import { partnerParams, roles } from './shapes.ts'

const customerParams = partnerParams.extend({ customerId: z.uuid() })

type Row = {
  accountId: string
  name: string
  email: string
  role: 'super_admin' | 'admin' | 'user'
  state: 'active' | 'suspended'
  how: 'role' | 'all' | 'some'
  since: Date | null
  givenByName: string | null
  endsAt: Date | null
  ended: boolean
}

/** Who sees a customer, at most 1000: by their role, by having all, or by an association; ended ones and suspended people too. */
async function listSeers(tx: Tx, partnerId: string, customerId: string): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select x.*, coalesce(x."endsAt" <= now(), false) as ended from (
      select m.account_id as "accountId", m.first_name || ' ' || m.last_name as name, m.email, m.role, m.state, m.name_norm,
        case when m.role in ('super_admin', 'admin') then 'role' when a.account_id is null or ${allHoldsSql} then 'all' else 'some' end as how,
        case when m.role in ('super_admin', 'admin') then m.created_at
          when a.account_id is null or ${allHoldsSql} then m.all_customers_since else a.since end as since,
        case when m.role = 'user' then case when a.account_id is null or ${allHoldsSql} then m.all_customers_by_name
          else a.given_by_name end end as "givenByName",
        case when m.role = 'user' then case when a.account_id is null or ${allHoldsSql} then m.all_customers_until
          else a.ends_at end end as "endsAt"
      from membership m
      left join association a on a.partner_id = m.partner_id and a.account_id = m.account_id and a.customer_id = ${customerId}
      where m.partner_id = ${partnerId} and m.state in ('active', 'suspended')
        and (m.role in ('super_admin', 'admin') or (m.role = 'user' and (m.all_customers or a.account_id is not null)))
    ) x order by x.how = 'role', x.name_norm, x."accountId" limit 1000`.execute(tx)
  return rows
}

export const seenByRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/customers/{customerId}/seen-by',
  realm: 'partner',
  tag: 'Associations',
  summary: 'Who at the partner sees a customer, since when, by whom given, until when',
  params: customerParams,
  answer: z.object({
    items: z.array(
      z
        .object({
          accountId: z.uuid(),
          name: z.string(),
          email: z.string(),
          role: z.enum(roles),
          state: z.enum(['active', 'suspended']),
          how: z.enum(['role', 'all', 'some']),
          since: z.date().nullable(),
          givenByName: z.string().nullable(),
          endsAt: z.date().nullable(),
          ended: z.boolean(),
        })
        .openapi('CustomerSeer'),
    ),
  }),
  allow: administersPartner,
  handle: async ({ tx, params }) => {
    const customer = await tx
      .selectFrom('customer')
      .select('customer_id')
      .where('partner_id', '=', params.partnerId)
      .where('customer_id', '=', params.customerId)
      .executeTakeFirst()
    if (!customer) throw problems.not_found()
    return { items: await listSeers(tx, params.partnerId, params.customerId) }
  },
})
