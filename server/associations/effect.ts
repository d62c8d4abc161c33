import type { RefusalReason, Wanted } from './shapes.ts'

export type Person = {
  accountId: string
  name: string
  role: 'super_admin' | 'admin' | 'user' | null
  state: string
  /** Every customer is on, until when; an end that has passed counts as off, and is `allEnded`. */
  all: boolean
  allUntil: Date | null
  allEnded: boolean
}
export type Customer = { customerId: string; name: string; state: string; service: string }
export type Given = { accountId: string; customerId: string; endsAt: Date | null }
export type Facts = {
  people: Person[]
  customers: Customer[]
  given: Given[]
  /** The partner's own service is in force: without it nobody is given every customer (R22). */
  serviceInForce: boolean
  now: Date
}

export type PersonEffect = {
  person: Person
  gains: Customer[]
  loses: Customer[]
  /** Stay, with another end. */
  ends: Given[]
  /** Cells to write and to remove, whatever is reached because of them. */
  writes: Given[]
  removes: Given[]
  cleaned: number
  all: { on: boolean; until: Date | null } | null
}
export type Refused = { reason: RefusalReason; accountId: string; customerId: string | null }
export type Effect = { people: PersonEffect[]; refused: Refused[] }

type Cell = { act: 'give' | 'take'; endsAt?: Date | null | undefined }

/**
 * What a change would do to the facts given, cell by cell; pure. What is wanted and is so already is left out; what may
 * not be given is refused with its reason while the rest stands. Taking away is refused by nothing but absence.
 */
export function effectOf({ changes, all }: Wanted, facts: Facts): Effect {
  const people = new Map(facts.people.map((person) => [person.accountId, person]))
  const customers = new Map(facts.customers.map((customer) => [customer.customerId, customer]))
  const given = Map.groupBy(facts.given, ({ accountId }) => accountId)
  const refused: Refused[] = []
  const effects = new Map<string, PersonEffect>()
  const of = (person: Person) => {
    const found = effects.get(person.accountId) ?? nothing(person)
    effects.set(person.accountId, found)
    return found
  }
  for (const [accountId, on] of lastWish(all)) {
    const person = people.get(accountId)
    const reason = refusalOfAll(person, on, facts.serviceInForce)
    if (reason) refused.push({ reason, accountId, customerId: null })
    else if (person && changesAll(person, on)) of(person).all = { on: on.on, until: on.on ? untilOf(person, on) : null }
  }
  for (const [accountId, cells] of lastCells(changes)) {
    const person = people.get(accountId)
    const before = new Map(given.get(accountId)?.map((one) => [one.customerId, one]))
    for (const [customerId, cell] of cells) {
      const present = before.get(customerId)
      const reason = refusalOf(person, customers.get(customerId), cell, present, facts.now)
      if (reason) refused.push({ reason, accountId, customerId })
      else if (person) applyCell(of(person), cell, present, customerId, facts.now)
    }
  }
  for (const one of effects.values()) reachOf(one, given.get(one.person.accountId) ?? [], customers, facts.now)
  return { people: [...effects.values()].filter(changesAnything), refused }
}

function nothing(person: Person): PersonEffect {
  return { person, gains: [], loses: [], ends: [], writes: [], removes: [], cleaned: 0, all: null }
}

function changesAnything({ writes, removes, all }: PersonEffect): boolean {
  return writes.length > 0 || removes.length > 0 || all !== null
}

function lastWish(all: Wanted['all']) {
  return new Map(all.flatMap((wish) => wish.people.map((accountId) => [accountId, wish] as const)))
}

function lastCells(changes: Wanted['changes']): Map<string, Map<string, Cell>> {
  const rows = new Map<string, Map<string, Cell>>()
  for (const { people, customers, act, endsAt } of changes)
    for (const accountId of people) {
      const row = rows.get(accountId) ?? new Map<string, Cell>()
      rows.set(accountId, row)
      for (const customerId of customers) row.set(customerId, { act, endsAt })
    }
  return rows
}

/** Nobody is given a customer whose service is not in force (R22, R25); an end that comes earlier is no gift. */
function refusalOf(
  person: Person | undefined,
  customer: Customer | undefined,
  cell: Cell,
  present: Given | undefined,
  now: Date,
): RefusalReason | null {
  if (!person) return 'no_person'
  if (!customer) return 'no_customer'
  if (person.role !== 'user') return 'administrator'
  if (cell.act === 'take' || isNoGift(cell, present, now)) return null
  if (person.state !== 'active') return 'not_active'
  if (customer.state !== 'active') return 'archived'
  return customer.service === 'in_force' ? null : (`service_${customer.service}` as RefusalReason)
}

/** The same of every customer (R22): who has them all may be given an end that comes earlier. */
function refusalOfAll(
  person: Person | undefined,
  wish: Wanted['all'][number],
  serviceInForce: boolean,
): RefusalReason | null {
  if (!person) return 'no_person'
  if (person.role !== 'user') return 'administrator'
  if (!wish.on || (person.all && endOf(untilOf(person, wish)) <= endOf(person.allUntil))) return null
  if (person.state !== 'active') return 'not_active'
  return serviceInForce ? null : 'partner_service'
}

function isNoGift({ endsAt }: Cell, present: Given | undefined, now: Date): boolean {
  if (!present || !holds(present.endsAt, now)) return false
  return endsAt === undefined || endOf(endsAt) <= endOf(present.endsAt)
}

function applyCell(effect: PersonEffect, cell: Cell, present: Given | undefined, customerId: string, now: Date): void {
  const { accountId } = effect.person
  const held = present !== undefined && holds(present.endsAt, now)
  if (cell.act === 'take') {
    if (!present) return
    effect.removes.push(present)
    if (!held) effect.cleaned += 1
    return
  }
  const endsAt = cell.endsAt === undefined ? (held ? present.endsAt : null) : cell.endsAt
  if (held && endOf(endsAt) === endOf(present.endsAt)) return
  const written = { accountId, customerId, endsAt }
  effect.writes.push(written)
  if (held) effect.ends.push(written)
}

/** Which customers somebody reaches afterwards and not before, and the other way round; every one counts when all changes. */
function reachOf(effect: PersonEffect, before: Given[], customers: Map<string, Customer>, now: Date): void {
  const { person, writes, removes } = effect
  const allAfter = effect.all ? effect.all.on : person.all
  if (person.all && allAfter) return
  const had = new Set(before.filter(({ endsAt }) => holds(endsAt, now)).map(({ customerId }) => customerId))
  const has = new Set(had)
  for (const { customerId } of removes) has.delete(customerId)
  for (const { customerId } of writes) has.add(customerId)
  const asked = effect.all ? customers.keys() : new Set([...writes, ...removes].map(({ customerId }) => customerId))
  for (const id of asked) {
    const customer = customers.get(id)
    if (customer?.state !== 'active') continue
    const [was, is] = [person.all || had.has(id), allAfter || has.has(id)]
    if (!was && is) effect.gains.push(customer)
    if (was && !is) effect.loses.push(customer)
  }
}

function changesAll(person: Person, { on, endsAt }: Wanted['all'][number]): boolean {
  if (person.all !== on || (!on && person.allEnded)) return true
  return on && endsAt !== undefined && endOf(endsAt) !== endOf(person.allUntil)
}

function untilOf(person: Person, { endsAt }: Wanted['all'][number]): Date | null {
  return endsAt === undefined ? (person.all ? person.allUntil : null) : endsAt
}

const endOf = (endsAt: Date | null) => endsAt?.getTime() ?? Number.POSITIVE_INFINITY
const holds = (endsAt: Date | null, now: Date) => endOf(endsAt) > now.getTime()
