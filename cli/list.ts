import { everyItem } from '@partnergate/client'
import { type Command, type Connection, type Given, type Options, textOf, UsageError } from './command.ts'
import { filterHelp, filtersOf } from './filters.ts'
import { printRows, type Row, type Shape } from './output.ts'
import { type Places, placeHelp, placeOf, resources } from './resources.ts'

const shapes: Options = {
  json: { type: 'boolean', help: 'One JSON object a line, with all fields' },
  csv: { type: 'boolean', help: 'CSV, with the columns of the table or those of --columns' },
  columns: { type: 'string', value: 'A,B', help: 'Other columns than the usual ones, by their names in --json' },
}

export const listCommand: Command = {
  usage: 'WHAT [options]',
  summary: `List ${Object.keys(resources).join(', ')}`,
  details: Object.entries(resources)
    .map(([name, { summary }]) => `  ${name.padEnd(13)} ${summary}`)
    .join('\n'),
  options: {
    ...filterHelp,
    sort: { type: 'string', value: 'NAME', help: 'Sort by; -NAME the other way round' },
    limit: { type: 'string', value: 'N', help: 'No more than so many; without it all' },
    ...placeHelp,
    ...shapes,
  },
  async run({ args, given, connect }) {
    const shape = shapeOf(given)
    const where = filtersOf(given)
    const limit = limitOf(given)
    const name = args[0] ?? ''
    const resource = resources[name]
    if (!resource) throw new UsageError(`List what? One of: ${Object.keys(resources).join(', ')}`)
    const connection = await connect()
    const { path, places, filters: of } = await placeOf(resource, name, connection, given)
    const filters = { ...where, ...Object.fromEntries(Object.entries(of).map(([place, id]) => [place, [id]])) }
    const rows =
      resource.read?.(connection, places.partnerId ?? '', filters) ?? readAll(connection, path, places, filters)
    await printRows(first(rows, limit), textOf(given, 'columns')?.split(',').filter(Boolean) ?? resource.columns, shape)
  },
}

/** Every page of a list; which one is known only when it runs, so its rows are of any shape. */
function readAll(
  { api }: Connection,
  path: string,
  places: Places,
  filters: Record<string, string[]>,
): AsyncGenerator<Row> {
  const get = api.GET as unknown as (
    path: string,
    init: object,
  ) => Promise<{ data?: { items: Row[]; nextCursor?: string | null } }>
  return everyItem((query) => get(path, { params: { path: places, query: { ...filters, ...query } } }))
}

async function* first(rows: AsyncIterable<Row>, limit: number): AsyncGenerator<Row> {
  let left = limit
  if (left === 0) return
  for await (const row of rows) {
    yield row
    left -= 1
    if (left === 0) return
  }
}

function shapeOf({ json, csv }: Given): Shape {
  if (json && csv) throw new UsageError('Either --json or --csv')
  return json ? 'json' : csv ? 'csv' : 'table'
}

function limitOf(given: Given): number {
  const text = textOf(given, 'limit')
  if (text === undefined) return Number.POSITIVE_INFINITY
  if (!/^\d+$/.test(text)) throw new UsageError('--limit takes a number')
  return Number(text)
}
