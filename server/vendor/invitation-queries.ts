import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'

export type StaffRole = 'administrator' | 'support_agent' | 'auditor'
type Purpose = 'setup' | 'staff'

export type OpenInvitation = {
  invitationId: string
  email: string | null
  role: StaffRole
  language: string
  invitedByName: string | null
  expiresAt: Date
}

const columns = sql`invitation_id as "invitationId", email, role, language, invited_by_name as "invitedByName",
  expires_at as "expiresAt"`
const open = sql`accepted_at is null and withdrawn_at is null and expires_at > now()`

/** The invitation whose token the caller presented, while it can still be accepted. */
export async function findOpenInvitation(tx: Tx, proofHash: string, purpose: Purpose): Promise<OpenInvitation | null> {
  const { rows } = await sql<OpenInvitation>`
    select ${columns} from staff_invitation where proof_hash = ${proofHash} and purpose = ${purpose} and ${open}`.execute(
    tx,
  )
  return rows[0] ?? null
}

/** Consumes it in one conditional statement: of two callers, one gets it (attack 12). */
export async function consumeInvitation(tx: Tx, proofHash: string, purpose: Purpose): Promise<OpenInvitation | null> {
  const { rows } = await sql<OpenInvitation>`
    update staff_invitation set accepted_at = now()
    where proof_hash = ${proofHash} and purpose = ${purpose} and ${open} returning ${columns}`.execute(tx)
  return rows[0] ?? null
}

export type InvitationRow = {
  invitationId: string
  email: string
  role: StaffRole
  language: string
  invitedByName: string | null
  createdAt: Date
  expiresAt: Date
  expired: boolean
}

/** Invitations nobody has accepted or withdrawn, newest first. */
export async function listInvitations(tx: Tx): Promise<InvitationRow[]> {
  const { rows } = await sql<InvitationRow>`
    select invitation_id as "invitationId", email, role, language, invited_by_name as "invitedByName",
      created_at as "createdAt", expires_at as "expiresAt", expires_at <= now() as expired
    from staff_invitation
    where purpose = 'staff' and accepted_at is null and withdrawn_at is null
    order by created_at desc limit 100`.execute(tx)
  return rows
}

/** Whether an invitation to this address can still be accepted. */
export async function hasOpenInvitation(tx: Tx, email: string): Promise<boolean> {
  const { rows } = await sql`select 1 from staff_invitation
    where purpose = 'staff' and email = ${email} and ${open} limit 1`.execute(tx)
  return rows.length > 0
}

export async function insertInvitation(
  tx: Tx,
  given: {
    invitationId: string
    proofHash: string
    email: string
    role: StaffRole
    language: string
    invitedBy: string
    invitedByName: string
    days: number
  },
): Promise<Date> {
  const { rows } = await sql<{ expires_at: Date }>`
    insert into staff_invitation (invitation_id, proof_hash, purpose, email, role, language, invited_by, invited_by_name, expires_at)
    values (${given.invitationId}, ${given.proofHash}, 'staff', ${given.email}, ${given.role}, ${given.language},
      ${given.invitedBy}, ${given.invitedByName}, now() + make_interval(days => ${given.days}))
    returning expires_at`.execute(tx)
  return (rows[0] as { expires_at: Date }).expires_at
}

/** Gives an invitation that was not used a new token and a new end; the earlier link is dead. */
export async function renewInvitation(
  tx: Tx,
  invitationId: string,
  proofHash: string,
  days: number,
): Promise<InvitationRow | null> {
  const { rows } = await sql<InvitationRow>`
    update staff_invitation set proof_hash = ${proofHash}, expires_at = now() + make_interval(days => ${days})
    where invitation_id = ${invitationId} and purpose = 'staff' and accepted_at is null and withdrawn_at is null
    returning invitation_id as "invitationId", email, role, language, invited_by_name as "invitedByName",
      created_at as "createdAt", expires_at as "expiresAt", false as expired`.execute(tx)
  return rows[0] ?? null
}

export async function withdrawInvitation(
  tx: Tx,
  invitationId: string,
): Promise<{ email: string; role: string } | null> {
  const { rows } = await sql<{ email: string; role: string }>`
    update staff_invitation set withdrawn_at = now()
    where invitation_id = ${invitationId} and purpose = 'staff' and accepted_at is null and withdrawn_at is null
    returning email, role`.execute(tx)
  return rows[0] ?? null
}
