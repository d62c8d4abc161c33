import { z } from '@hono/zod-openapi'
import { sql } from 'kysely'
import { administersPartner } from '../partners/index.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { toPerson } from './matrix.ts'
import { listPeople } from './queries.ts'
import { allShape, partnerParams, roles, serviceStates } from './shapes.ts'

const personParams = partnerParams.extend({ accountId: z.uuid() })

const givenRow = z.object({
  customerId: z.uuid(),
  name: z.string(),
  service: z.enum(serviceStates),
  since: z.date(),
  givenByName: z.string(),
  endsAt: z.date().nullable(),
  ended: z.boolean(),
})

export const personAssociationsRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/associations/people/{accountId}',
  realm: 'partner',
  tag: 'Associations',
  summary: 'What one person sees: all, or which customers, since when, by whom given, until when',
  params: personParams,
  answer: z
    .object({
      accountId: z.uuid(),
      name: z.string(),
      role: z.enum(roles),
      state: z.enum(['active', 'suspended']),
      all: allShape,
      items: z.array(givenRow).openapi({ description: 'Associations by the customer’s name, ended ones too' }),
    })
    .openapi('PersonAssociations'),
  allow: administersPartner,
  handle: async ({ tx, params: { partnerId, accountId } }) => {
    const [person] = (await listPeople(tx, partnerId, { accountId }, { from: 0, count: 1 })).rows
    if (!person) throw problems.not_found()
    const { rows } = await sql<z.input<typeof givenRow>>`
      select a.customer_id as "customerId", cu.name, coalesce(s.state, 'none') as service, a.since,
        a.given_by_name as "givenByName", a.ends_at as "endsAt", coalesce(a.ends_at <= now(), false) as ended
      from association a
      join customer cu on cu.partner_id = a.partner_id and cu.customer_id = a.customer_id
      left join (select x.customer_id, x.state from customer_service x where x.partner_id = ${partnerId}) s
        on s.customer_id = a.customer_id
      where a.partner_id = ${partnerId} and a.account_id = ${accountId}
      order by cu.name_norm, a.customer_id`.execute(tx)
    return { ...toPerson(person), items: rows }
  },
})
