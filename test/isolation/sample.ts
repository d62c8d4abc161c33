import { z } from 'zod'

type JsonSchema = {
  type?: string
  format?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: JsonSchema[]
  allOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  minLength?: number
  minimum?: number
  minItems?: number
  pattern?: string
  $ref?: string
  additionalProperties?: JsonSchema | boolean
}

/** A body that a schema accepts, as far as its JSON Schema tells, with known ids where a field's name asks for one. */
export function sampleBody(schema: z.ZodType, ids: (field: string) => string | undefined): unknown {
  const document =
    documents.get(schema) ?? (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema)
  documents.set(schema, document)
  return value(document, '', ids)
}

const documents = new WeakMap<z.ZodType, JsonSchema>()

function value(schema: JsonSchema, field: string, ids: (field: string) => string | undefined): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.anyOf) return value(schema.anyOf[0] ?? {}, field, ids)
  if (schema.allOf) return value(schema.allOf[0] ?? {}, field, ids)
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, value(schema.properties?.[name] ?? {}, name, ids)]),
      )
    case 'array':
      return Array.from({ length: Math.max(1, schema.minItems ?? 0) }, () =>
        value(schema.items ?? {}, field.replace(/s$/, ''), ids),
      )
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1)
    case 'boolean':
      return true
    case 'string':
      return sampleText(schema, field, ids)
    default:
      return ids(field) ?? 'x'
  }
}

function sampleText(schema: JsonSchema, field: string, ids: (field: string) => string | undefined): string {
  const id = ids(field)
  if (id) return id
  if (schema.format === 'uuid') return '01990000-0000-7000-8000-000000000000'
  if (schema.format === 'email') return 'sample@example.com'
  if (schema.format === 'date-time') return new Date(Date.now() + 30 * 86_400_000).toISOString()
  if (schema.format === 'date') return '2027-01-31'
  if (/language/i.test(field)) return 'en'
  if (/entitlement/i.test(field)) return 'software.download'
  if (/country/i.test(field)) return 'ES'
  return 'sample'.padEnd(schema.minLength ?? 6, 'x')
}
