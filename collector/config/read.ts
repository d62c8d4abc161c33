import { readFileSync } from 'node:fs'
import { LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { Refused } from '../command.ts'
import { type Config, configSchema } from './schema.ts'

const usual = '/etc/partnergate-collector.yaml'

/** As named, else as the environment names it, else where a service keeps it. */
export function configFile(named: string | undefined): string {
  return named ?? process.env.PARTNERGATE_COLLECTOR_CONFIG ?? usual
}

/**
 * Reads the configuration; JSON is YAML too.
 * @throws {Refused} naming every mistake, with its line and what to write instead
 */
export function readConfig(file: string): Config {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Refused(
      code === 'ENOENT'
        ? `There is no ${file}. Write one, or name yours: --config FILE. The README shows what goes into it.`
        : `${file} cannot be read: ${code}`,
    )
  }
  return parseConfig(text, file)
}

export function parseConfig(text: string, file: string): Config {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const lineAt = (offset: number | undefined) => (offset === undefined ? '' : `line ${lines.linePos(offset).line}, `)
  if (document.errors.length > 0)
    throw refusal(
      file,
      document.errors.map(({ message, pos }) => `${lineAt(pos[0])}${message}`),
    )
  const read = configSchema.safeParse(document.toJS() ?? {})
  if (read.success) return read.data
  throw refusal(
    file,
    read.error.issues.flatMap((issue) =>
      mistakes(issue).map(({ path, says }) => {
        const node = document.getIn(path, true) as { range?: [number] } | undefined
        return `${lineAt(node?.range?.[0])}${path.join('.') || 'the file'} ${says}`
      }),
    ),
  )
}

function mistakes(issue: z.core.$ZodIssue): { path: PropertyKey[]; says: string }[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const known = knownKeys(issue.path)
      return { path: [...issue.path, key], says: `is nothing that can be set; there is: ${known.join(', ')}` }
    })
  if (issue.code === 'invalid_type')
    return [{ path: issue.path, says: `has to be ${kinds[issue.expected] ?? `of type ${issue.expected}`}` }]
  return [{ path: issue.path, says: issue.message }]
}

const kinds: Record<string, string> = {
  array: 'a list: write each entry on a line of its own, after a dash',
  object: 'a group of settings',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
}

/** What may stand where something unknown does. */
function knownKeys(path: PropertyKey[]): string[] {
  let schema: unknown = configSchema
  for (const key of path) schema = inner(schema, key)
  return Object.keys((unwrapped(schema) as { shape?: object }).shape ?? {})
}

function inner(schema: unknown, key: PropertyKey): unknown {
  const bare = unwrapped(schema) as { shape?: Record<PropertyKey, unknown>; element?: unknown }
  return bare.shape ? bare.shape[key] : bare.element
}

function unwrapped(schema: unknown): unknown {
  let bare = schema as { unwrap?: () => unknown; shape?: object; element?: unknown } | undefined
  while (bare && !bare.shape && !bare.element && bare.unwrap) bare = bare.unwrap() as typeof bare
  return bare ?? {}
}

function refusal(file: string, found: string[]): Refused {
  return new Refused(
    [
      `${file} has ${found.length === 1 ? 'a mistake' : `${found.length} mistakes`}:`,
      ...found.map((one) => `  ${one}`),
    ].join('\n'),
  )
}
