import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { MIGRATIONS_FOLDER, migrationNames } from '../../server/platform/db/migration-files.ts'
import { readSources } from '../support/source.ts'

const names = migrationNames()
const sealed = JSON.parse(readFileSync(join(MIGRATIONS_FOLDER, 'checksums.json'), 'utf8')) as Record<string, string>

test('each has a time of its own, which orders them', () => {
  const times = names.map((name) => name.split('_')[0])
  expect(times.length).toBeGreaterThan(0)
  expect([...new Set(times)].sort()).toEqual(times)
})

test('what has landed is never edited: write another migration', () => {
  const found = Object.keys(sealed).map((name) => {
    const content = readFileSync(join(MIGRATIONS_FOLDER, `${name}.ts`))
    return [name, createHash('sha256').update(content).digest('hex')]
  })
  expect(Object.fromEntries(found)).toEqual(sealed)
})

test('a new one comes after all that have landed', () => {
  const last = Object.keys(sealed).sort().at(-1) ?? ''
  expect(names.filter((name) => !(name in sealed) && name < last)).toEqual([])
})

test('they depend on nothing that may change later', () => {
  const allowed = new Set(['kysely', 'server/platform/db/roles.ts'])
  const others = readSources('migrations').flatMap(({ path, imports }) =>
    imports.filter(({ target }) => !allowed.has(target)).map(({ target }) => `${path} → ${target}`),
  )
  expect(others).toEqual([])
})
