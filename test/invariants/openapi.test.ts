import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openApi } from '../../server/app.ts'
import { root } from '../support/source.ts'

const committed = JSON.parse(readFileSync(join(root, 'openapi.json'), 'utf8'))

test('openapi.json is what the routes say (npm run openapi writes it)', () => {
  expect(committed).toEqual(JSON.parse(JSON.stringify(openApi())))
})

test('it holds the API', () => {
  expect(committed.openapi).toMatch(/^3\.1/)
  expect(Object.keys(committed.paths).length).toBeGreaterThan(10)
})
