import { z } from '@hono/zod-openapi'
import { sql } from 'kysely'
import { auditCall } from '../audit/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { version } from '../platform/version.ts'
import { setLanguage } from './queries.ts'

const me = z
  .object({
    account: z
      .object({
        accountId: z.uuid(),
        email: z.string(),
        firstName: z.string(),
        lastName: z.string(),
        language: z.string(),
      })
      .nullable(),
    staffRole: z.enum(['administrator', 'support_agent', 'auditor']).nullable(),
    memberships: z.array(
      z.object({
        partnerId: z.uuid(),
        partnerName: z.string(),
        role: z.enum(['super_admin', 'admin', 'user']).nullable(),
        sponsors: z.boolean(),
      }),
    ),
    /** Partners whose pages I look at for the vendor now: reading only, until `endsAt`. */
    acting: z.array(
      z.object({
        partnerId: z.uuid(),
        partnerName: z.string(),
        actingId: z.uuid(),
        reason: z.string(),
        startedAt: z.date(),
        endsAt: z.date(),
      }),
    ),
    sponsored: z.array(
      z.object({ partnerId: z.uuid(), partnerName: z.string(), customerId: z.uuid(), customerName: z.string() }),
    ),
    vendor: z.object({
      name: z.string(),
      colour: z.string(),
      logoUrl: z.string().nullable(),
      helpEmail: z.string(),
      helpPhone: z.string().nullable(),
      languages: z.array(z.string()),
      defaultLanguage: z.string(),
      setUp: z.boolean(),
    }),
    demo: z.boolean(),
    version: z.string(),
  })
  .openapi('Me')

type Context = {
  kind: string
  partner_id: string
  partner_name: string
  role: string | null
  sponsors: boolean
  customer_id: string | null
  customer_name: string | null
}

type Acting = {
  partnerId: string
  partnerName: string
  actingId: string
  reason: string
  startedAt: Date
  endsAt: Date
}

async function actingOfMe(tx: Tx): Promise<Acting[]> {
  const { rows } = await sql<Acting>`
    select partner_id as "partnerId", partner_name as "partnerName", acting_id as "actingId", reason,
      started_at as "startedAt", ends_at as "endsAt" from app.acting_of_me()`.execute(tx)
  return rows
}

export const meRoute = defineRoute({
  method: 'get',
  path: '/me',
  realm: 'public',
  tag: 'Account',
  summary: 'Who I am, in which contexts I can work, and whose portal this is',
  answer: me,
  handle: async ({ tx, principal, deps }) => {
    const settings = await tx
      .selectFrom('vendor_settings')
      .select([
        'name',
        'colour',
        'help_email',
        'help_phone',
        'languages',
        'default_language',
        'set_up_at',
        'updated_at',
        sql<boolean>`logo is not null`.as('has_logo'),
      ])
      .executeTakeFirstOrThrow()
    const contexts = principal
      ? (await sql<Context>`select * from app.contexts_of(${principal.accountId}::uuid)`.execute(tx)).rows
      : []
    return {
      account: principal && {
        accountId: principal.accountId,
        email: principal.email,
        firstName: principal.firstName,
        lastName: principal.lastName,
        language: principal.language,
      },
      staffRole: principal?.staffRole ?? null,
      memberships: contexts
        .filter((row) => row.kind === 'membership')
        .map((row) => ({
          partnerId: row.partner_id,
          partnerName: row.partner_name,
          role: row.role as 'user' | null,
          sponsors: row.sponsors,
        })),
      acting: principal?.staffRole ? await actingOfMe(tx) : [],
      sponsored: contexts
        .filter((row) => row.kind === 'sponsored')
        .map((row) => ({
          partnerId: row.partner_id,
          partnerName: row.partner_name,
          customerId: row.customer_id ?? '',
          customerName: row.customer_name ?? '',
        })),
      vendor: {
        name: settings.name,
        colour: settings.colour,
        logoUrl: settings.has_logo ? `/api/v1/vendor-logo?v=${settings.updated_at.getTime()}` : null,
        helpEmail: settings.help_email,
        helpPhone: settings.help_phone,
        languages: settings.languages,
        defaultLanguage: settings.default_language,
        setUp: settings.set_up_at !== null,
      },
      demo: deps.config.demo,
      version,
    }
  },
})

export const updateMeRoute = defineRoute({
  method: 'patch',
  path: '/me',
  realm: 'person',
  tag: 'Account',
  summary: 'Change my language preference (R33)',
  body: z.strictObject({ language: z.string().min(2).max(10) }),
  handle: async (call) => {
    const { languages } = await call.tx.selectFrom('vendor_settings').select('languages').executeTakeFirstOrThrow()
    if (!languages.includes(call.body.language))
      throw problems.invalid_request({
        fields: [{ path: 'language', code: 'unknown_language', message: `One of: ${languages.join(', ')}` }],
      })
    await setLanguage(call.tx, call.principal.accountId, call.body.language)
    await auditCall(call, {
      partnerId: null,
      action: 'account.language_changed',
      objectType: 'account',
      objectId: call.principal.accountId,
      objectLabel: call.principal.email,
      why: 'own preference',
      detail: { language: call.body.language },
    })
  },
})
