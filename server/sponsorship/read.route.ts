import { z } from '@hono/zod-openapi'
import { notSponsorable, readCustomer, sponsorsOnly } from '../customers/index.ts'
import { catalogue, ceilingOf } from '../entitlements/index.ts'
import { decodeCursor, listQuery, pageOf, toPage } from '../platform/http/cursor.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { listAttempts } from './attempts.ts'
import { readDetail, toSummary } from './present.ts'
import { countSponsorships, listSponsorships, readContracts, readSponsorship, sponsorshipSorts } from './queries.ts'
import { ofSponsorship, sponsoringOptions, sponsorshipDetail, sponsorshipSummary } from './shapes.ts'
import { shownStates } from './state.ts'
import { maxExpiry } from './terms.ts'

const oneOrMany = <T extends z.ZodType>(item: T) => z.union([item.transform((one) => [one]), z.array(item)])

/** How the list is narrowed down and sorted; the same for its export. */
export const sponsorshipFilters = z.object({
  state: oneOrMany(z.enum(shownStates)).optional(),
  customerId: z.uuid().optional(),
  expiringDays: z.coerce.number().int().min(1).max(3650).optional(),
  sort: z.enum(sponsorshipSorts).default('-created'),
})

export const listSponsorshipsRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/sponsorships',
  realm: 'partner',
  tag: 'Sponsorships',
  summary: 'The partner’s sponsorships with their states (R17)',
  params: z.object({ partnerId: z.uuid() }),
  query: listQuery.extend(sponsorshipFilters.shape),
  answer: pageOf(sponsorshipSummary),
  allow: sponsorsOnly,
  handle: async ({ tx, params, query }) => {
    const filter = { ...query, after: decodeCursor(query.cursor, 2) }
    const rows = await listSponsorships(tx, params.partnerId, filter)
    const page = toPage(rows, query.limit, (row) => [row.sort_key, row.sponsorship_id])
    return {
      items: page.items.map(toSummary),
      nextCursor: page.nextCursor,
      ...(!query.cursor && { total: await countSponsorships(tx, params.partnerId, filter) }),
    }
  },
})

export const readSponsorshipRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/sponsorships/{sponsorshipId}',
  realm: 'partner',
  tag: 'Sponsorships',
  summary: 'One sponsorship: what it grants, its chain, seats, people by state',
  params: ofSponsorship,
  answer: sponsorshipDetail,
  allow: sponsorsOnly,
  handle: ({ tx, params }) => readDetail(tx, params.partnerId, params.sponsorshipId),
})

export const listAttemptsRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/sponsorships/{sponsorshipId}/attempts',
  realm: 'partner',
  tag: 'Sponsorships',
  summary: 'Failed attempts to redeem, with the true reason that the stranger was not told (R14)',
  params: ofSponsorship,
  query: listQuery.omit({ q: true }),
  answer: pageOf(
    z
      .object({
        attemptId: z.uuid(),
        at: z.date(),
        reason: z.string(),
        address: z.string().nullable(),
        email: z.string().nullable(),
      })
      .openapi('SponsorshipAttempt'),
  ),
  allow: sponsorsOnly,
  handle: async ({ tx, params, query }) => {
    if (!(await readSponsorship(tx, params.partnerId, params.sponsorshipId))) throw problems.not_found()
    const rows = await listAttempts(tx, params, decodeCursor(query.cursor, 2), query.limit)
    const page = toPage(rows, query.limit, (row) => [row.sort_key, row.attempt_id])
    return {
      items: page.items.map((row) => ({
        attemptId: row.attempt_id,
        at: row.at,
        reason: row.reason,
        address: row.address,
        email: row.email,
      })),
      nextCursor: page.nextCursor,
    }
  },
})

export const sponsoringOptionsRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/customers/{customerId}/sponsoring-options',
  realm: 'partner',
  tag: 'Sponsorships',
  summary: 'What this customer could be granted, on which contract, until when; and why not the rest (R4, R36)',
  params: z.object({ partnerId: z.uuid(), customerId: z.uuid() }),
  answer: sponsoringOptions,
  allow: sponsorsOnly,
  handle: async ({ tx, params }) => {
    const customer = await readCustomer(tx, params.partnerId, params.customerId)
    if (!customer) throw problems.not_found()
    const ceiling = await ceilingOf(tx, params.partnerId)
    const contracts = await readContracts(tx, params.partnerId, null)
    const allowing = await tx
      .selectFrom('contract_type_entitlement as te')
      .innerJoin('contract_type as t', 't.contract_type_id', 'te.contract_type_id')
      .where('t.state', '=', 'active')
      .select(['te.entitlement_id', 't.name'])
      .orderBy('t.name')
      .execute()
    return {
      entitlements: (await catalogue(tx))
        .filter((one) => one.state === 'active')
        .map((one) => ({
          entitlementId: one.entitlementId,
          group: one.groupName,
          names: one.names,
          descriptions: one.descriptions,
          offered: ceiling.has(one.entitlementId),
          reason: ceiling.has(one.entitlementId) ? null : ('above_ceiling' as const),
          allowedBy: allowing.filter((row) => row.entitlement_id === one.entitlementId).map((row) => row.name),
        })),
      contracts: contracts.map((row) => {
        const other = row.customer_id !== null && row.customer_id !== params.customerId
        const reason = !row.in_force
          ? ('contract_not_in_force' as const)
          : !row.qualifies
            ? ('contract_not_qualifying' as const)
            : other
              ? ('contract_of_other_customer' as const)
              : null
        return {
          contractId: row.contract_id,
          number: row.number,
          typeName: row.type_name,
          startsAt: row.starts_at,
          endsAt: row.ends_at,
          usable: reason === null,
          reason,
          maxExpiresAt: maxExpiry(row.ends_at, customer.support_ends_at),
        }
      }),
      domains: customer.domains,
      language: customer.language,
      supportEndsAt: customer.support_ends_at,
      notSponsorable: notSponsorable(customer),
    }
  },
})
