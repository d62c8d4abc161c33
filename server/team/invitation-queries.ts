import { type RawBuilder, sql } from 'kysely'
import { type MemberKey, membersIn } from '../partners/index.ts'
import { keyset, type SortBy } from '../platform/db/keyset.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { normalise } from '../platform/normalise.ts'
import type { Role } from './policy.ts'

export const invitationDays = 14

export const invitationStates = ['open', 'expired', 'accepted', 'withdrawn'] as const
export type InvitationState = (typeof invitationStates)[number]

export type InvitationRow = {
  partnerId: string
  invitationId: string
  email: string
  firstName: string
  lastName: string
  language: string
  role: Role
  allCustomers: boolean
  customerIds: string[]
  note: string
  byVendor: boolean
  invitedBy: string
  invitedByName: string
  createdAt: Date
  sentAt: Date
  expiresAt: Date
  acceptedAt: Date | null
  state: InvitationState
}

const state = sql<InvitationState>`case when i.accepted_at is not null then 'accepted' when i.withdrawn_at is not null then 'withdrawn'
  when i.expires_at <= now() then 'expired' else 'open' end`
const columns = sql`i.partner_id as "partnerId", i.invitation_id as "invitationId", i.email, i.first_name as "firstName",
  i.last_name as "lastName", i.language, i.role, i.all_customers as "allCustomers", i.customer_ids as "customerIds", i.note,
  i.by_vendor as "byVendor", i.invited_by as "invitedBy", i.invited_by_name as "invitedByName", i.created_at as "createdAt",
  i.sent_at as "sentAt", i.expires_at as "expiresAt", i.accepted_at as "acceptedAt", ${state} as state`
const waiting = sql`i.accepted_at is null and i.withdrawn_at is null`
const open = sql`${waiting} and i.expires_at > now()`

export const invitationSorts = ['sent', 'email', 'expires'] as const
const sorts: SortBy = {
  sent: { by: sql`i.sent_at`, type: 'timestamptz' },
  email: { by: sql`i.email`, type: 'text' },
  expires: { by: sql`i.expires_at`, type: 'timestamptz' },
}

export type InvitationFilter = {
  q?: string | undefined
  state?: InvitationState[] | undefined
  role?: Role[] | undefined
}

function matching(partnerId: string, { q, state: states, role }: InvitationFilter): RawBuilder<boolean> {
  const parts: RawBuilder<unknown>[] = [sql`i.partner_id = ${partnerId}`]
  const text = q ? normalise(q) : ''
  if (text) parts.push(sql`position(${text} in lower(i.email || ' ' || i.first_name || ' ' || i.last_name)) > 0`)
  parts.push(states ? sql`${state} = any(${states}::text[])` : waiting)
  if (role) parts.push(sql`i.role = any(${role}::text[])`)
  return sql<boolean>`${sql.join(parts, sql` and `)}`
}

/** Without a filter of states: those nobody has accepted or withdrawn. One row more than `limit`. */
export async function listInvitations(
  tx: Tx,
  partnerId: string,
  filter: InvitationFilter,
  paging: { sort: string; limit: number; cursor: string[] | undefined },
): Promise<(InvitationRow & { key: string })[]> {
  const { after, order, key } = keyset(sorts, paging.sort, sql`i.invitation_id`, paging.cursor)
  const { rows } = await sql<InvitationRow & { key: string }>`
    select ${columns}, ${key} as key from team_invitation i
    where ${matching(partnerId, filter)} and ${after} order by ${order} limit ${paging.limit + 1}`.execute(tx)
  return rows
}

export async function countInvitations(tx: Tx, partnerId: string, filter: InvitationFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from team_invitation i where ${matching(partnerId, filter)}`.execute(tx)
  return rows[0]?.n ?? 0
}

/** One that was neither accepted nor withdrawn, locked until commit. */
export async function lockInvitation(tx: Tx, partnerId: string, invitationId: string): Promise<InvitationRow | null> {
  const { rows } = await sql<InvitationRow>`select ${columns} from team_invitation i
    where i.partner_id = ${partnerId} and i.invitation_id = ${invitationId} and ${waiting} for update`.execute(tx)
  return rows[0] ?? null
}

/** The invitation whose token the caller presented, while it can still be accepted. */
export async function findOpenInvitation(tx: Tx, proofHash: string): Promise<InvitationRow | null> {
  const { rows } = await sql<InvitationRow>`
    select ${columns} from team_invitation i where i.proof_hash = ${proofHash} and ${open}`.execute(tx)
  return rows[0] ?? null
}

/** Consumes it in one conditional statement: of two callers, one gets it (attack 12). */
export async function consumeInvitation(tx: Tx, proofHash: string): Promise<InvitationRow | null> {
  const { rows } = await sql<InvitationRow>`
    update team_invitation i set accepted_at = now() where i.proof_hash = ${proofHash} and ${open} returning ${columns}`.execute(
    tx,
  )
  return rows[0] ?? null
}

/** Says whose account an accepted invitation became. */
export async function noteAccepted(tx: Tx, { partnerId, invitationId }: InvitationRow, accountId: string) {
  await sql`update team_invitation set accepted_by = ${accountId}
    where partner_id = ${partnerId} and invitation_id = ${invitationId}`.execute(tx)
}

export type NewInvitation = Pick<
  InvitationRow,
  | 'partnerId'
  | 'invitationId'
  | 'email'
  | 'firstName'
  | 'lastName'
  | 'language'
  | 'role'
  | 'allCustomers'
  | 'customerIds'
  | 'note'
  | 'byVendor'
  | 'invitedBy'
  | 'invitedByName'
>

/** Null when the address has an open invitation of this partner; an expired one gives way. */
export async function insertInvitation(tx: Tx, given: NewInvitation, proofHash: string): Promise<Date | null> {
  await sql`update team_invitation i set withdrawn_at = now(), withdrawn_by_name = ${given.invitedByName}
    where i.partner_id = ${given.partnerId} and i.email = ${given.email} and ${waiting} and i.expires_at <= now()`.execute(
    tx,
  )
  const { rows } = await sql<{ expires_at: Date }>`
    insert into team_invitation (partner_id, invitation_id, proof_hash, email, first_name, last_name, language, role,
      all_customers, customer_ids, note, by_vendor, invited_by, invited_by_name, expires_at)
    values (${given.partnerId}, ${given.invitationId}, ${proofHash}, ${given.email}, ${given.firstName}, ${given.lastName},
      ${given.language}, ${given.role}, ${given.allCustomers}, ${given.customerIds}::uuid[], ${given.note}, ${given.byVendor},
      ${given.invitedBy}, ${given.invitedByName}, now() + make_interval(days => ${invitationDays}))
    on conflict (partner_id, email) where accepted_at is null and withdrawn_at is null do nothing
    returning expires_at`.execute(tx)
  return rows[0]?.expires_at ?? null
}

/** A new token and a new end, vouched for by whoever sends it again; the earlier link is dead. */
export async function renewInvitation(
  tx: Tx,
  { partnerId, invitationId }: InvitationRow,
  by: { accountId: string; name: string },
  proofHash: string,
): Promise<Date> {
  const { rows } = await sql<{ expires_at: Date }>`
    update team_invitation set proof_hash = ${proofHash}, sent_at = now(), invited_by = ${by.accountId}, invited_by_name = ${by.name},
      expires_at = now() + make_interval(days => ${invitationDays})
    where partner_id = ${partnerId} and invitation_id = ${invitationId} returning expires_at`.execute(tx)
  return (rows[0] as { expires_at: Date }).expires_at
}

export async function setWithdrawn(tx: Tx, { partnerId, invitationId }: InvitationRow, byName: string): Promise<void> {
  await sql`update team_invitation set withdrawn_at = now(), withdrawn_by_name = ${byName}
    where partner_id = ${partnerId} and invitation_id = ${invitationId}`.execute(tx)
}

/** What of these addresses the partner has already: a member, or an open invitation. Locks nothing. */
export async function knownAddresses(tx: Tx, partnerId: string, emails: string[]) {
  const { rows } = await sql<{ email: string; known: 'member' | 'suspended' | 'invited' }>`
    select m.email, case m.state when 'suspended' then 'suspended' else 'member' end as known from membership m
    where m.partner_id = ${partnerId} and m.state <> 'removed' and m.email = any(${emails}::text[])
    union all
    select i.email, 'invited' from team_invitation i
    where i.partner_id = ${partnerId} and i.email = any(${emails}::text[]) and ${open}`.execute(tx)
  // A member who has an invitation besides is a member.
  return new Map(rows.toReversed().map((row) => [row.email, row.known]))
}

/** Which of these customers the partner has now; archived ones are gone. */
export async function presentCustomers(tx: Tx, partnerId: string, ids: string[]) {
  if (ids.length === 0) return []
  const { rows } = await sql<{ customerId: string; name: string }>`
    select customer_id as "customerId", name from customer
    where partner_id = ${partnerId} and state = 'active' and customer_id = any(${ids}::uuid[]) order by name_norm`.execute(
    tx,
  )
  return rows
}

/** Open invitations that these members sent for their partners. */
export async function openInvitationsBy(tx: Tx, members: MemberKey[]): Promise<InvitationRow[]> {
  const { rows } = await sql<InvitationRow>`select ${columns} from team_invitation i
    where (i.partner_id, i.invited_by) in ${membersIn(members)} and not i.by_vendor and ${open}
    order by i.email`.execute(tx)
  return rows
}

export async function setInviter(
  tx: Tx,
  { partnerId, invitationId }: InvitationRow,
  to: { accountId: string; name: string },
): Promise<void> {
  await sql`update team_invitation set invited_by = ${to.accountId}, invited_by_name = ${to.name}
    where partner_id = ${partnerId} and invitation_id = ${invitationId}`.execute(tx)
}
