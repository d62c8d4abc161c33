import { sql } from 'kysely'
import { type AuditFacts, type Hand, handOf, keptReason } from '../audit/index.ts'
import { catalogue, sendMail } from '../messages/index.ts'
import { rightOf, warnLastAdministrator } from '../partners/index.ts'
import { type Decider, type Judged, judgeAll } from './acts.ts'
import { errors } from './errors.ts'
import type { MemberCall } from './invitations.ts'
import { type Colleague, ownedBy } from './owned.ts'
import { type Act, type Refusal, roles } from './policy.ts'
import {
  disabledMembers,
  listMembers,
  lockTeam,
  type MemberFilter,
  type MemberRow,
  setReactivated,
  setRemoved,
  setRole,
  setSuspended,
} from './queries.ts'

export type HandOver = { kind: string; to: string | null }[]

export type Outcome = {
  accountId: string
  name: string
  ok: boolean
  refused: Refusal | null
}

/** Who acts on the team, and with whose right. */
export type TeamHand = Hand & { decides: Omit<Decider, 'accountId'> }

/** An SA or PA, or their key. */
export function byMember(call: MemberCall): TeamHand {
  const { partner } = call.principal
  const hand = handOf(call, partner, rightOf(call.principal))
  return { ...hand, decides: { role: partner.role, above: false, evenTheLast: false } }
}

/**
 * Does an act to up to 500 members, each judged on its own: those it cannot be done to are named with the reason, the others
 * are done, all in one transaction. It counts from each one's next request on, in every process: who they are is looked up
 * as a transaction begins.
 */
export async function actOnMembers(
  hand: TeamHand,
  act: Act,
  accountIds: string[],
  given: { reason: string; handOver?: HandOver | undefined },
): Promise<Outcome[]> {
  const { tx, partner } = hand
  const { judged, missing, remaining } = await judgeAll(tx, partner.partnerId, act, accountIds, deciderOf(hand), {
    serviceInForce: await isInForce(hand),
    lock: true,
  })
  const done = judged.filter(({ refusal }) => refusal === null).map(({ member }) => member)
  // Who is suspended comes back to what they own; who is removed hands it over, or lets it end.
  const handed: AuditFacts[] = []
  if (act.kind === 'remove')
    for (const member of done) handed.push(...(await handOver(hand, member, given.handOver, done)))
  for (const member of done) await change(hand, act, member, given.reason)
  const lostSponsor = done.some((member) => member.sponsors && member.state === 'active')
  const [last] = remaining
  if ((act.kind === 'remove' || act.kind === 'suspend') && lostSponsor && last && remaining.length === 1)
    await warnLastAdministrator(hand, partner, last)
  for (const member of done) await tell(hand, act, member, given.reason)
  await hand.record([...handed, ...done.map((member) => factsOf(hand, act, member, given))])
  return outcomesOf(judged, missing)
}

/** Locks these members, and whom an act on them counts, in one order until commit; for who acts on them in several ways. */
export async function lockMembers({ tx, partner, self }: Hand, accountIds: string[]): Promise<void> {
  await lockTeam(tx, partner.partnerId, self ? [...accountIds, self] : accountIds, true)
}

export function deciderOf({ self, decides }: TeamHand): Decider {
  return { accountId: self, ...decides }
}

async function isInForce({ tx, partner }: TeamHand): Promise<boolean> {
  const { rows } = await sql<{ service: string }>`select app.service_of(${partner.partnerId}::uuid) as service`.execute(
    tx,
  )
  return rows[0]?.service === 'in_force'
}

/** Who stays when these leave, and may take something over: what is given to an account that is disabled would end with it. */
export async function colleaguesOf(
  { tx, partner: { partnerId } }: Pick<Hand, 'tx' | 'partner'>,
  leaving: MemberRow[],
): Promise<Colleague[]> {
  const filter: MemberFilter = { role: [...roles], state: ['active'] }
  const rows = await listMembers(tx, partnerId, filter, { sort: 'role', limit: 500, cursor: undefined })
  const disabled = await disabledMembers(tx, partnerId)
  const going = new Set(idsOf(leaving))
  return rows.filter(({ accountId }) => !disabled.has(accountId) && !going.has(accountId)).map(colleagueOf)
}

function colleagueOf(row: MemberRow): Colleague {
  const { accountId, email, language, role, sponsors } = row
  return { accountId, name: nameOf(row), firstName: row.firstName, email, language, role, sponsors }
}

async function handOver(
  hand: TeamHand,
  member: MemberRow,
  wanted: HandOver | undefined,
  leaving: MemberRow[],
): Promise<AuditFacts[]> {
  const { tx, partner } = hand
  const found = await ownedBy(tx, [{ ...partner, accountId: member.accountId }])
  if (found.length === 0) return []
  const facts: AuditFacts[] = []
  const staying = await colleaguesOf(hand, leaving)
  for (const { kind } of found) {
    const to = wanted?.find((one) => one.kind === kind.kind)?.to ?? null
    const taker = to === null ? null : staying.find((one) => one.accountId === to)
    if (taker === undefined || (taker && !(await kind.takes(tx, partner.partnerId, member.accountId, taker))))
      throw errors.unknown_taker({ fields: [{ path: 'handOver', code: 'unknown_taker', message: 'Choose another' }] })
    facts.push(...(await kind.handOver(hand, colleagueOf(member), taker)))
  }
  return facts
}

async function change({ tx, partner, reasonIn }: TeamHand, act: Act, member: MemberRow, given: string): Promise<void> {
  const { accountId, language } = member
  const reason = reasonIn?.(language) ?? given
  if (act.kind === 'role') await setRole(tx, partner.partnerId, accountId, act.role)
  else if (act.kind === 'suspend') await setSuspended(tx, partner.partnerId, accountId, reason)
  else if (act.kind === 'reactivate') await setReactivated(tx, partner.partnerId, accountId)
  else await setRemoved(tx, partner.partnerId, accountId)
}

/** Whoever acts on themselves knows. */
async function tell(
  { tx, config, self, nameIn, reasonIn, partner }: TeamHand,
  act: Act,
  member: MemberRow,
  given: string,
): Promise<void> {
  if (member.accountId === self) return
  const { language } = member
  const to = { to: member.email, language, partnerId: partner.partnerId }
  const params = {
    firstName: member.firstName,
    partner: partner.name,
    administrator: nameIn(language),
    reason: (reasonIn?.(language) ?? given) || null,
  }
  const link = `${config.origin}/partner/${partner.partnerId}/overview`
  if (act.kind === 'role') {
    const role = catalogue.text(language, `team_invitation.role_${act.role}`)
    await sendMail(tx, config, { ...to, template: 'member_role_changed', params: { ...params, role, link } })
  } else if (act.kind === 'suspend') await sendMail(tx, config, { ...to, template: 'member_suspended', params })
  else if (act.kind === 'remove') await sendMail(tx, config, { ...to, template: 'member_removed', params })
  else await sendMail(tx, config, { ...to, template: 'member_reactivated', params: { ...params, link } })
}

const pastTense = {
  role: 'member.role_changed',
  suspend: 'member.suspended',
  reactivate: 'member.reactivated',
  remove: 'member.removed',
} as const

function factsOf(
  hand: TeamHand,
  act: Act,
  member: MemberRow,
  { reason, handOver: handedOver }: { reason: string; handOver?: HandOver | undefined },
): AuditFacts {
  const { accountId, partner, why } = hand
  const left = act.kind === 'remove' && member.accountId === accountId
  return {
    partnerId: partner.partnerId,
    action: left ? 'member.left' : pastTense[act.kind],
    objectType: 'membership',
    objectId: member.accountId,
    objectLabel: nameOf(member),
    why,
    detail: {
      before: { role: member.role, sponsors: member.sponsors, state: member.state },
      after: act.kind === 'role' ? { role: act.role } : { state: stateAfter[act.kind] },
      email: member.email,
      reason: keptReason(hand, reason),
      ...(handedOver && { handedOver }),
    },
  }
}

const stateAfter = { suspend: 'suspended', reactivate: 'active', remove: 'removed' } as const

export function outcomesOf(judged: Judged[], missing: string[]): Outcome[] {
  return [
    ...judged.map(({ member, refusal }) => ({
      accountId: member.accountId,
      name: nameOf(member),
      ok: refusal === null,
      refused: refusal,
    })),
    ...missing.map((accountId) => ({ accountId, name: '', ok: false, refused: 'not_found' as const })),
  ]
}

export const idsOf = (rows: MemberRow[]) => rows.map(({ accountId }) => accountId)
export const nameOf = ({ firstName, lastName }: Pick<MemberRow, 'firstName' | 'lastName'>) =>
  `${firstName} ${lastName}`.trim()
