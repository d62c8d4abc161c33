import { normaliseEmail } from '../accounts/index.ts'
import { readCsv } from '../platform/files/read-csv.ts'
import { TableFault } from '../platform/files/table.ts'
import { normalise } from '../platform/normalise.ts'
import { pastedPeople, splitName } from './pasted-people.ts'

/** One person as a list names them; `role`, `customers` and `language` empty where the list says nothing. */
export type ListedPerson = {
  /** The line in the list, from 1. */
  position: number
  email: string
  firstName: string
  lastName: string
  role: string
  /** Names of customers, or a word for all. */
  customers: string[]
  language: string
}

export type PeopleList = { people: ListedPerson[] } | { unreadable: 'broken_quotes' | 'no_addresses' }

type Field = Exclude<keyof ListedPerson, 'position'> | 'name'

/** What a header may call each column, in either language, spelt without accents and case. */
const headers: Record<Field, string[]> = {
  email: [
    'email',
    'e-mail',
    'mail',
    'address',
    'e-mail address',
    'email address',
    'correo',
    'correo electronico',
    'direccion de correo',
  ],
  name: ['name', 'full name', 'nombre completo', 'nombre y apellidos'],
  firstName: ['first name', 'firstname', 'given name', 'nombre'],
  lastName: ['last name', 'lastname', 'surname', 'family name', 'apellido', 'apellidos'],
  role: ['role', 'funcion', 'rol'],
  customers: ['customers', 'customer', 'clientes', 'cliente'],
  language: ['language', 'idioma', 'lengua'],
}

/** Characters that take no room, which come along when something is copied. */
const INVISIBLE = /[\u200B\u2060\uFEFF]/g

/**
 * Reads a pasted list or a CSV file: with a header, columns in any order; without, one or more people a line (`pasted-people.ts`).
 * Empty lines are passed over.
 */
export async function readPeopleList(text: string): Promise<PeopleList> {
  // NUL is in no list: this is some other file, or UTF-16 taken for something else.
  if (text.includes('\0')) return { unreadable: 'no_addresses' }
  const clean = text.replace(INVISIBLE, '')
  const fields = fieldsOf((await cellsOf(firstLineOf(clean)))?.at(-1)?.cells ?? [])
  const people = fields
    ? (await cellsOf(clean))?.map(({ cells, line }) => byHeader(fields, cells, line)).slice(1)
    : pasted(clean)
  if (!people) return { unreadable: 'broken_quotes' }
  const written = people.filter((one) => one.email || one.firstName || one.lastName)
  return written.some((one) => one.email.includes('@')) ? { people: written } : { unreadable: 'no_addresses' }
}

/** The line that may be a header, with what says in front of it which separator there is. */
const firstLineOf = (text: string) => /^\s*(?:sep=.\s*)?[^\r\n]*/.exec(text)?.[0].trimStart() ?? ''

function pasted(text: string): ListedPerson[] | null {
  if (text.split(/\r\n?|\n/).some((line) => line.split('"').length % 2 === 0)) return null
  const people = pastedPeople(text)
  // A row is known by its number: where lines hold several people, people are counted instead.
  const several = people.some(({ line }, index) => line === people[index - 1]?.line)
  return people.map(({ line, ...one }, index) => ({
    ...{ position: several ? index + 1 : line, ...one },
    ...{ role: '', customers: [], language: '' },
  }))
}

async function cellsOf(text: string): Promise<{ cells: string[]; line: number }[] | null> {
  try {
    const rows: { cells: string[]; line: number }[] = []
    for await (const batch of readCsv(bytesOf(text)))
      for (const { row, cells } of batch) rows.push({ cells: cells.map((cell) => String(cell).trim()), line: row })
    return rows
  } catch (error) {
    if (error instanceof TableFault) return null
    throw error
  }
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text)
}

/** Which field each column is; undefined where the first line is no header. */
function fieldsOf(cells: string[]): (Field | null)[] | undefined {
  const found = cells.map((cell) => {
    const word = normalise(cell)
    return (Object.keys(headers) as Field[]).find((field) => headers[field].includes(word)) ?? null
  })
  return found.includes('email') ? found : undefined
}

function byHeader(fields: (Field | null)[], cells: string[], position: number): ListedPerson {
  const at = (field: Field) => cells[fields.indexOf(field)]?.trim() ?? ''
  const { email, name } = address(at('email'))
  const [firstName, lastName] =
    at('firstName') || at('lastName') ? [at('firstName'), at('lastName')] : splitName(at('name') || name)
  return {
    ...{ position, email, firstName, lastName },
    role: at('role'),
    customers: at('customers')
      .split(/[|;]/)
      .map((one) => one.trim())
      .filter(Boolean),
    language: at('language'),
  }
}

/** `Ana Ruiz <ana@orbit.example>` → both parts; anything else is the address alone. */
function address(cell: string): { email: string; name: string } {
  const match = /^(.*)<([^<>]+)>\s*$/.exec(cell.trim())
  const name = (match?.[1] ?? '').trim().replace(/^["']+|["']+$/g, '')
  return { email: normaliseEmail((match?.[2] ?? cell).replace(/^mailto:/i, '')), name }
}
