import { describe, expect, test } from 'vitest'
import document from '../../../openapi.json' with { type: 'json' }
import { curlOf, sampleOf, scopeOf, typescriptOf } from './examples.ts'
import { type Document, operationsOf } from './openapi.ts'

const api = document as unknown as Document
const listed = operationsOf(api)
const one = (method: string, path: string) => {
  const found = listed.find((operation) => operation.method === method && operation.path === path)
  if (!found) throw new Error(`no ${method} ${path}`)
  return found
}

describe('examples', () => {
  test('there are two for every operation, with every placeholder filled in', () => {
    for (const operation of listed) {
      const shell = curlOf(operation, api, 'https://portal.example')
      const script = typescriptOf(operation, api)
      expect(shell, operation.path).not.toMatch(/[{]\w+[}]|undefined|\[object|null/)
      expect(script, operation.path).not.toMatch(/undefined|\[object/)
      expect(script).toContain(`api.${operation.method}('${operation.path}'`)
    }
  })

  test('of a change: key, idempotency key and a body that reads like one', () => {
    const create = one('POST', '/api/v1/partners/{partnerId}/customers')
    const shell = curlOf(create, api, 'https://portal.example')
    expect(shell).toContain(`curl -X POST 'https://portal.example/api/v1/partners/0199a1c4-`)
    expect(shell).toContain('Authorization: Bearer $PARTNERGATE_KEY')
    expect(shell).toContain('Idempotency-Key')
    expect(shell).toContain('"name":"Acme Foods"')
    expect(typescriptOf(create, api)).toMatch(/const answer = await take\(api\.POST[\s\S]*name: 'Acme Foods'/)
    expect(scopeOf(create)).toBe('customers:write')
  })

  test('no key is shown where none is let in', () => {
    const own = one('GET', '/api/v1/account/sessions')
    expect(scopeOf(own)).toBeUndefined()
    expect(curlOf(own, api, '')).not.toContain('PARTNERGATE_KEY')
    expect(scopeOf(one('GET', '/api/v1/key'))).toBe('')
  })

  test('a quote in a value ends neither the shell’s text nor the script’s', () => {
    const schema = { type: 'object', properties: { reason: { type: 'string', example: "it's" } }, required: ['reason'] }
    const own = {
      ...one('POST', '/api/v1/account/sign-in'),
      requestBody: { content: { 'application/json': { schema } } },
    }
    expect(curlOf(own, api, '')).toContain(`it'\\''s`)
    expect(typescriptOf(own, api)).toContain(`'it\\'s'`)
    expect(sampleOf(schema, api)).toEqual({ reason: "it's" })
  })
})
