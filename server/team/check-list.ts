import { emailField, faultOfName, isGroupName, isPersonalMailbox } from '../accounts/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { normalise } from '../platform/normalise.ts'
import { customersByName, type ImportRow, type RowError } from './import-queries.ts'
import { knownAddresses } from './invitation-queries.ts'
import type { ListedPerson } from './people-list.ts'
import { mayGrant, type Role } from './policy.ts'

/** What counts for rows that do not say it themselves. */
export type Defaults = { role: Role; language: string; customers: 'all' | string[] }

/** How a list may write a role, without accents and case. */
const roleWords: Record<string, Role> = {
  super_admin: 'super_admin',
  'super administrator': 'super_admin',
  superadministrador: 'super_admin',
  sa: 'super_admin',
  admin: 'admin',
  administrator: 'admin',
  'partner administrator': 'admin',
  administrador: 'admin',
  'administrador del partner': 'admin',
  'administrador del socio': 'admin',
  pa: 'admin',
  user: 'user',
  'partner user': 'user',
  usuario: 'user',
  'usuario del partner': 'user',
  'usuario del socio': 'user',
  pu: 'user',
}
const allWords = ['all', 'all customers', 'todos', 'todos los clientes', '*']

type Known = {
  actor: Role | null
  defaults: Defaults
  languages: string[]
  addresses: Map<string, 'member' | 'suspended' | 'invited'>
  customers: Map<string, string[]>
}

/**
 * Every row's outcome, with all that is wrong in it, by line and column; sends nothing. `actor`: the role of who would invite.
 */
export async function checkList(
  tx: Tx,
  partnerId: string,
  people: ListedPerson[],
  given: { actor: Role | null; defaults: Defaults; languages: string[] },
): Promise<ImportRow[]> {
  const names = [...new Set(people.flatMap((one) => one.customers.map(normalise)))]
  const customers = new Map<string, string[]>()
  for (const { customerId, nameNorm } of names.length > 0 ? await customersByName(tx, partnerId, names) : [])
    customers.set(nameNorm, [...(customers.get(nameNorm) ?? []), customerId])
  const addresses = await knownAddresses(
    tx,
    partnerId,
    people.map(({ email }) => email),
  )
  const known = { ...given, addresses, customers }
  const first = new Map<string, number>()
  return people.map((one) => {
    const row = checkPerson(one, known)
    const before = first.get(one.email)
    if (before === undefined) first.set(one.email, one.position)
    else row.errors.push({ column: 'email', code: 'repeated', value: String(before) })
    return row.errors.length > 0 ? { ...row, outcome: 'invalid' } : row
  })
}

function checkPerson(one: ListedPerson, known: Known): ImportRow {
  const errors: RowError[] = []
  const wrong = (column: string, code: string, value: string) =>
    errors.push({ column, code, value: value.slice(0, 200) })
  if (!emailField.safeParse(one.email).success) wrong('email', one.email ? 'no_address' : 'required', one.email)
  else if (!isPersonalMailbox(one.email)) wrong('email', 'mailbox_of_group', one.email)
  const names = (['firstName', 'lastName'] as const).map((column) => ({ column, fault: faultOfName(one[column]) }))
  for (const { column, fault } of names) if (fault) wrong(column, fault, one[column])
  if (names.every(({ fault }) => fault === null) && isGroupName(one.firstName, one.lastName))
    wrong('lastName', 'name_of_group', `${one.firstName} ${one.lastName}`.trim())
  const role = one.role ? roleWords[normalise(one.role)] : known.defaults.role
  if (!role) wrong('role', 'unknown_role', one.role)
  else if (!mayGrant(known.actor, role)) wrong('role', 'role_not_yours', one.role || role)
  const language = one.language ? one.language.trim().toLowerCase() : known.defaults.language
  if (!known.languages.includes(language)) wrong('language', 'unknown_language', one.language)
  const reach = reachOf(one, role, known, wrong)
  const found = known.addresses.get(one.email)
  return {
    position: one.position,
    // What does not fit a column is shown as far as it goes.
    email: one.email.slice(0, 254),
    firstName: one.firstName.slice(0, 80),
    lastName: one.lastName.slice(0, 80),
    language,
    role: role ?? null,
    ...reach,
    outcome: found === undefined ? 'invite' : found === 'invited' ? 'invited' : 'member',
    errors,
    result: null,
    refusal: null,
  }
}

type Wrong = (column: string, code: string, value: string) => void

function reachOf({ customers }: ListedPerson, role: Role | undefined, known: Known, wrong: Wrong) {
  // A role that nobody knows may be meant as a user's: then customers that nobody knows are wrong as well.
  if (role && role !== 'user') return { allCustomers: false, customerIds: [] }
  if (customers.length === 0) {
    const { defaults } = known
    return defaults.customers === 'all'
      ? { allCustomers: true, customerIds: [] }
      : { allCustomers: false, customerIds: defaults.customers }
  }
  if (customers.some((name) => allWords.includes(normalise(name)))) return { allCustomers: true, customerIds: [] }
  const ids = customers.flatMap((name) => {
    const found = known.customers.get(normalise(name)) ?? []
    if (found.length === 0) wrong('customers', 'unknown_customer', name)
    if (found.length > 1) wrong('customers', 'ambiguous_customer', name)
    return found.slice(0, 1)
  })
  return { allCustomers: false, customerIds: [...new Set(ids)] }
}
