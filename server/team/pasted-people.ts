import { normaliseEmail } from '../accounts/index.ts'

/** Somebody as a pasted list names them: an address, or what stands where one should be, and what is beside it. */
export type PastedPerson = { line: number; email: string; firstName: string; lastName: string }

/** What stands around an address or a name and belongs to neither: separators, brackets, quotation marks, bullets. */
const AROUND = '\\s<>()\\[\\]{},;|"“”„«»•*'
const ADDRESS = new RegExp(`[^${AROUND}:]+@[^${AROUND}:]+`, 'gu')
const EDGES = new RegExp(`^(?:\\d{1,4}[.)]\\s|[${AROUND}:'‘’–—-])+|[${AROUND}:'‘’–—-]+$`, 'gu')

/**
 * The people of a list without a header: any number a line, as mail programs and spreadsheets copy them. `Ruiz, Ana <mail>` has
 * its last name first; between tabs, semicolons or commas the first name comes first. Empty lines are passed over; a line
 * without an address is a person whose address is what it says.
 */
export function pastedPeople(text: string): PastedPerson[] {
  return text
    .replace(/mailto:/gi, '')
    .split(/\r\n?|\n/)
    .flatMap((line, index) => (line.trim() ? inLine(line).map((one) => ({ line: index + 1, ...one })) : []))
}

function inLine(line: string): Omit<PastedPerson, 'line'>[] {
  const found = [...line.matchAll(ADDRESS)].map((match) => ({ start: match.index, end: match.index + match[0].length }))
  const addresses = found.map(({ start, end }) => line.slice(start, end).replace(/^['‘’]+|['‘’.]+$/g, ''))
  const gaps = found.map(({ start }, index) => line.slice(found[index - 1]?.end ?? 0, start))
  const after = line.slice(found.at(-1)?.end ?? line.length)
  const [only] = addresses
  if (only === undefined) return [{ email: wordOf(line), firstName: '', lastName: '' }]
  if (addresses.length === 1 && !line.includes('<')) {
    const [firstName, lastName] = namesOf(gaps[0] ?? '', after)
    return [{ email: normaliseEmail(only), firstName, lastName }]
  }
  // `mail Name; mail Name`: where the first has nothing before it, and nothing says otherwise, names follow.
  const follow = !line.includes('<') && !bare(gaps[0] ?? '')
  const names = (follow ? [...gaps.slice(1), after] : gaps).map(bare)
  return addresses.flatMap((address, index) => {
    const email = normaliseEmail(address)
    // `mail <mail>`, or a link to it: once is meant.
    const again = index > 0 && !bare(gaps[index] ?? '') && normaliseEmail(addresses[index - 1] ?? '') === email
    const [firstName, lastName] = splitName(names[index] ?? '')
    return again ? [] : [{ email, firstName, lastName }]
  })
}

/** First and last name from the cells around the one address of a line. */
function namesOf(before: string, after: string): [string, string] {
  const separator = ['\t', ';', '|'].find((one) => `${before}${after}`.includes(one)) ?? ','
  const cells = [before, after]
    .flatMap((part) => part.match(new RegExp(`"[^"]*"|[^"${separator}]+`, 'g')) ?? [])
    .map(bare)
    .filter(Boolean)
  const [first = '', last] = cells
  return last === undefined ? splitName(first) : [first, last]
}

/** What is to be shown as no address: the cell with the @, else the whole line. */
function wordOf(line: string): string {
  const cells = line.split(/[\t;,|]/).map((cell) => cell.trim())
  return normaliseEmail(cells.find((cell) => cell.includes('@')) ?? line.trim())
}

const bare = (text: string) => text.replace(EDGES, '').trim()

/** `Ruiz Peña, Ana` says which is which; otherwise the first word is the first name. */
export function splitName(name: string): [string, string] {
  const [last, first] = name.split(',').map((part) => part.trim())
  if (first) return [first, last ?? '']
  const [head = '', ...rest] = name.trim().split(/\s+/)
  return [head, rest.join(' ')]
}
