import type { Document, Listed, Schema } from './openapi.ts'

/** What a field of this name may well hold, so that an example reads like a request somebody really makes. */
const byName: Record<string, unknown> = {
  name: 'Acme Foods',
  firstName: 'Ana',
  lastName: 'García',
  email: 'ana@acme.example',
  contactName: 'Ana García',
  contactEmail: 'ana@acme.example',
  password: 'correct-lantern-orbit-42',
  newPassword: 'correct-lantern-orbit-42',
  currentPassword: 'velvet-harbour-comet-17',
  language: 'en',
  country: 'ES',
  city: 'Madrid',
  street: 'Calle Mayor 1',
  postalCode: '28013',
  region: 'Madrid',
  site: 'Madrid',
  phone: '+34 910 000 001',
  jobTitle: 'Network engineer',
  website: 'https://acme.example/',
  reason: 'Asked for by the customer',
  note: 'For the new site in Madrid',
  number: 'C-10482',
  contractNumbers: ['C-10482'],
  supportContractNumber: 'S-2201',
  purchase: '12 access switches',
  domains: ['acme.example'],
  entitlementId: 'software.download',
  entitlements: ['software.download'],
  entitlementIds: ['software.download'],
  registrationNumber: '7K3M-9Q2X',
  verificationKey: '4F7K-2M9Q-8XWC-1B6T-R3HZ-5V',
  colour: '#2f5fd0',
  q: 'acme',
  seats: 25,
  token: 'sent-by-mail',
  expiresInDays: 90,
  overlapHours: 24,
}
/** The file that an upload sends. */
const uploaded = 'contracts.csv'
const partnerId = '0199a1c4-7e52-7b31-9f1e-3c5d2a6b8e01'
const otherId = '0199a1c4-8f07-7d44-8a2b-51c09e7f3d12'

/** A realistic value of a schema; optional fields only where their name says what they hold. */
export function sampleOf(schema: Schema, document: Document, name = '', depth = 0): unknown {
  if (schema.$ref) {
    const target = document.components.schemas[schema.$ref.split('/').at(-1) ?? '']
    return target && depth < 6 ? sampleOf(target, document, name, depth + 1) : {}
  }
  if (schema.example !== undefined) return schema.example
  if (schema.const !== undefined) return schema.const
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return sampleOf(choices.find(({ type }) => type !== 'null') ?? {}, document, name, depth)
  if (schema.allOf)
    return Object.assign({}, ...schema.allOf.map((part) => sampleOf(part, document, name, depth + 1) as object))
  if (schema.enum) return schema.default ?? schema.enum.find((value) => value !== null)
  const type = [schema.type ?? 'object'].flat().find((one) => one !== 'null')
  if (type === 'object') return objectOf(schema, document, depth)
  if (type === 'array') {
    const known = byName[name]
    return Array.isArray(known) ? known : [sampleOf(schema.items ?? {}, document, name.replace(/s$/, ''), depth + 1)]
  }
  return plainOf(schema, name, type)
}

function objectOf(schema: Schema, document: Document, depth: number): Record<string, unknown> {
  const wanted = Object.entries(schema.properties ?? {}).filter(
    ([name]) => schema.required?.includes(name) || (depth < 2 && name in byName),
  )
  return Object.fromEntries(wanted.map(([name, one]) => [name, sampleOf(one, document, name, depth + 1)]))
}

function plainOf(schema: Schema, name: string, type: string | undefined): unknown {
  if (type === 'boolean') return schema.default ?? true
  if (type === 'integer' || type === 'number') {
    const known = byName[name]
    return typeof known === 'number' ? known : (schema.default ?? Math.max(schema.minimum ?? 1, 1))
  }
  if (schema.format === 'uuid') return name === 'partnerId' ? partnerId : otherId
  if (schema.format === 'date-time') return '2027-06-30T00:00:00Z'
  if (schema.format === 'date') return '2027-06-30'
  const known = byName[name]
  if (typeof known === 'string') return known
  return schema.format === 'email' ? byName.email : (schema.default ?? name)
}

type Parts = { path: string; pathValues: Record<string, unknown>; query: Record<string, unknown>; body: unknown }

/** What an example of an operation sends: path and query filled in, and a body where it takes one. */
function partsOf(one: Listed, document: Document): Parts {
  const pathValues: Record<string, unknown> = {}
  const query: Record<string, unknown> = {}
  for (const { name, in: place, required, schema } of one.parameters ?? []) {
    if (place === 'path') pathValues[name] = sampleOf(schema, document, name)
    // Of most acts one asks with a customer; an example that needs one more field would be refused.
    const wanted = required || name === 'q' || (name === 'customerId' && one.path.endsWith('/reach/explain'))
    if (place === 'query' && wanted) query[name] = sampleOf(schema, document, name)
    if (place === 'query' && name === 'limit') query[name] = 50
  }
  if (isUpload(one)) query.name = uploaded
  const path = one.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(pathValues[name])))
  const schema = isUpload(one) ? undefined : one.requestBody?.content['application/json']?.schema
  return { path, pathValues, query, body: schema ? sampleOf(schema, document) : undefined }
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/** The operation for a shell, as a script with a key calls it. */
export function curlOf(one: Listed, document: Document, origin: string): string {
  const { path, query, body } = partsOf(one, document)
  const asked = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])).toString()
  const lines = [
    `curl ${one.method === 'GET' ? '' : `-X ${one.method} `}${quoted(`${origin}${path}${asked && `?${asked}`}`)}`,
    ...(scopeOf(one) !== undefined ? ['-H "Authorization: Bearer $PARTNERGATE_KEY"'] : []),
    ...(one.method !== 'GET' ? ['-H "Idempotency-Key: $(uuidgen)"'] : []),
    ...(body !== undefined ? ["-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(body))}`] : []),
    ...(isUpload(one) ? ["-H 'Content-Type: text/csv'", `--data-binary @${uploaded}`] : []),
    ...(isFile(one) ? ['-OJ'] : []),
  ]
  return lines.join(' \\\n  ')
}

/** The same with the typed client. */
export function typescriptOf(one: Listed, document: Document): string {
  if (isUpload(one) && one.path.endsWith('/collections'))
    return `const file = await openAsBlob('devices.csv') // of node:fs\nconst answer = await uploadInventory(api, file, { partnerId: '${partnerId}', customerId: '${otherId}', name: 'devices.csv' })`
  if (isUpload(one) && one.path.endsWith('/lifecycle/import'))
    return `const file = await openAsBlob('eox.json') // of node:fs\nconst answer = await uploadLifecycle(api, file, { name: 'eox.json', mode: 'check' })`
  if (isUpload(one))
    return `const file = await openAsBlob('${uploaded}') // of node:fs\nconst answer = await uploadContracts(api, file, { name: '${uploaded}' })`
  const { pathValues, query, body } = partsOf(one, document)
  const params = {
    ...(Object.keys(pathValues).length > 0 && { path: pathValues }),
    ...(Object.keys(query).length > 0 && { query }),
  }
  const init = {
    ...(Object.keys(params).length > 0 && { params }),
    ...(body !== undefined && { body }),
    ...(isFile(one) && { parseAs: 'blob' }),
  }
  const given = Object.keys(init).length > 0 ? `, ${literal(init)}` : ''
  const call = `api.${one.method}('${one.path}'${given})`
  return one.responses['204'] ? `await ${call}` : `const answer = await take(${call})`
}

/** The scope that a key needs; '' when any key will do, undefined when none does. */
export function scopeOf({ security }: Listed): string | undefined {
  const byKey = security.find((one) => 'apiKey' in one)
  return byKey && (byKey.apiKey?.[0] ?? '')
}

/** Takes a file as it is; the client has a function for it. */
function isUpload({ requestBody }: Listed): boolean {
  return requestBody !== undefined && 'text/csv' in requestBody.content
}

function isFile({ responses }: Listed): boolean {
  const content = responses['200']?.content
  return content !== undefined && !('application/json' in content)
}

/** As a programmer writes it: names without quotes, texts in single ones. */
function literal(value: unknown, indent = ''): string {
  const deeper = `${indent}  `
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  if (Array.isArray(value)) return `[${value.map((one) => literal(one, indent)).join(', ')}]`
  if (value === null || typeof value !== 'object') return String(value)
  const fields = Object.entries(value).map(
    ([name, one]) => `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`}: ${literal(one, deeper)}`,
  )
  const short = `{ ${fields.join(', ')} }`
  if (fields.length === 0) return '{}'
  return short.length + indent.length < 70 && !short.includes('\n')
    ? short
    : `{\n${fields.map((field) => `${deeper}${field},`).join('\n')}\n${indent}}`
}
