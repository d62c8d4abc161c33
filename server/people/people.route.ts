import { z } from '@hono/zod-openapi'
import { sponsorsOnly } from '../customers/index.ts'
import {
  accountOf,
  catalogue,
  explain,
  explanation,
  explanationOf,
  registrationAccessRows,
} from '../entitlements/index.ts'
import { decodeCursor, listQuery, pageOf, toPage } from '../platform/http/cursor.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { activityOf, countPeople, listPeople, personSorts, readPerson } from './queries.ts'
import { partnerParams, person, personDetail, personFilters, toPerson } from './shapes.ts'

const personParams = partnerParams.extend({ registrationId: z.uuid() })

export const peopleRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/people',
  realm: 'partner',
  tag: 'People',
  summary: 'The people of the partner’s customers',
  params: partnerParams,
  query: listQuery.extend({ ...personFilters.shape, sort: z.enum(personSorts).default('name') }),
  answer: pageOf(person),
  allow: sponsorsOnly,
  handle: async ({ tx, params, query }) => {
    const rows = await listPeople(tx, params.partnerId, { ...query, after: decodeCursor(query.cursor, 2) })
    const page = toPage(rows, query.limit, (row) => [row.sort_key, row.registration_id])
    return {
      items: page.items.map(toPerson),
      nextCursor: page.nextCursor,
      ...(!query.cursor && { total: await countPeople(tx, params.partnerId, query) }),
    }
  },
})

export const personRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/people/{registrationId}',
  realm: 'partner',
  tag: 'People',
  summary: 'One person: details, the chain of every entitlement, activity',
  params: personParams,
  answer: personDetail,
  allow: sponsorsOnly,
  handle: async ({ tx, params }) => {
    const row = await readPerson(tx, params.partnerId, params.registrationId)
    if (!row) throw problems.not_found()
    const names = new Map((await catalogue(tx)).map((entry) => [entry.entitlementId, entry.names]))
    const access = await registrationAccessRows(tx, params.partnerId, params.registrationId)
    const account = await accountOf(tx, row.account_id)
    const holds = (one: { holds: boolean }) => one.holds && (account?.active ?? false)
    return {
      ...toPerson(row),
      language: row.language,
      jobTitle: row.job_title,
      phone: row.phone,
      site: row.site,
      country: row.country,
      verifiedAt: row.verified_at,
      disabledAt: row.disabled_at,
      disabledReason: row.disabled_reason,
      endedAt: row.ended_at,
      entitlements: access.map((one) => ({
        entitlementId: one.entitlement_id,
        names: names.get(one.entitlement_id) ?? {},
        granted: one.granted,
        holds: holds(one),
        until: holds(one) ? one.holds_until : null,
        links: explain(one, account),
      })),
      activity: await activityOf(tx, params.partnerId, params.registrationId),
    }
  },
})

export const explainForPartnerRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/access/explain',
  realm: 'partner',
  tag: 'People',
  summary: 'Why a customer’s person has an entitlement or not',
  params: partnerParams,
  query: z.object({ registrationId: z.uuid(), entitlementId: z.string().min(3).max(100) }),
  answer: explanation,
  allow: sponsorsOnly,
  handle: async ({ tx, params, query }) => {
    const rows = await registrationAccessRows(tx, params.partnerId, query.registrationId, query.entitlementId)
    if (rows.length === 0) throw problems.not_found()
    return explanationOf(tx, query.entitlementId, rows)
  },
})
