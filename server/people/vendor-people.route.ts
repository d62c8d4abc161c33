import { z } from '@hono/zod-openapi'
import { accessRows, accountOf, catalogue, latest, textsField } from '../entitlements/index.ts'
import { decodeCursor, listQuery, pageOf, toPage } from '../platform/http/cursor.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { countPeople, listPeople, type PersonRow, personSorts, registrationsBeside } from './queries.ts'
import { person, personFilters, toPerson } from './shapes.ts'

const anyonesPerson = person.extend({ partnerId: z.uuid(), partnerName: z.string() }).openapi('AnyonesPerson')

const toAnyones = (row: PersonRow) => ({
  ...toPerson(row),
  partnerId: row.partner_id,
  partnerName: row.partner_name,
})

export const vendorPeopleRoute = defineRoute({
  method: 'get',
  path: '/vendor/people',
  realm: 'vendor',
  tag: 'Access',
  summary: 'The people of all partners’ customers, a row a registration',
  query: listQuery.extend({
    ...personFilters.pick({ state: true, notSignedIn: true }).shape,
    sort: z.enum(personSorts).default('name'),
  }),
  answer: pageOf(anyonesPerson),
  handle: async ({ tx, query }) => {
    const rows = await listPeople(tx, null, { ...query, after: decodeCursor(query.cursor, 2) })
    const page = toPage(rows, query.limit, (row) => [row.sort_key, row.registration_id])
    return {
      items: page.items.map(toAnyones),
      nextCursor: page.nextCursor,
      ...(!query.cursor && { total: await countPeople(tx, null, query) }),
    }
  },
})

const vendorPerson = z
  .object({
    accountId: z.uuid(),
    email: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    state: z.enum(['active', 'unconfirmed', 'disabled']),
    registrations: z.array(anyonesPerson),
    entitlements: z.array(
      z.object({ entitlementId: z.string(), names: textsField, holds: z.boolean(), until: z.date().nullable() }),
    ),
  })
  .openapi('VendorPerson')

export const vendorPersonRoute = defineRoute({
  method: 'get',
  path: '/vendor/people/{registrationId}',
  realm: 'vendor',
  tag: 'Access',
  summary: 'The person behind a registration: the account, every registration of it, and what it may use now',
  params: z.object({ registrationId: z.uuid() }),
  answer: vendorPerson,
  handle: async ({ tx, params }) => {
    const registrations = await registrationsBeside(tx, params.registrationId)
    const account = registrations[0] && (await accountOf(tx, registrations[0].account_id))
    if (!account) throw problems.not_found()
    const access = (await accessRows(tx, account.accountId)).filter((row) => row.holds && account.active)
    const { accountId, email, firstName, lastName, state } = account
    return {
      ...{ accountId, email, firstName, lastName, state },
      registrations: registrations.map(toAnyones),
      entitlements: (await catalogue(tx)).map(({ entitlementId, names }) => {
        const holding = access.filter((row) => row.entitlement_id === entitlementId)
        return {
          entitlementId,
          names,
          holds: holding.length > 0,
          until: latest(holding.map((row) => row.holds_until)),
        }
      }),
    }
  },
})
