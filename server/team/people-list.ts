import { normaliseEmail } from '../accounts/index.ts'
import { readCsv } from '../platform/files/read-csv.ts'
import { TableFault } from '../platform/files/table.ts'
import { normalise } from '../platform/normalise.ts'

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

/**
 * Reads a pasted list or a CSV file: with a header, columns in any order; without, one or more people a line, as
 * `Name <mail>`, as cells between tabs, semicolons or commas, or as bare addresses. Empty lines are passed over.
 */
export async function readPeopleList(text: string): Promise<PeopleList> {
  // `"Ruiz, Ana" <ana@…>`, as mail programs write it, is one quoted cell.
  const clean = text.replace(/^\uFEFF/, '').replace(/"([^"\n]*)"\s*<([^<>\n]+)>/g, '"$1 <$2>"')
  const rows = await cellsOf(clean)
  if (!rows) return { unreadable: 'broken_quotes' }
  const fields = rows[0] && fieldsOf(rows[0].cells)
  const people = fields
    ? rows.slice(1).map(({ cells, line }) => byHeader(fields, cells, line))
    : rows.flatMap(({ cells, line }) => withoutHeader(cells, line))
  const written = people.filter((one) => one.email || one.firstName || one.lastName)
  return written.some((one) => one.email.includes('@')) ? { people: written } : { unreadable: 'no_addresses' }
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
    at('firstName') || at('lastName') ? [at('firstName'), at('lastName')] : split(at('name') || name)
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

function withoutHeader(cells: string[], position: number): ListedPerson[] {
  const person = (email: string, [firstName, lastName]: [string, string]): ListedPerson => ({
    ...{ position, email, firstName, lastName },
    role: '',
    customers: [],
    language: '',
  })
  const addresses = cells.filter((cell) => cell.includes('@'))
  // Several people on one line, as mail programs copy them: every cell is one.
  if (addresses.length > 1)
    return cells.filter(Boolean).map((cell) => {
      const { email, name } = address(cell)
      return person(email, split(name))
    })
  const { email, name } = address(addresses[0] ?? cells[0] ?? '')
  const others = cells.filter((cell) => cell !== addresses[0] && cell.trim() !== '')
  if (addresses.length === 0) return [person(email, ['', ''])]
  return [person(email, others.length > 1 ? [others[0] ?? '', others[1] ?? ''] : split(others[0] ?? name))]
}

/** `Ana Ruiz <ana@orbit.example>` → both parts; anything else is the address alone. */
function address(cell: string): { email: string; name: string } {
  const match = /^(.*)<([^<>]+)>\s*$/.exec(cell.trim())
  const name = (match?.[1] ?? '').trim().replace(/^["']+|["']+$/g, '')
  return { email: normaliseEmail((match?.[2] ?? cell).replace(/^mailto:/i, '')), name }
}

/** `Ruiz Peña, Ana` says which is which; otherwise the first word is the first name. */
function split(name: string): [string, string] {
  const [last, first] = name.split(',').map((part) => part.trim())
  if (first) return [first, last ?? '']
  const [head = '', ...rest] = name.trim().split(/\s+/)
  return [head, rest.join(' ')]
}
