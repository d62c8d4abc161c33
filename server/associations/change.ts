import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { type AuditFacts, type Hand, handOf, keptReason, type OperationCall } from '../audit/index.ts'
import { rightOf } from '../partners/index.ts'
import type { Principal, Tx } from '../platform/db/transaction.ts'
import {
  readCustomers,
  readGiven,
  readPeople,
  removeAssociations,
  writeAll,
  writeAssociations,
} from './change-queries.ts'
import { type Customer, type Effect, effectOf, type PersonEffect } from './effect.ts'
import { errors } from './errors.ts'
import { type effectAnswer, requireSense, type Wanted } from './shapes.ts'

export type PartnerCall = OperationCall & { principal: Principal & { partner: NonNullable<Principal['partner']> } }
type Answer = z.input<typeof effectAnswer>
type Partner = { partnerId: string; service: string | null }
type Taken = { accountId: string; customerId: string | null }
type Planned = { effect: Effect; customers: Customer[] }

/** How many names stand for the rest. */
const shownNames = 10

/** What a change would do; changes nothing. @throws invalid_request */
export async function previewChange(call: PartnerCall, wanted: Wanted): Promise<Answer> {
  return answerOf(await plan(call.tx, call.principal.partner, wanted, false))
}

/**
 * Makes a change in one transaction, if it still does exactly what `effect` (from the preview) stands for: what somebody
 * else changed meanwhile is not overwritten unseen.
 * @throws invalid_request; associations_changed; associations_unchanged when nothing is left to do
 */
export async function applyChange(
  call: PartnerCall,
  { effect, reason, ...wanted }: Wanted & { effect: string; reason: string },
): Promise<Answer> {
  const { partner } = call.principal
  const planned = await plan(call.tx, partner, wanted, true)
  const answer = answerOf(planned)
  if (answer.effect !== effect) throw errors.associations_changed()
  if (planned.effect.people.length === 0) throw errors.associations_unchanged()
  await carryOut(handOf(call, partner, rightOf(call.principal)), planned, reason)
  return answer
}

/**
 * Takes associations away, of the customers named, or with null of every customer; what the decision of an access review does.
 * Answers those that were there.
 */
export async function takeAway(hand: Hand, associations: Taken[], reason: string): Promise<Taken[]> {
  const changes: Wanted['changes'] = [...Map.groupBy(associations, ({ accountId }) => accountId)].map(([id, of]) => ({
    people: [id],
    customers: of.flatMap(({ customerId }) => customerId ?? []),
    act: 'take',
  }))
  const whole = associations.filter(({ customerId }) => customerId === null).map(({ accountId }) => accountId)
  const wanted = { changes, all: [{ people: whole, on: false }] }
  const planned = await plan(hand.tx, { partnerId: hand.partner.partnerId, service: null }, wanted, true)
  await carryOut(hand, planned, reason)
  const taken = new Map(planned.effect.people.map((one) => [one.person.accountId, one]))
  return associations.filter(({ accountId, customerId }) => {
    const effect = taken.get(accountId)
    return customerId === null ? effect?.all : effect?.removes.some((one) => one.customerId === customerId)
  })
}

/** Writes what was planned; one entry a person in the audit. */
async function carryOut(hand: Hand, { effect: { people }, customers }: Planned, reason: string): Promise<void> {
  const { tx, self } = hand
  const { partnerId } = hand.partner
  const by = { accountId: self, name: hand.nameIn('en') }
  const all = people.flatMap((one) => (one.all ? [{ accountId: one.person.accountId, ...one.all }] : []))
  await removeAssociations(
    tx,
    partnerId,
    people.flatMap((one) => one.removes),
  )
  await writeAssociations(
    tx,
    partnerId,
    by,
    people.flatMap((one) => one.writes),
  )
  await writeAll(tx, partnerId, by, all)
  const names = new Map(customers.map(({ customerId, name }) => [customerId, name]))
  await hand.record(people.map((one) => factsOf(hand, one, names, reason)))
}

/** Reads what is there now and works out the effect. With `lock` two changes about one person come one after the other. */
async function plan(tx: Tx, { partnerId, service }: Partner, wanted: Wanted, lock: boolean): Promise<Planned> {
  requireSense(wanted)
  const unique = (ids: string[]) => [...new Set(ids.map((id) => id.toLowerCase()))]
  const whole = unique(wanted.all.flatMap((one) => one.people))
  const ids = unique([...whole, ...wanted.changes.flatMap((one) => one.people)])
  const people = await readPeople(tx, partnerId, ids, lock)
  const customers = await readCustomers(tx, partnerId)
  const given = await readGiven(tx, partnerId, {
    people: ids,
    customers: unique(wanted.changes.flatMap((one) => one.customers)),
    whole,
  })
  const serviceInForce = service === 'in_force'
  return { effect: effectOf(wanted, { people, customers, given, serviceInForce, now: new Date() }), customers }
}

function answerOf({ effect: { people, refused }, customers }: Planned): Answer {
  const total = (of: 'gains' | 'loses') => people.reduce((sum, one) => sum + one[of].length, 0)
  const names = new Map(customers.map(({ customerId, name }) => [customerId, name]))
  return {
    effect: digestOf(people, refused),
    people: people.map((one) => ({
      accountId: one.person.accountId,
      name: one.person.name,
      gains: namedOf(one.gains.map(({ name }) => name)),
      loses: namedOf(one.loses.map(({ name }) => name)),
      ends: namedOf(one.ends.map(({ customerId }) => names.get(customerId) ?? '')),
      cleaned: one.cleaned,
      all: one.all,
    })),
    totals: {
      cells: people.reduce((sum, one) => sum + one.writes.length + one.removes.length, 0),
      people: people.length,
      gains: total('gains'),
      loses: total('loses'),
    },
    refused: [...Map.groupBy(refused, ({ reason }) => reason)].map(([reason, of]) => {
      const rows = new Set(of.map(({ accountId }) => accountId))
      const columns = new Set(of.flatMap(({ customerId }) => customerId ?? []))
      return {
        reason,
        cells: of.length,
        people: { count: rows.size, names: [] },
        customers: namedOf(
          [...columns].flatMap((id) => names.get(id) ?? []),
          columns.size,
        ),
      }
    }),
  }
}

function namedOf(names: string[], count = names.length) {
  return { count, names: names.slice(0, shownNames) }
}

/** The same for the same effect, whatever order it was asked for in. */
function digestOf(people: PersonEffect[], refused: Effect['refused']): string {
  const facts = [
    ...people.map(({ person, gains, loses, writes, removes, all }) => [
      person.accountId,
      gains.map(({ customerId }) => customerId).sort(),
      loses.map(({ customerId }) => customerId).sort(),
      writes.map(({ customerId, endsAt }) => `${customerId} ${endsAt?.toISOString() ?? ''}`).sort(),
      removes.map(({ customerId }) => customerId).sort(),
      all,
    ]),
    ...refused.map(({ reason, accountId, customerId }) => [accountId, reason, customerId]),
  ]
  const text = facts.map((fact) => JSON.stringify(fact)).sort()
  return createHash('sha256').update(text.join('\n')).digest('base64url')
}

/** Everything that changed for one person. */
function factsOf(
  hand: Hand,
  { person, writes, removes, ends, all }: PersonEffect,
  names: Map<string, string>,
  reason: string,
): AuditFacts {
  const known = new Set(ends)
  const shown = ({ customerId, endsAt }: { customerId: string; endsAt?: Date | null }) => ({
    customer: names.get(customerId),
    customerId,
    ...(endsAt && { endsAt }),
  })
  return {
    partnerId: hand.partner.partnerId,
    action: 'association.changed',
    objectType: 'membership',
    objectId: person.accountId,
    objectLabel: person.name,
    why: hand.why,
    detail: {
      reason: keptReason(hand, reason),
      ...(writes.length > ends.length && { given: writes.filter((one) => !known.has(one)).map(shown) }),
      ...(ends.length > 0 && { endsChanged: ends.map((one) => ({ ...shown(one), endsAt: one.endsAt })) }),
      ...(removes.length > 0 && { taken: removes.map(({ customerId }) => shown({ customerId })) }),
      ...(all && {
        before: { allCustomers: person.all, allCustomersUntil: person.all ? person.allUntil : null },
        after: { allCustomers: all.on, allCustomersUntil: all.until },
      }),
    },
  }
}
