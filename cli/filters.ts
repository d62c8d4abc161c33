import { type Given, type Options, textOf, UsageError } from './command.ts'

/** What leaves rows out, of a list as of a file. */
export const filterHelp: Options = {
  search: { type: 'string', short: 'q', value: 'TEXT', help: 'Only those that hold this text' },
  where: { type: 'string', multiple: true, value: 'NAME=VALUE', help: 'A filter, as in the API; may be repeated' },
}

/** As a query takes them: every value of a filter that was said more than once. */
export function filtersOf(given: Given): Record<string, string[]> {
  const filters: Record<string, string[]> = {}
  const add = (name: string, value: string | undefined) => {
    if (value !== undefined) filters[name] = [...(filters[name] ?? []), value]
  }
  add('q', textOf(given, 'search'))
  add('sort', textOf(given, 'sort'))
  for (const one of (given.where as string[] | undefined) ?? []) {
    const at = one.indexOf('=')
    if (at < 1) throw new UsageError('--where takes NAME=VALUE')
    add(one.slice(0, at), one.slice(at + 1))
  }
  return filters
}
