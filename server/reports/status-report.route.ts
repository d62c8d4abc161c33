import { z } from '@hono/zod-openapi'
import { auditCall, fileLimits } from '../audit/index.ts'
import { sponsorsChange, sponsorsOnly } from '../customers/index.ts'
import { partnerParams, personFilters } from '../people/index.ts'
import { defineRoute } from '../platform/http/route.ts'
import { formatRegistrationNumber, shownStates } from '../sponsorship/index.ts'
import { fileContents, fileFormats, statusFile } from './status-file.ts'
import { periods, readSubscription, setSubscription } from './status-queries.ts'
import { seatsAvailable, statusReport } from './status-report.ts'

const subscriptions = ['never', 'weekly', 'monthly'] as const
const count = z.number().int()
const counts = {
  unconfirmed: count,
  toBeVerified: count,
  active: count,
  withoutAccess: count,
  suspended: count,
  disabled: count,
  left: count,
  lapsed: count,
  seats: count,
  seatsUsed: count,
  seatsAvailable: count,
}

const report = z
  .object({
    asOf: z.date(),
    totals: z.object({ ...counts, registrations: count }),
    series: z.array(
      z.object({
        at: z.date(),
        registered: count,
        confirmed: count,
        disabled: count,
        ended: count,
        registeredTotal: count,
        withAccess: count,
      }),
    ),
    sponsorships: z.array(
      z.object({
        ...counts,
        sponsorshipId: z.uuid(),
        customerId: z.uuid(),
        customerName: z.string(),
        registrationNumber: z.string(),
        state: z.enum(shownStates),
        expiresAt: z.date(),
        lastRegistrationAt: z.date().nullable(),
      }),
    ),
    subscription: z.object({ every: z.enum(subscriptions), sentAt: z.date().nullable() }),
  })
  .openapi('StatusReport')

type Row = Awaited<ReturnType<typeof statusReport>>['totals']

function toCounts(row: Omit<Row, 'registrations'>) {
  return {
    unconfirmed: row.unconfirmed,
    toBeVerified: row.to_be_verified,
    active: row.active,
    withoutAccess: row.without_access,
    suspended: row.suspended,
    disabled: row.disabled,
    left: row.left,
    lapsed: row.lapsed,
    seats: row.seats,
    seatsUsed: row.seats_used,
    seatsAvailable: row.seats_available,
  }
}

export const statusReportRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/status-report',
  realm: 'partner',
  tag: 'Reports',
  summary: 'Registration status: figures now, over time, per customer and sponsorship (R5)',
  params: partnerParams,
  query: z.object({
    customerId: z.uuid().optional(),
    period: z.enum(periods).default('month'),
    since: z.iso.datetime().optional(),
  }),
  answer: report,
  allow: sponsorsOnly,
  handle: async ({ tx, params, query, principal }) => {
    const { sponsorships, totals, series } = await statusReport(tx, params.partnerId, {
      period: query.period,
      since: sinceOf(query),
      customerId: query.customerId ?? null,
    })
    return {
      asOf: new Date(),
      totals: { ...toCounts(totals), registrations: totals.registrations },
      series,
      sponsorships: sponsorships.map((one) => ({
        ...toCounts({ ...one, seats_available: seatsAvailable(one) }),
        sponsorshipId: one.sponsorship_id,
        customerId: one.customer_id,
        customerName: one.customer_name,
        registrationNumber: formatRegistrationNumber(one.registration_number ?? ''),
        state: one.state as (typeof shownStates)[number],
        expiresAt: one.expires_at,
        lastRegistrationAt: one.last_registration_at,
      })),
      subscription: await readSubscription(tx, params.partnerId, principal.accountId),
    }
  },
})

/** A chart of more points than this says less, not more. */
const longestDays = { day: 92, week: 2 * 366, month: 5 * 366 }

function sinceOf({ since, period }: { since?: string | undefined; period: keyof typeof longestDays }): Date {
  const earliest = Date.now() - longestDays[period] * 86_400_000
  const usual = Date.now() - { day: 30, week: 182, month: 335 }[period] * 86_400_000
  return new Date(since ? Math.max(earliest, Math.min(Date.parse(since), Date.now())) : usual)
}

export const exportStatusReportRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/status-report/export',
  realm: 'partner',
  tag: 'Reports',
  summary: 'The registration status report as CSV or Excel file: people (filtered as their list is), or sponsorships',
  params: partnerParams,
  query: personFilters.extend({
    format: z.enum(fileFormats),
    content: z.enum(fileContents).default('people'),
    sort: z.string().max(20).optional(),
  }),
  produces: 'application/octet-stream',
  writes: true,
  limits: fileLimits,
  allow: sponsorsOnly,
  handle: async (call) => {
    const { tx, params, principal, query } = call
    const { format, content, sort: _, ...filter } = query
    const { rows, ...file } = await statusFile(tx, params.partnerId, {
      format,
      content,
      language: principal.language,
      filter,
    })
    await auditCall(call, {
      partnerId: params.partnerId,
      action: 'status_report.exported',
      objectType: 'status_report',
      objectId: params.partnerId,
      objectLabel: file.name,
      why: 'sponsorship administrator',
      detail: { format, content, filter, rows },
    })
    return file
  },
})

export const subscribeRoute = defineRoute({
  method: 'put',
  path: '/partners/{partnerId}/status-report/subscription',
  realm: 'partner',
  tag: 'Reports',
  keys: false,
  summary: 'Have the report by e-mail weekly, monthly or never',
  params: partnerParams,
  body: z.strictObject({ every: z.enum(subscriptions) }),
  allow: sponsorsChange,
  handle: async (call) => {
    const { tx, params, principal, body } = call
    const before = await readSubscription(tx, params.partnerId, principal.accountId)
    if (before.every === body.every) return
    await setSubscription(tx, params.partnerId, principal.accountId, body.every)
    await auditCall(call, {
      partnerId: params.partnerId,
      action: 'status_report.subscription_changed',
      objectType: 'status_report',
      objectId: principal.accountId,
      objectLabel: principal.email,
      why: 'own subscription',
      detail: { before: before.every, after: body.every },
    })
  },
})
