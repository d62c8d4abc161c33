import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openApi } from '../../server/app.ts'
import { root } from '../support/source.ts'

const committed = JSON.parse(readFileSync(join(root, 'openapi.json'), 'utf8'))

test('openapi.json is what the routes say (npm run openapi writes it)', () => {
  expect(committed).toEqual(JSON.parse(JSON.stringify(openApi())))
})

test('its patterns are regular expressions a reader can use, without flags, which JSON Schema does not know', () => {
  const patterns = new Set<string>()
  JSON.stringify(committed, (key, value) => {
    if (key === 'pattern' && typeof value === 'string') patterns.add(value)
    return value
  })
  expect(patterns.size).toBeGreaterThan(5)
  expect([...patterns].filter((pattern) => !/^\^.*\$$/.test(pattern))).toEqual([])
})

test('it names no language: a further one is only files', () => {
  expect(JSON.stringify(committed).match(/"enum":\["en"[^\]]*\]/g)).toBeNull()
})

test('it holds the API', () => {
  expect(committed.openapi).toMatch(/^3\.1/)
  expect(Object.keys(committed.paths).length).toBeGreaterThan(10)
})
