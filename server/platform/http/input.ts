import type { Context } from 'hono'
import type { z } from 'zod'
import { type FieldProblem, problems } from './problem.ts'
import type { Route, RouteDeps } from './route.ts'

/** The JSON body, undefined when there is none. Malformed JSON or another content type is told apart from bad fields. */
export async function readBody(c: Context): Promise<unknown> {
  const text = await c.req.text()
  if (text === '') return undefined
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) throw problems.not_json()
  try {
    return JSON.parse(text)
  } catch (error) {
    const message = error instanceof Error ? error.message : 'malformed JSON'
    throw problems.invalid_request({ fields: [{ path: 'body', code: 'malformed_json', message }] })
  }
}

type Input = { params: never; query: never; body: never }

/**
 * Validates path, query and body in one pass, so that one answer names every wrong field at once: with what the schemas find
 * comes what the route's `judge` finds.
 */
export async function readRequest(route: Route, c: Context, rawBody: unknown, deps: RouteDeps): Promise<Input> {
  const fields: FieldProblem[] = []
  const check = (schema: z.ZodType | undefined, value: unknown, prefix: string) => {
    if (!schema) return undefined
    const read = readFields(schema, value, prefix)
    fields.push(...read.fields)
    return read.data
  }
  const params = check(route.params, pathOf(c), 'path')
  // A path that cannot name anything is an absence, not a mistake in a form.
  if (fields.length > 0) throw problems.not_found()
  const given = queryOf(c)
  fields.push(...unstorable(given, 'query'), ...unstorable(rawBody, ''))
  if (fields.length > 0) throw problems.invalid_request({ fields })
  const query = check(route.query, given, 'query')
  for (const field of fields) if (field.code === 'unknown_field') field.message = unknownQuery(route)
  const body = check(route.body, rawBody ?? {}, '')
  if (fields.length === 0) return { params, query, body } as Input
  const judged = (await route.judge?.(asObject(rawBody), deps)) ?? []
  const known = new Set(fields.map(({ path, code }) => `${path} ${code}`))
  const more = judged.filter(({ path, code }) => !known.has(`${path} ${code}`))
  throw problems.invalid_request({ fields: [...fields, ...more] })
}

/** What a schema makes of a value; or every field that is wrong, named below `prefix`. */
export function readFields<S extends z.ZodType>(
  schema: S,
  value: unknown,
  prefix: string,
): { data: z.output<S> | undefined; fields: FieldProblem[] } {
  const result = schema.safeParse(value, { reportInput: true })
  if (result.success) return { data: result.data, fields: [] }
  return { data: undefined, fields: result.error.issues.flatMap((issue) => toFields(issue, prefix)) }
}

function unknownQuery({ query }: Route): string {
  const known = Object.keys((query as z.ZodObject).shape)
  if (known.length === 0) return 'There is no such parameter here; this takes none'
  return `There is no such parameter here; there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
/** Ids are written in one way, lower case: they are compared and recorded as text, too. */
function pathOf(c: Context): Record<string, string> {
  return Object.fromEntries(
    Object.entries(c.req.param()).map(([name, value]) => [name, uuid.test(value) ? value.toLowerCase() : value]),
  )
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const deepest = 20

/** Texts that no database column can hold: NUL, and half a surrogate pair; and what is nested beyond any of our forms. */
function unstorable(value: unknown, path: string, depth = 0): FieldProblem[] {
  const field = (message: string) => [{ path: path || 'body', code: 'invalid_text', message }]
  if (typeof value === 'string')
    return value.includes('\0') || !value.isWellFormed() ? field('This text holds a character that cannot be kept') : []
  if (value === null || typeof value !== 'object') return []
  if (depth >= deepest) return field('This is nested too deeply')
  const below = (name: string) => (path ? `${path}.${name}` : name)
  return Object.entries(value).flatMap(([name, item]) => [
    ...unstorable(name, path, depth + 1),
    ...unstorable(item, below(name.toWellFormed()), depth + 1),
  ])
}

function queryOf(c: Context): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(c.req.queries()).map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  )
}

function toFields(issue: z.core.$ZodIssue, prefix: string): FieldProblem[] {
  const at = (extra?: string) =>
    [prefix, ...issue.path.map(String), ...(extra ? [extra] : [])].filter(Boolean).join('.') || 'body'
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: at(key), code: 'unknown_field', message: 'There is no such field' }))
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined) return [ofKind(issue, at())]
  // Of what may be given once or several times, say what is wrong with the value, and so what it may be.
  const inner = issue.code === 'invalid_union' && issue.errors.flat().find((one) => one.code !== 'invalid_type')
  if (inner) return toFields({ ...inner, path: [...issue.path, ...inner.path] }, prefix)
  const custom = issue.code === 'custom' ? (issue.params?.code as string | undefined) : undefined
  // Forms send an emptied number or date as an empty text or null.
  const empty = issue.input === undefined || issue.input === null || issue.input === ''
  const missing = empty && (issue.code === 'invalid_type' || issue.code === 'invalid_union')
  return [{ path: at(), code: custom ?? (missing ? 'required' : issue.code), message: issue.message }]
}

/** The field that says which of several forms this is: not there, or none of the values it may have. */
function ofKind(issue: z.core.$ZodIssueInvalidUnion, path: string): FieldProblem {
  const given = asObject(issue.input)[issue.discriminator ?? '']
  const { options = [] } = issue as { options?: unknown[] }
  const message = `One of: ${options.map((option) => JSON.stringify(option)).join(', ')}`
  return { path, code: given === undefined || given === null || given === '' ? 'required' : 'invalid_value', message }
}
