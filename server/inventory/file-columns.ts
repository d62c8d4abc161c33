import { z } from '@hono/zod-openapi'
import { catalogue } from '../messages/index.ts'
import { FALLBACK_LANGUAGE } from '../platform/catalogue.ts'
import type { Cell } from '../platform/files/csv.ts'

/** A word of a fixed set, such as `coverage.expired`: in the reader's language, or as the API has it. */
type Say = (key: string) => string
/** Columns of a file by their name in the API, in the usual order. */
export type FileColumns<R> = Record<string, (row: R, say: Say) => Cell>

type Shape = { columns?: string[] | undefined; language?: string | undefined }

/** What a file's columns are asked with; `columns` refuses a name that is none of the file's, and says which there are. */
export function columnQuery(all: Record<string, unknown>) {
  const known = Object.keys(all)
  const columns = z
    .union([z.string(), z.array(z.string()).max(100)])
    .transform((given, context) => {
      const names = [given].flat()
      const unknown = names.filter((name) => !known.includes(name))
      if (unknown.length > 0)
        context.addIssue({
          code: 'custom',
          params: { code: 'unknown_column' },
          message: `There is no column ${unknown.map((name) => JSON.stringify(name)).join(', ')}; there are ${known.join(', ')}`,
        })
      return [...new Set(names)]
    })
    .optional()
    .openapi({
      description: `The columns, in this order: some of ${known.join(', ')}. All of them unless it is given.`,
    })
  // Not an enumeration: the API's description would have to be made anew for each further language.
  const language = z
    .string()
    .refine((tag) => catalogue.languages.includes(tag), {
      message: `One of: ${catalogue.languages.join(', ')}`,
      params: { code: 'unknown_language' },
    })
    .optional()
    .openapi({
      description: 'Of the header and of words of a fixed set; English names and the API’s words unless it is given.',
    })
  return { columns, language }
}

/** Header and cells of the chosen columns. `list` names the header's texts. */
export function fileTable<R>(
  list: 'devices' | 'hardware' | 'software',
  all: FileColumns<R>,
  { columns = Object.keys(all), language }: Shape,
): { header: string[]; cells: (row: R) => Cell[] } {
  const text: Say = (key) => catalogue.text(language ?? FALLBACK_LANGUAGE, `inventory_file.${key}`)
  const say: Say = language ? text : (key) => key.slice(key.indexOf('.') + 1)
  const chosen = columns.flatMap((name) => all[name] ?? [])
  return {
    header: columns.map((name) => text(`${list}.${name}`)),
    cells: (row) => chosen.map((cell) => cell(row, say)),
  }
}
