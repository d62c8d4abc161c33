import { type Cell, type Customer, cellKey, notGiven, type Person } from './matrix.ts'
import { type AllWish, type Pending, type Wish, withAll } from './pending.ts'
import { type Rectangle, sizeOf } from './selection.ts'

export type Refusal =
  | 'administrator'
  | 'not_active'
  | 'service_grace'
  | 'service_closed'
  | 'service_none'
  | 'partner_service'
type Wished = { accountId: string; customerId: string; wish: Wish | undefined }
type Facts = {
  people: Person[]
  customers: Customer[]
  cellAt: (key: string) => Cell | undefined
  pending: Pending
}

/** What the page knows already that may not be given (R22, R25); the preview decides. */
export function refusalOf(person: Person, customer: Customer): Refusal | null {
  if (person.role !== 'user') return 'administrator'
  if (person.state !== 'active') return 'not_active'
  return customer.service === 'in_force' ? null : `service_${customer.service}`
}

/** Whether the cell would be given once what is pending is applied. */
export function isGivenThen(cell: Cell, wish: Wish | undefined): boolean {
  if (wish) return wish.act === 'give'
  return cell.mark === 'x' || cell.mark === 'e'
}

/**
 * What an act on a rectangle adds to what is pending. `toggle` gives as long as one of them is not given, then takes.
 * Cells that may not be given are left out and counted by their reason. What was never in view is not read yet: taking takes it
 * too, and the preview says what of it there was to take.
 */
export function wishesFor(
  { people, customers, cellAt, pending }: Facts,
  area: Rectangle,
  act: 'give' | 'take' | 'toggle',
  endsAt?: string | null,
): { wishes: Wished[]; refused: Refusal[] } {
  const places = []
  for (const person of people.slice(area.top, area.bottom + 1))
    for (const customer of customers.slice(Math.max(0, area.left), area.right + 1)) {
      const wish = pending.cells.get(person.accountId)?.get(customer.customerId)
      const known = cellAt(cellKey(person.accountId, customer.customerId))
      const cell = known ?? notGiven
      places.push({ person, customer, cell, given: isGivenThen(cell, wish), unread: !known && !wish })
    }
  const giving =
    act === 'give' || (act === 'toggle' && places.some((one) => !one.given && !refusalOf(one.person, one.customer)))
  const alone = act === 'toggle' && sizeOf(area) === 1
  const wishes: Wished[] = []
  const refused: Refusal[] = []
  for (const { person, customer, cell, given, unread } of places) {
    const at = { accountId: person.accountId, customerId: customer.customerId }
    const held = cell.mark === 'x' || cell.mark === 'e'
    const refusal = refusalOf(person, customer)
    if (refusal === 'administrator') refused.push(refusal)
    else if (giving) {
      if (!refusal || held) wishes.push({ ...at, wish: giveWish(held, endsAt) })
      else refused.push(refusal)
    } else if (unread && act === 'take') wishes.push({ ...at, wish: { act: 'take' } })
    else if (given || cell.mark === 'o') wishes.push({ ...at, wish: cell.mark === '.' ? undefined : { act: 'take' } })
    else if (alone && refusal) refused.push(refusal)
  }
  return { wishes, refused }
}

/** Giving back what is held needs no words, unless it gets another end. */
function giveWish(held: boolean, endsAt: string | null | undefined): Wish | undefined {
  if (held && endsAt === undefined) return undefined
  return endsAt === undefined ? { act: 'give' } : { act: 'give', endsAt }
}

/** The same for the column of every customer: whom it is given to or taken from, perhaps until a moment; an end of its own. */
export function allWishesFor(
  { people, pending }: Pick<Facts, 'people' | 'pending'>,
  area: Rectangle,
  act: 'give' | 'take' | 'toggle',
  endsAt?: string | null,
  /** The partner's support service: without it nobody is given every customer (R22); who has them may keep them for less long. */
  inForce = true,
): { pending: Pending; refused: Refusal[] } {
  const chosen = people.slice(area.top, area.bottom + 1)
  const users = chosen.filter(({ role }) => role === 'user')
  const holdsThen = ({ accountId, all }: Person) => pending.all.get(accountId)?.on ?? (all !== null && !all.ended)
  const giving = act === 'give' || (act === 'toggle' && users.some((person) => !holdsThen(person)))
  const unable = (person: Person) => giving && !inForce && !holdsThen(person)
  const refused = chosen.flatMap((person): Refusal[] =>
    person.role !== 'user' ? ['administrator'] : unable(person) ? ['partner_service'] : [],
  )
  let next = pending
  for (const person of users.filter((one) => !unable(one)))
    next = withAll(next, person.accountId, allWish(person, giving, endsAt))
  return { pending: next, refused }
}

function allWish({ all }: Person, giving: boolean, endsAt: string | null | undefined): AllWish | undefined {
  // An ended one is renewed by giving it again.
  const held = all !== null && !all.ended
  if (!giving) return held ? { on: false } : undefined
  return held && endsAt === undefined ? undefined : { on: true, endsAt: endsAt ?? null }
}
