/** What the page reads of an OpenAPI 3.1 document, as far as ours goes. */
export type Schema = {
  $ref?: string
  type?: string | string[]
  format?: string
  enum?: (string | number | null)[]
  const?: unknown
  example?: unknown
  default?: unknown
  minimum?: number
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
}
type Content = Record<string, { schema: Schema }>
export type Operation = {
  tags: string[]
  summary: string
  operationId: string
  security: Record<string, string[]>[]
  parameters?: { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: Schema }[]
  requestBody?: { content: Content }
  responses: Record<string, { description: string; content?: Content }>
}
export type Document = {
  info: { version: string }
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}
export type Listed = Operation & { method: string; path: string; tag: string }

/** All operations in the document's order, under the tag that groups them. */
export function operationsOf({ paths }: Document): Listed[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
      tag: operation.tags[0] ?? '',
    })),
  )
}

/** A schema in a notation that programmers read at a glance; a named schema is opened once, then only named. */
export function schemaText(schema: Schema, document: Document, indent = '', opened: string[] = []): string {
  if (schema.$ref) {
    const name = schema.$ref.split('/').at(-1) ?? ''
    const target = document.components.schemas[name]
    if (!target || opened.includes(name) || opened.length > 3) return name
    return schemaText(target, document, indent, [...opened, name])
  }
  const inner = (one: Schema) => schemaText(one, document, indent, opened)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return choices.map(inner).join(' | ')
  if (schema.allOf) return schema.allOf.map(inner).join(' & ')
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  const types = Array.isArray(schema.type) ? schema.type : [schema.type ?? 'anything']
  return types.map((type) => typeText(type, schema, document, indent, opened)).join(' | ')
}

function typeText(type: string, schema: Schema, document: Document, indent: string, opened: string[]): string {
  const deeper = `${indent}  `
  if (type === 'array') return schema.items ? `[${schemaText(schema.items, document, indent, opened)}, …]` : '[…]'
  if (type !== 'object') return schema.format && type === 'string' ? schema.format : type
  const rest = schema.additionalProperties
  const lines = Object.entries(schema.properties ?? {}).map(([name, one]) => {
    const mark = schema.required?.includes(name) ? '' : '?'
    return `${deeper}${name}${mark}: ${schemaText(one, document, deeper, opened)}`
  })
  if (rest && typeof rest === 'object') lines.push(`${deeper}[…]: ${schemaText(rest, document, deeper, opened)}`)
  return lines.length > 0 ? `{\n${lines.join('\n')}\n${indent}}` : '{}'
}
