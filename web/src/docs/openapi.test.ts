import { expect, test } from 'vitest'
import document from '../../../openapi.json' with { type: 'json' }
import { type Document, operationsOf, schemaText } from './openapi.ts'

const api = document as unknown as Document

test('every operation of the document is listed, and every schema of it can be read', () => {
  const listed = operationsOf(api)
  expect(listed.length).toBeGreaterThan(100)
  for (const { tag, summary, requestBody, responses } of listed) {
    expect(tag && summary).toBeTruthy()
    const contents = [requestBody?.content, ...Object.values(responses).map(({ content }) => content)]
    for (const { schema } of contents.flatMap((content) => Object.values(content ?? {})))
      expect(schemaText(schema, api)).not.toMatch(/undefined|\[object/)
  }
})

test('names optional fields, choices, lists and what repeats', () => {
  const schemas = { Node: { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } } }
  const own = { ...api, components: { schemas } } as Document
  expect(schemaText({ $ref: '#/components/schemas/Node' }, own)).toBe('{\n  next?: Node\n}')
  const list = { type: 'array', items: { enum: ['a', 'b'] } }
  expect(schemaText({ type: ['object', 'null'], properties: { list }, required: ['list'] }, own)).toBe(
    '{\n  list: ["a" | "b", …]\n} | null',
  )
})
