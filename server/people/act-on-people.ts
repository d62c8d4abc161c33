import { type AuditFacts, type Hand, handOf, keptReason, type OperationCall } from '../audit/index.ts'
import { sendMail } from '../messages/index.ts'
import { type Principal, personBehind, type Tx } from '../platform/db/transaction.ts'
import { readOffered, seatsUsed, takeSeat } from '../sponsorship/index.ts'
import { type Act, type Judged, judge, type Refusal } from './acts.ts'
import { setAttested, setDisabled, setEnabled, setUnattested, setVerified } from './changes.ts'
import { heldBy, type PersonRow, peopleByIds } from './queries.ts'

export type PartnerCall = OperationCall & { principal: Principal & { partner: NonNullable<Principal['partner']> } }
export type Outcome = {
  registrationId: string
  name: string
  customerName: string
  ok: boolean
  state: string | null
  refused: Refusal | null
}

/**
 * Verifies, disables, enables, attests or suspends up to 500 people; each on its own: those it cannot be done to are named with the
 * reason, the others are done, all in one transaction. Rows are locked in one order, so that two administrators at once
 * neither block each other for good nor decide twice.
 */
export async function actOnPeople(hand: Hand, act: Act, ids: string[], reason: string): Promise<Outcome[]> {
  const { tx, accountId, self } = hand
  const { partnerId } = hand.partner
  const rows = await peopleByIds(tx, partnerId, ids, true)
  const done: { row: PersonRow; to: string }[] = []
  const outcomes: Outcome[] = []
  const saidTo = ({ language }: PersonRow) => hand.reasonIn?.(language) ?? reason
  for (const row of rows) {
    const judgement = judge(act, judged(row, self))
    if ('to' in judgement && act === 'enable' && !(await takeSeat(tx, partnerId, row.sponsorship_id))) {
      outcomes.push(refused(row, 'full'))
    } else if ('refused' in judgement) {
      outcomes.push(refused(row, judgement.refused))
    } else {
      const at = { partnerId, registrationId: row.registration_id, by: accountId }
      await change(tx, act, judgement.to, at, saidTo(row))
      done.push({ row, to: judgement.to })
      outcomes.push({ ...named(row), ok: true, state: judgement.to, refused: null })
    }
  }
  for (const { row, to } of done) await tell(hand, act, row, to, saidTo(row))
  await hand.record(done.map(({ row, to }) => factsOf(hand, act, row, to, reason)))
  return [...outcomes, ...notFound(ids, rows)]
}

/** What the act would do, person by person, and which entitlements would stop; changes nothing. */
export async function previewAct(call: PartnerCall, act: Act, ids: string[]) {
  const { tx, principal } = call
  const { partnerId } = principal.partner
  const rows = await peopleByIds(tx, partnerId, ids, false)
  const free = act === 'enable' ? await freeSeats(tx, partnerId, rows) : null
  const outcomes = rows.map((row): Outcome => {
    const judgement = judge(act, judged(row, personBehind(principal)))
    if ('refused' in judgement) return refused(row, judgement.refused)
    const left = free?.get(row.sponsorship_id)
    if (left !== undefined && left <= 0) return refused(row, 'full')
    free?.set(row.sponsorship_id, (left ?? 0) - 1)
    return { ...named(row), ok: true, state: judgement.to, refused: null }
  })
  const stopping = act === 'disable' ? outcomes.filter(({ ok }) => ok).map((one) => one.registrationId) : []
  const stops = stopping.length > 0 ? await heldBy(tx, partnerId, stopping) : []
  return {
    items: [...outcomes, ...notFound(ids, rows)],
    stops: stops.map((one) => ({ entitlementId: one.entitlement_id, names: one.names, people: one.people })),
  }
}

/** The sponsorship administrator whose request this is. */
export function sponsorsHand(call: PartnerCall): Hand {
  return handOf(call, call.principal.partner, 'sponsorship administrator')
}

function judged(row: PersonRow, self: string | null): Judged {
  return {
    state: row.stored_state as Judged['state'],
    confirmed: row.confirmed_at !== null,
    domainFits: row.domain_fits,
    verified: row.verified_at !== null,
    own: row.account_id === self,
  }
}

async function freeSeats(tx: Tx, partnerId: string, rows: PersonRow[]): Promise<Map<string, number>> {
  const free = new Map<string, number>()
  const sponsorshipIds = [...new Set(rows.map((row) => row.sponsorship_id))]
  if (sponsorshipIds.length === 0) return free
  const sponsorships = await tx
    .selectFrom('sponsorship')
    .select(['sponsorship_id', 'seats', 'state', 'expires_at'])
    .where('partner_id', '=', partnerId)
    .where('sponsorship_id', 'in', sponsorshipIds)
    .execute()
  for (const { sponsorship_id, seats, state, expires_at } of sponsorships) {
    const redeemable = state === 'issued' && expires_at.getTime() > Date.now()
    free.set(sponsorship_id, redeemable ? seats - (await seatsUsed(tx, partnerId, sponsorship_id)) : 0)
  }
  return free
}

async function change(
  tx: Tx,
  act: Act,
  to: string,
  at: { partnerId: string; registrationId: string; by: string | null },
  reason: string,
): Promise<void> {
  if (act === 'verify') await setVerified(tx, at)
  else if (act === 'disable') await setDisabled(tx, at, reason)
  else if (act === 'enable') await setEnabled(tx, at, to)
  else if (act === 'suspend') await setUnattested(tx, at)
  else await setAttested(tx, at)
}

/** Nobody is written to at an address that was never confirmed. */
async function tell({ tx, config, partner: of }: Hand, act: Act, row: PersonRow, to: string, reason: string) {
  if (row.confirmed_at === null || act === 'attest') return
  const { partnerId, name: partner } = of
  const common = { to: row.email, language: row.language, partnerId }
  const params = { firstName: row.first_name, partner, customer: row.customer_name }
  const link = `${config.origin}/access`
  if (act === 'disable')
    await sendMail(tx, config, {
      ...common,
      template: 'person_disabled',
      params: { ...params, reason: reason || null },
    })
  else if (act === 'suspend')
    await sendMail(tx, config, { ...common, template: 'attestation_suspended_person', params })
  else if (to !== 'active') await sendMail(tx, config, { ...common, template: 'registration_to_be_verified', params })
  else if ((await readOffered(tx, partnerId, row.sponsorship_id)).length === 0)
    // Verified or enabled, but what it was made under has ended meanwhile: nobody is told that they have access (R35).
    await sendMail(tx, config, { ...common, template: 'registration_without_access', params: { ...params, link } })
  else if (act === 'verify')
    await sendMail(tx, config, { ...common, template: 'registration_verified', params: { ...params, link } })
  else await sendMail(tx, config, { ...common, template: 'person_enabled', params: { ...params, link } })
}

const pastTense: Record<Act, string> = {
  verify: 'registration.verified',
  disable: 'registration.disabled',
  enable: 'registration.enabled',
  attest: 'registration.attested',
  suspend: 'registration.suspended',
}

function factsOf(hand: Hand, act: Act, row: PersonRow, to: string, reason: string): AuditFacts {
  return {
    partnerId: hand.partner.partnerId,
    action: pastTense[act],
    objectType: 'registration',
    objectId: row.registration_id,
    objectLabel: `${row.first_name} ${row.last_name}`,
    why: hand.why,
    detail: { before: row.state, after: to, reason: keptReason(hand, reason), customer: row.customer_name },
  }
}

function named(row: PersonRow) {
  return {
    registrationId: row.registration_id,
    name: `${row.first_name} ${row.last_name}`,
    customerName: row.customer_name,
  }
}

function refused(row: PersonRow, why: Refusal): Outcome {
  return { ...named(row), ok: false, state: row.state, refused: why }
}

function notFound(ids: string[], rows: PersonRow[]): Outcome[] {
  const known = new Set(rows.map((row) => row.registration_id))
  return ids
    .filter((id) => !known.has(id))
    .map((registrationId) => ({
      registrationId,
      name: '',
      customerName: '',
      ok: false,
      state: null,
      refused: 'not_found' as const,
    }))
}
