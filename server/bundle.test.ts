import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { currentBundle, digestOf } from './bundle.ts'

let folder: string
let source: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pg-bundle-'))
  source = relative(join(import.meta.dirname, '..'), join(folder, 'source.ts'))
  writeFileSync(join(folder, 'source.ts'), 'export const answer = 1\n')
  const files = [source]
  writeFileSync(join(folder, 'sources.json'), JSON.stringify({ files, digest: digestOf(files) }))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a bundle runs while its sources are what it was made of', () => {
  expect(currentBundle(folder)).toBe(join(folder, 'serve.js'))
  writeFileSync(join(folder, 'source.ts'), 'export const answer = 1\n')
  expect(currentBundle(folder), 'written again, the same').toBeDefined()
})

test('it does not when one of them was changed or is gone, nor when it is not whole', () => {
  writeFileSync(join(folder, 'source.ts'), 'export const answer = 2\n')
  expect(currentBundle(folder)).toBeUndefined()
  rmSync(join(folder, 'source.ts'))
  expect(currentBundle(folder)).toBeUndefined()
  rmSync(join(folder, 'sources.json'))
  expect(currentBundle(folder)).toBeUndefined()
})
