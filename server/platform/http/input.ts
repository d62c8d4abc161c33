import type { Context } from 'hono'
import type { z } from 'zod'
import { type FieldProblem, problems } from './problem.ts'
import type { Route } from './route.ts'

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

/** Validates path, query and body in one pass, so that one answer names every wrong field at once. */
export function readRequest(route: Route, c: Context, rawBody: unknown): Input {
  const fields: FieldProblem[] = []
  const check = (schema: z.ZodType | undefined, value: unknown, prefix: string) => {
    if (!schema) return undefined
    const result = schema.safeParse(value)
    if (result.success) return result.data
    for (const issue of result.error.issues) fields.push(...toFields(issue, prefix))
    return undefined
  }
  const params = check(route.params, c.req.param(), 'path')
  // A path that cannot name anything is an absence, not a mistake in a form.
  if (fields.length > 0) throw problems.not_found()
  const query = check(route.query, queryOf(c), 'query')
  const body = check(route.body, rawBody ?? {}, '')
  if (fields.length > 0) throw problems.invalid_request({ fields })
  return { params, query, body } as Input
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
  const custom = issue.code === 'custom' ? (issue.params?.['code'] as string | undefined) : undefined
  const missing = issue.code === 'invalid_type' && issue.input === undefined
  return [{ path: at(), code: custom ?? (missing ? 'required' : issue.code), message: issue.message }]
}
