import { type RawBuilder, sql } from 'kysely'
import { containing, keyset, type SortBy } from '../platform/db/keyset.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { normalise } from '../platform/normalise.ts'
import { notDisabled } from './queries.ts'

/** Where a partner stands on the way to its first super administrator; the queue comes first. */
export const onboardingSteps = ['ready', 'invited', 'no_service', 'suspended', 'onboarded'] as const
export type OnboardingStep = (typeof onboardingSteps)[number]

export type OnboardingRow = {
  partnerId: string
  name: string
  step: OnboardingStep
  /** The service of the best customer: in_force, grace, closed; null when none ever had a contract. */
  service: 'in_force' | 'grace' | 'closed' | null
  serviceEndsAt: Date | null
  customersServed: number
  superAdmins: string[]
  members: number
  /** The vendor's open or expired invitation. */
  invitationId: string | null
  invitedEmail: string | null
  invitedName: string | null
  invitedByName: string | null
  sentAt: Date | null
  expiresAt: Date | null
  expired: boolean
}

const step = sql<OnboardingStep>`case when o.super_admins > 0 then 'onboarded' when o.state <> 'active' then 'suspended'
  when o.service is distinct from 'in_force' then 'no_service' when o.expires_at > now() then 'invited' else 'ready' end`

// Of every partner at once, so that it is asked once a query.
const works = notDisabled(sql`m.account_id`, sql`null`)

const standing = sql`(
  select p.partner_id, p.name, p.name_norm, p.state,
    (select case when bool_or(s.state = 'in_force') then 'in_force' when bool_or(s.state = 'grace') then 'grace'
       when count(*) > 0 then 'closed' end from customer_service s where s.partner_id = p.partner_id) as service,
    (select max(s.ends_at) from customer_service s where s.partner_id = p.partner_id and s.state = 'in_force') as service_ends_at,
    (select count(*)::int from customer_service s where s.partner_id = p.partner_id and s.state = 'in_force') as customers_served,
    (select count(*)::int from membership m where m.partner_id = p.partner_id and m.role = 'super_admin' and m.state = 'active'
       and ${works}) as super_admins,
    i.invitation_id, i.email, trim(i.first_name || ' ' || i.last_name) as invited_name, i.invited_by_name, i.sent_at, i.expires_at
  from partner p
  left join lateral (select * from team_invitation t where t.partner_id = p.partner_id and t.by_vendor
    and t.accepted_at is null and t.withdrawn_at is null order by t.expires_at desc limit 1) i on true) o`

export const onboardingSorts = ['queue', 'name'] as const
const sorts: SortBy = {
  queue: {
    by: sql`(array_position(array['ready', 'invited', 'no_service', 'suspended', 'onboarded'], ${step})::text || o.name_norm)`,
    type: 'text',
  },
  name: { by: sql`o.name_norm`, type: 'text' },
}

export type OnboardingFilter = { q?: string | undefined; step?: OnboardingStep[] | undefined }

function matching({ q, step: steps }: OnboardingFilter): RawBuilder<boolean> {
  const parts: RawBuilder<unknown>[] = [sql`true`]
  if (q) parts.push(sql`o.name_norm like ${containing(normalise(q))}`)
  if (steps) parts.push(sql`${step} = any(${steps}::text[])`)
  return sql<boolean>`${sql.join(parts, sql` and `)}`
}

/** Partners by where they stand. The caller reaches every tenant. One row more than `limit`. */
export async function listOnboarding(
  tx: Tx,
  filter: OnboardingFilter,
  paging: { sort: string; limit: number; cursor: string[] | undefined },
): Promise<(OnboardingRow & { key: string })[]> {
  const { after, order, key } = keyset(sorts, paging.sort, sql`o.partner_id`, paging.cursor)
  const { rows } = await sql<OnboardingRow & { key: string }>`
    select o.partner_id as "partnerId", o.name, ${step} as step, o.service, o.service_ends_at as "serviceEndsAt",
      o.customers_served as "customersServed",
      array(select m.first_name || ' ' || m.last_name from membership m where m.partner_id = o.partner_id
        and m.role = 'super_admin' and m.state = 'active' and ${works} order by m.name_norm) as "superAdmins",
      (select count(*)::int from membership m where m.partner_id = o.partner_id and m.state = 'active') as members,
      o.invitation_id as "invitationId", o.email as "invitedEmail", o.invited_name as "invitedName",
      o.invited_by_name as "invitedByName", o.sent_at as "sentAt", o.expires_at as "expiresAt",
      coalesce(o.expires_at <= now(), false) as expired, ${key} as key
    from ${standing} where ${matching(filter)} and ${after} order by ${order} limit ${paging.limit + 1}`.execute(tx)
  return rows
}

export async function countOnboarding(tx: Tx, filter: OnboardingFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ${standing} where ${matching(filter)}`.execute(tx)
  return rows[0]?.n ?? 0
}

/** The vendor's invitation to become the super administrator that can still be accepted. */
export async function openOnboarding(tx: Tx, partnerId: string): Promise<{ email: string } | null> {
  const { rows } = await sql<{ email: string }>`select email from team_invitation
    where partner_id = ${partnerId} and by_vendor and accepted_at is null and withdrawn_at is null and expires_at > now() limit 1`.execute(
    tx,
  )
  return rows[0] ?? null
}
