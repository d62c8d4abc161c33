import { routes } from '../../server/routes.ts'
import type { ActorPlan } from './actors.ts'
import { type Random, seeded } from './random.ts'

export type Row = Record<string, unknown>

/** One world before it is in a database: plain rows by table, and who is there. Made from its seed alone. */
export type Plan = {
  seed: number
  rows: Record<string, Row[]>
  accounts: Account[]
  actors: ActorPlan[]
  partnerIds: string[]
  /** What an API key of these worlds may be used for: everything. */
  scopes: string[]
}

/** A sign-in. Its session is made with it; no password is hashed, nobody signs in here. */
export type Account = {
  id: string
  firstName: string
  lastName: string
  email: string
  verified: boolean
  disabled: boolean
  sessionEnded: boolean
}

export type PartnerPlan = { id: string; customers: Row[]; contracts: Row[]; sponsoringContract: Row }

/** What a world is made with: its generator, and a sheet for its rows. */
export type Sheet = { random: Random; plan: Plan; add(table: string, row: Row): Row; id(): string }

/**
 * The mark of a thing is made of its id and stands in its texts (name, number, serial, e-mail): an answer that holds a mark
 * speaks of that thing, wherever in the answer it stands and whatever it was searched by.
 */
export const markOf = (id: string) => `zq${id.replaceAll('-', '').slice(-12)}z`

/** An instant `days` from now. Never closer than an hour to now, so that no run is slow enough to see it change. */
export const at = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()

const everyScope = [...new Set(routes.flatMap((route) => route.scope ?? []))]

export function sheet(seed: number): Sheet {
  const random = seeded(seed)
  const plan: Plan = { seed, rows: {}, accounts: [], actors: [], partnerIds: [], scopes: everyScope }
  return {
    random,
    plan,
    add(table, row) {
      plan.rows[table] ??= []
      plan.rows[table].push(row)
      return row
    },
    id() {
      const hex = Array.from({ length: 8 }, () => random.int(65_536).toString(16).padStart(4, '0')).join('')
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
    },
  }
}

export function account(of: Sheet, given: Partial<Account> = {}): Account {
  const id = of.id()
  const made: Account = {
    id,
    firstName: 'Pat',
    lastName: `Person ${markOf(id)}`,
    email: `${markOf(id)}@example.com`,
    verified: true,
    disabled: false,
    sessionEnded: false,
    ...given,
  }
  of.plan.accounts.push(made)
  return made
}
