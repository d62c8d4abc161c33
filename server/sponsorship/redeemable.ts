import { type RawBuilder, sql } from 'kysely'
import { constantTimeEqual } from '../platform/crypto/tokens.ts'
import { narrowToPartner, send, type Tx } from '../platform/db/transaction.ts'
import { newId } from '../platform/ids.ts'
import { keyHash } from './key.ts'
import { holdsSeatSql } from './seats.ts'
import { type EndedReason, endedReason, stateColumns } from './state.ts'

export type OfferedEntitlement = {
  entitlementId: string
  group: 'support' | 'commerce'
  names: Record<string, string>
  descriptions: Record<string, string>
}

/** What number and key open: enough to tell the person what they register for, and to write the registration. */
export type Redeemable = {
  partnerId: string
  partnerName: string
  sponsorshipId: string
  customerId: string
  customerName: string
  registrationNumber: string
  domains: string[]
  language: string
  expiresAt: Date
  seats: number
  /** Granted, in the catalogue, and under the partner's ceiling now (R4). */
  entitlements: OfferedEntitlement[]
}

/** The true reason, for the partner's administrator only (R14). */
export type RefusedReason =
  | 'unknown_number'
  | 'wrong_key'
  | 'draft'
  | 'revoked'
  | EndedReason
  | 'nothing_granted'
  | 'exhausted'

export type Refused = { ok: false; reason: RefusedReason; partnerId?: string; sponsorshipId?: string }
export type Finding = { ok: true; sponsorship: Redeemable } | Refused

const nobody = '00000000-0000-0000-0000-000000000000'
const noHash = '0'.repeat(64)

/**
 * Looks a registration number up and proves the key (both normalised, check characters already verified). Whatever is wrong,
 * the same statements run and the same HMAC is computed and compared in constant time (R14, attack 10). The transaction is
 * narrowed to the partner only once the key is proven. On refusal call `recordAttempt` and *return* the uniform problem.
 */
export async function findRedeemable(tx: Tx, given: { number: string; key: string; secret: string }): Promise<Finding> {
  const [found] = await send(
    tx,
    sql<{ partner_id: string; sponsorship_id: string; key_hash: string | null }>`
    select partner_id, sponsorship_id, key_hash from app.find_registration_number(${given.number})`,
  )
  const presented = keyHash(given.secret, given.key)
  const proven = constantTimeEqual(presented, found?.key_hash ?? noHash) && found !== undefined
  // Unproven, the same statements run in the name of nobody and find nothing.
  const at = proven ? found : { partner_id: nobody, sponsorship_id: nobody }
  narrowToPartner(tx, at.partner_id)
  const row = await readSponsorship(tx, at.partner_id, at.sponsorship_id)
  if (!found) return { ok: false, reason: 'unknown_number' }
  const where = { partnerId: found.partner_id, sponsorshipId: found.sponsorship_id }
  if (!proven || !row) return { ok: false, reason: 'wrong_key', ...where }
  const reason = refusalOf(row)
  if (reason) return { ok: false, reason, ...where }
  return {
    ok: true,
    sponsorship: {
      ...where,
      partnerName: row.partnerName,
      customerId: row.customerId,
      customerName: row.customerName,
      registrationNumber: given.number,
      domains: row.domains,
      language: row.language,
      expiresAt: row.expiresAt,
      seats: row.seats,
      entitlements: row.entitlements,
    },
  }
}

function refusalOf(row: NonNullable<Awaited<ReturnType<typeof readSponsorship>>>): RefusedReason | null {
  if (row.state === 'draft' || row.state === 'revoked') return row.state
  const nothing = row.entitlements.length === 0
  return endedReason(row) ?? (nothing ? 'nothing_granted' : row.seatsUsed >= row.seats ? 'exhausted' : null)
}

async function readSponsorship(tx: Tx, partnerId: string, sponsorshipId: string) {
  const query = tx
    .selectFrom('sponsorship as s')
    .innerJoin('contract as c', (j) =>
      j.onRef('c.partner_id', '=', 's.partner_id').onRef('c.contract_id', '=', 's.contract_id'),
    )
    .innerJoin('contract_type as ct', 'ct.contract_type_id', 'c.contract_type_id')
    .innerJoin('customer as cu', (j) =>
      j.onRef('cu.partner_id', '=', 's.partner_id').onRef('cu.customer_id', '=', 's.customer_id'),
    )
    .innerJoin('partner as p', 'p.partner_id', 's.partner_id')
    .where('s.partner_id', '=', partnerId)
    .where('s.sponsorship_id', '=', sponsorshipId)
    .select([
      's.state',
      's.seats',
      's.expires_at as expiresAt',
      's.domains',
      's.language',
      's.customer_id as customerId',
      'cu.name as customerName',
      'p.name as partnerName',
      stateColumns.contractInForce.as('contractInForce'),
      stateColumns.contractQualifies.as('contractQualifies'),
      stateColumns.supportValid.as('supportValid'),
      stateColumns.customerActive.as('customerActive'),
      stateColumns.partnerActive.as('partnerActive'),
      sql<number>`(select count(*)::int from registration r where r.partner_id = s.partner_id
        and r.sponsorship_id = s.sponsorship_id and ${holdsSeatSql})`.as('seatsUsed'),
      sql<OfferedEntitlement[]>`(select coalesce(json_agg(o), '[]') from (${offered(partnerId, sponsorshipId)}) o)`.as(
        'entitlements',
      ),
    ])
  return (await send(tx, query))[0] ?? null
}

/** What a sponsorship gives now: granted, in the catalogue, under the partner's ceiling (R4); nothing once it has ended (R35). */
export async function readOffered(tx: Tx, partnerId: string, sponsorshipId: string): Promise<OfferedEntitlement[]> {
  const row = await readSponsorship(tx, partnerId, sponsorshipId)
  const reason = row && refusalOf(row)
  return row && (!reason || reason === 'exhausted') ? row.entitlements : []
}

function offered(partnerId: string, sponsorshipId: string): RawBuilder<OfferedEntitlement> {
  return sql`
    select e.entitlement_id as "entitlementId", e.group_name as "group", e.names, e.descriptions
    from sponsorship_entitlement se join entitlement e on e.entitlement_id = se.entitlement_id and e.state = 'active'
    where se.partner_id = ${partnerId} and se.sponsorship_id = ${sponsorshipId}
      and exists (select from contract c join contract_type t on t.contract_type_id = c.contract_type_id and t.state = 'active'
                  join contract_type_entitlement te on te.contract_type_id = c.contract_type_id
                  where c.partner_id = se.partner_id and c.state = 'active' and c.starts_at <= now() and c.ends_at > now()
                    and te.entitlement_id = se.entitlement_id)
    order by e.position, e.entitlement_id`
}

/**
 * Keeps the true reason of a refusal for the partner's administrator. Call it last and return the uniform problem, so that
 * it commits. A number that does not exist has nobody to tell, but costs the same: one statement and one flushed commit.
 */
export async function recordAttempt(
  tx: Tx,
  refused: Pick<Refused, 'reason' | 'partnerId' | 'sponsorshipId'>,
  caller: { address: string; email?: string | undefined },
): Promise<void> {
  const { partnerId, sponsorshipId } = refused
  narrowToPartner(tx, partnerId ?? nobody)
  if (!partnerId || !sponsorshipId) {
    send(tx, sql`select pg_logical_emit_message(true, 'partnergate', 'refused')`)
    return
  }
  send(
    tx,
    tx.insertInto('sponsorship_attempt').values({
      partner_id: partnerId,
      attempt_id: newId(),
      sponsorship_id: sponsorshipId,
      reason: refused.reason,
      address: caller.address,
      email: caller.email ?? null,
    }),
  )
}
